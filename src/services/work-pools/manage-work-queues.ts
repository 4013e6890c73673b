// Use cases on the queues of work pools: create, read, list, change, delete, and whether one keeps up. A queue that is
// resumed starts what it held back at once.
import { SluiceError } from '../../domain/errors.js';
import { changedFields } from '../../domain/events/changed-fields.js';
import { DEFAULT_QUEUE_NAME } from '../../domain/work-pools/task-queues.js';
import type { WorkQueueFilter } from '../../domain/work-pools/work-pool-filter.js';
import type { WorkQueue, WorkQueueCreate, WorkQueueUpdate } from '../../domain/work-pools/work-pool.js';
import type { StoredWorkQueue } from '../../store/store.js';
import { requireDeployment } from '../deployments/read-deployments.js';
import { startDueRuns } from '../deployments/start-due-runs.js';
import { nowInstant, type ServiceContext } from '../service-context.js';
import { addQueue, poolNotFound } from './ensure-queue.js';
import { queueEvent } from './pool-events.js';
import { queueStatus, tellQueueStatus } from './pool-status.js';

const ALL = { limit: 1000, offset: 0 };

/** Throws `not-found` without the pool, `conflict` when the name is taken. */
export async function createWorkQueue(
  context: ServiceContext,
  poolName: string,
  { filter: _, priority, description, concurrency_limit, ...create }: WorkQueueCreate,
): Promise<WorkQueue> {
  const id = context.newId();
  const given = { ...create, id, description: description ?? '', concurrency_limit: concurrency_limit ?? null };
  const queue = await context.store.transaction((repositories) =>
    addQueue(context, repositories, poolName, { ...given, ...(priority == null ? {} : { priority }) }),
  );
  if (queue.id !== id) throw new SluiceError('conflict', 'A work queue with this name already exists.');
  return toWorkQueue(context, queue);
}

/** Throws `not-found`. */
export async function readWorkQueue(context: ServiceContext, id: string): Promise<WorkQueue> {
  return toWorkQueue(context, await requireQueue(context, id));
}

/** Throws `not-found`. */
export async function readWorkQueueByName(context: ServiceContext, poolName: string, name: string): Promise<WorkQueue> {
  const queue = await context.store.workQueues.findByName(poolName, name);
  if (queue) return toWorkQueue(context, queue);
  if (!(await context.store.workPools.findByName(poolName))) throw poolNotFound(poolName);
  throw new SluiceError('not-found', `Worker queue ${poolName}/${name} not found.`);
}

export interface FilterWorkQueues {
  /** Queues of this pool only. */
  readonly poolName?: string;
  readonly work_queues?: WorkQueueFilter | null | undefined;
  readonly limit: number;
  readonly offset: number;
}

/** By pool and priority. Throws `not-found` without the pool. */
export async function filterWorkQueues(context: ServiceContext, request: FilterWorkQueues): Promise<WorkQueue[]> {
  const { poolName, work_queues: filter, ...page } = request;
  const pool = poolName === undefined ? undefined : await context.store.workPools.findByName(poolName);
  if (poolName !== undefined && !pool) throw poolNotFound(poolName);
  const rows = await context.store.workQueues.list({ ...(pool ? { poolId: pool.id } : {}), filter, page });
  return Promise.all(rows.map((row) => toWorkQueue(context, row)));
}

/** Throws `not-found`. */
export async function updateWorkQueue(context: ServiceContext, id: string, update: WorkQueueUpdate): Promise<void> {
  const before = await requireQueue(context, id);
  const { name, is_paused, priority, description, concurrency_limit } = update;
  await context.store.transaction(async ({ workPools, workQueues, events }) => {
    await workQueues.update(id, {
      name: name ?? undefined,
      is_paused: is_paused ?? undefined,
      priority: priority ?? undefined,
      description: description ?? undefined,
      concurrency_limit,
    });
    if (priority != null) await workQueues.makeRoom(before.work_pool_id, priority, id);
    const after = await workQueues.find(id);
    const changed = after && changedFields(settingsOf(before), settingsOf(after));
    if (!changed) return;
    const pool = await workPools.find(after.work_pool_id);
    await events.insert([queueEvent(context, 'updated', after, pool, { ...changed })]);
  });
  await tellQueueStatus(context, await requireQueue(context, id));
  await startDueRuns(context);
}

/** Throws `not-found`; `conflict` for the default queue of a pool. */
export async function deleteWorkQueue(context: ServiceContext, id: string): Promise<void> {
  const queue = await requireQueue(context, id);
  if (queue.name === DEFAULT_QUEUE_NAME) {
    throw new SluiceError('conflict', "A work pool's default queue cannot be deleted.");
  }
  await context.store.transaction(async ({ workPools, workQueues, events }) => {
    await workQueues.delete(id);
    await events.insert([queueEvent(context, 'deleted', queue, await workPools.find(queue.work_pool_id))]);
  });
}

/** What people change about a queue. */
function settingsOf({ name, is_paused, priority, description, concurrency_limit }: StoredWorkQueue) {
  return { name, is_paused, priority, description, concurrency_limit };
}

/** The queues that could take the runs of a deployment: all of its pool. Throws `not-found`. */
export async function checkWorkQueues(context: ServiceContext, deploymentId: string): Promise<WorkQueue[]> {
  const { body } = await requireDeployment(context, deploymentId);
  if (body.work_pool_name == null) return [];
  return filterWorkQueues(context, { poolName: body.work_pool_name, ...ALL });
}

/** Throws `not-found`. */
export async function requireQueue({ store }: ServiceContext, id: string): Promise<StoredWorkQueue> {
  const queue = await store.workQueues.find(id);
  if (!queue) throw new SluiceError('not-found', 'work queue not found');
  return queue;
}

/** The document of a queue. */
async function toWorkQueue(context: ServiceContext, stored: StoredWorkQueue): Promise<WorkQueue> {
  const { told_status: _, ...fields } = stored;
  const { waitingRuns } = context.store;
  const slots =
    stored.concurrency_limit === null ? null : await waitingRuns.countActiveInPool(stored.work_pool_name, stored.name);
  return { ...fields, filter: null, status: queueStatus(stored, nowInstant(context)), active_slots: slots };
}
