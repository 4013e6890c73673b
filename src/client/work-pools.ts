// Work pools and their queues, as programs manage them: where runs wait for workers, with pauses, limits and priorities.
import type { PoolWorker, WorkPool, WorkQueue } from '../domain/work-pools/work-pool.js';
import { listAll } from './pages.js';
import type { Transport } from './transport.js';

export interface WorkPoolFields {
  readonly description?: string;
  readonly isPaused?: boolean;
  /** How many runs may be under way at once; null for no limit. */
  readonly concurrencyLimit?: number | null;
}

export interface WorkQueueFields extends WorkPoolFields {
  /** 1 is served first. */
  readonly priority?: number;
}

interface ListOptions {
  readonly limit?: number;
  readonly offset?: number;
}

export interface WorkPoolsClient {
  list(options?: ListOptions): Promise<WorkPool[]>;
  /** Throws `not-found`. */
  read(name: string): Promise<WorkPool>;
  /** Throws `conflict` when the name is taken. */
  create(name: string, fields?: WorkPoolFields & { readonly type?: string }): Promise<WorkPool>;
  /** Changes what is given. Throws `not-found`. */
  update(name: string, fields: WorkPoolFields): Promise<void>;
  /** Its deployments stay, and their runs wait. Throws `not-found`. */
  delete(name: string): Promise<void>;
  /** Workers that told us that they serve the pool. */
  workers(name: string): Promise<PoolWorker[]>;
  readonly queues: {
    /** By priority. */
    list(pool: string, options?: ListOptions): Promise<WorkQueue[]>;
    /** Throws `not-found`. */
    read(pool: string, name: string): Promise<WorkQueue>;
    /** Throws `conflict` when the name is taken, `not-found` for the pool. */
    create(pool: string, name: string, fields?: WorkQueueFields): Promise<WorkQueue>;
    /** Throws `not-found`. */
    update(pool: string, name: string, fields: WorkQueueFields): Promise<void>;
    /** Throws `not-found`. */
    delete(pool: string, name: string): Promise<void>;
  };
}

/** The calls about work pools. */
export function createWorkPoolsClient(transport: Transport): WorkPoolsClient {
  type Call = Parameters<Transport['send']>[0];
  const send = async <Document>(call: Call): Promise<Document> => (await transport.send<Document>(call)).document;
  const pathOf = (name: string): string => `/work_pools/${encodeURIComponent(name)}`;
  const queuePath = (pool: string, name: string): string => `${pathOf(pool)}/queues/${encodeURIComponent(name)}`;
  return {
    list: (options = {}) => listAll<WorkPool>(transport, '/work_pools/filter', {}, options),
    read: (name) => send({ method: 'GET', path: pathOf(name) }),
    create: (name, { type, ...fields } = {}) => {
      const body = { name, ...(type === undefined ? {} : { type }), ...bodyOf(fields) };
      return send({ method: 'POST', path: '/work_pools/', body });
    },
    async update(name, fields) {
      await send({ method: 'PATCH', path: pathOf(name), body: bodyOf(fields), repeatable: true });
    },
    async delete(name) {
      await send({ method: 'DELETE', path: pathOf(name) });
    },
    workers: (name) => listAll<PoolWorker>(transport, `${pathOf(name)}/workers/filter`, {}, {}),
    queues: {
      list: (pool, options = {}) => listAll<WorkQueue>(transport, `${pathOf(pool)}/queues/filter`, {}, options),
      read: (pool, name) => send({ method: 'GET', path: queuePath(pool, name) }),
      create: (pool, name, fields = {}) =>
        send({ method: 'POST', path: `${pathOf(pool)}/queues`, body: { name, ...bodyOf(fields) } }),
      async update(pool, name, fields) {
        await send({ method: 'PATCH', path: queuePath(pool, name), body: bodyOf(fields), repeatable: true });
      },
      async delete(pool, name) {
        await send({ method: 'DELETE', path: queuePath(pool, name) });
      },
    },
  };
}

function bodyOf({ description, isPaused, concurrencyLimit, priority }: WorkQueueFields): Record<string, unknown> {
  return {
    ...(description === undefined ? {} : { description }),
    ...(isPaused === undefined ? {} : { is_paused: isPaused }),
    ...(concurrencyLimit === undefined ? {} : { concurrency_limit: concurrencyLimit }),
    ...(priority === undefined ? {} : { priority }),
  };
}
