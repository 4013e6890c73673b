// Use case: the queue a deployment or a run names, made if its pool has none of that name.
import { SluiceError } from '../../domain/errors.js';
import type { Repositories, StoredWorkQueue, WorkQueueInsert } from '../../store/store.js';
import type { ServiceContext } from '../service-context.js';
import { queueEvent } from './pool-events.js';

/** Throws `not-found` without the pool. */
export async function ensureQueue(
  context: Pick<ServiceContext, 'store' | 'newId' | 'now'>,
  poolName: string,
  name: string,
): Promise<StoredWorkQueue> {
  const { store, newId } = context;
  return (
    (await store.workQueues.findByName(poolName, name)) ??
    store.transaction((repositories) => addQueue(context, repositories, poolName, { id: newId(), name }))
  );
}

type QueueGiven = Pick<WorkQueueInsert, 'id' | 'name'> & Partial<WorkQueueInsert>;

/**
 * Adds a queue to a pool unless it has one of this name, and gives the one it has then. With a priority, the others make
 * room; without, it comes last.
 */
export async function addQueue(
  context: Pick<ServiceContext, 'newId' | 'now'>,
  { workPools, workQueues, events }: Repositories,
  poolName: string,
  given: QueueGiven,
): Promise<StoredWorkQueue> {
  const pool = await workPools.lockByName(poolName);
  if (!pool) throw poolNotFound(poolName);
  const priority = given.priority ?? (await workQueues.lastPriority(pool.id)) + 1;
  const rest = { description: '', is_paused: false, concurrency_limit: null, ...given };
  const added = await workQueues.insert({ ...rest, work_pool_id: pool.id, priority });
  if (added) {
    await workQueues.makeRoom(pool.id, priority, given.id);
    await events.insert([queueEvent(context, 'created', given, pool)]);
  }
  const queue = await workQueues.findByName(poolName, given.name);
  if (!queue) throw new SluiceError('conflict', `The queue '${given.name}' was deleted while it was made.`);
  return queue;
}

export function poolNotFound(name: string): SluiceError {
  return new SluiceError('not-found', `Work pool "${name}" not found.`);
}
