// Use case: which runs take the slots of a work pool or of a queue, as the reference's command line and page show them.
import type { RunFilters } from '../../domain/filters/run-filters.js';
import { secondsBetween } from '../../domain/instants.js';
import type { StateType } from '../../domain/states.js';
import type { StoredWorkQueue } from '../../store/store.js';
import { readPage, type Page } from '../page.js';
import { nowInstant, type ServiceContext } from '../service-context.js';
import { requireQueue } from './manage-work-queues.js';
import { requireWorkPool } from './manage-work-pools.js';

/** A run that takes a slot. */
export interface SlotHolder {
  readonly id: string;
  readonly name: string;
  readonly state_type: StateType | null;
  readonly state_name: string | null;
  readonly start_time: string | null;
  readonly state_timestamp: string | null;
  /** Seconds. */
  readonly time_in_current_state: number | null;
}

interface QueueSlots {
  readonly queue_id: string;
  readonly queue_name: string;
  readonly active_slots: number;
  readonly concurrency_limit: number | null;
  readonly flow_runs: readonly SlotHolder[];
  readonly flow_run_count: number;
}

/** How full something is. */
interface Slots {
  readonly active_slots: number;
  readonly concurrency_limit: number | null;
}

type Paged<Key extends string, Row> = Slots & Omit<Page<Row>, 'results'> & Readonly<Record<Key, readonly Row[]>>;

/**
 * The queues of a pool by pages, each with the first runs that take its slots.
 *
 * @param flowRunLimit - how many runs a queue
 * @throws `not-found`
 */
export async function readPoolConcurrency(
  context: ServiceContext,
  name: string,
  { limit, page, flowRunLimit }: { readonly limit: number; readonly page: number; readonly flowRunLimit: number },
): Promise<Paged<'queues', QueueSlots>> {
  const { store } = context;
  const pool = await requireWorkPool(context, name);
  const { results, ...rest } = await readPage(
    { limit, page },
    (part) => store.workQueues.list({ poolId: pool.id, page: part }),
    () => store.workQueues.count(pool.id),
  );
  const queues: QueueSlots[] = [];
  for (const queue of results) {
    const active = await store.waitingRuns.countActiveInPool(name, queue.name);
    queues.push({
      queue_id: queue.id,
      queue_name: queue.name,
      active_slots: active,
      concurrency_limit: queue.concurrency_limit,
      flow_runs: await listHolders(context, queue, { limit: flowRunLimit, offset: 0 }),
      flow_run_count: active,
    });
  }
  const active_slots = await store.waitingRuns.countActiveInPool(name);
  return { active_slots, concurrency_limit: pool.concurrency_limit, queues, ...rest };
}

/** The runs that take the slots of a queue, by pages. Throws `not-found`. */
export async function readQueueConcurrency(
  context: ServiceContext,
  id: string,
  page: { readonly limit: number; readonly page: number },
): Promise<Paged<'flow_runs', SlotHolder>> {
  const queue = await requireQueue(context, id);
  const active = await context.store.waitingRuns.countActiveInPool(queue.work_pool_name, queue.name);
  const { results, ...rest } = await readPage(
    page,
    (part) => listHolders(context, queue, part),
    () => Promise.resolve(active),
  );
  return { active_slots: active, concurrency_limit: queue.concurrency_limit, flow_runs: results, ...rest };
}

async function listHolders(
  context: ServiceContext,
  queue: StoredWorkQueue,
  page: { readonly limit: number; readonly offset: number },
): Promise<SlotHolder[]> {
  const operator = 'and_';
  const filters: RunFilters = {
    flow_runs: { operator, state: { operator, type: { any_: ['PENDING', 'RUNNING', 'CANCELLING'] } } },
    work_pool_queues: { operator, id: { any_: [queue.id] } },
  };
  const now = nowInstant(context);
  return (await context.store.flowRuns.list(filters, 'START_TIME_ASC', page)).map(({ flowRun }) => {
    const { id, name, state_type, state_name, start_time, state } = flowRun;
    const since = state?.timestamp ?? null;
    const seconds = since === null ? null : Math.max(0, secondsBetween(since, now));
    return { id, name, state_type, state_name, start_time, state_timestamp: since, time_in_current_state: seconds };
  });
}
