// The status of pools and queues: paused, or ready as long as a worker polls. Who polls is asked of Temporal; workers of the
// reference tell it by heartbeats. A change of status is an event. Looking is a use case of the background loop.
import { secondsBetween } from '../../domain/instants.js';
import { taskQueuesOf } from '../../domain/work-pools/task-queues.js';
import type { PoolWorker, WorkStatus } from '../../domain/work-pools/work-pool.js';
import type { StoredPoolWorker, StoredWorkPool, StoredWorkQueue } from '../../store/store.js';
import { nowInstant, type ServiceContext } from '../service-context.js';
import { poolStatusEvent, queueEvent } from './pool-events.js';

const PAGE = { limit: 1000, offset: 0 };
/** A queue that nobody polled for so long is not ready, as in the reference. */
const POLLED_WITHIN_SECONDS = 60;
/** A poll of ours takes up to a minute; one that begins no other within half a minute more is gone. */
const LONGEST_BETWEEN_POLLS_MS = 90_000;
/** A worker that missed three of its heartbeats is gone. */
const MISSED_BEATS = 3;
/** A status that changed longer ago is not told as what the next one follows. */
const FOLLOWS_WITHIN_SECONDS = 600;

/** Null for pools of the reference's agents. */
export function poolStatus({ type, is_paused, ready }: StoredWorkPool): WorkStatus | null {
  if (type === 'prefect-agent') return null;
  if (is_paused) return 'PAUSED';
  return ready ? 'READY' : 'NOT_READY';
}

export function queueStatus({ is_paused, last_polled }: StoredWorkQueue, now: string): WorkStatus {
  if (is_paused) return 'PAUSED';
  const polled = last_polled !== null && secondsBetween(last_polled, now) <= POLLED_WITHIN_SECONDS;
  return polled ? 'READY' : 'NOT_READY';
}

export function workerStatus(worker: StoredPoolWorker, now: string): PoolWorker['status'] {
  const { last_heartbeat_time: beat, heartbeat_interval_seconds: interval } = worker;
  return secondsBetween(beat, now) <= interval * MISSED_BEATS ? 'ONLINE' : 'OFFLINE';
}

/** Looks at who polls, and tells what changed. Throws `temporal-unavailable`. */
export async function watchPools(context: ServiceContext): Promise<void> {
  for (const pool of await context.store.workPools.list(null, PAGE)) await watchPool(context, pool);
}

async function watchPool(context: ServiceContext, pool: StoredWorkPool): Promise<void> {
  const { store } = context;
  const now = nowInstant(context);
  const workers = await store.workPools.listWorkers([pool.id]);
  const beating = workers.some((worker) => workerStatus(worker, now) === 'ONLINE');
  const poolPolled = await isPolled(context, pool.name);
  let anyPolled = poolPolled;
  for (const queue of await store.workQueues.list({ poolId: pool.id, page: PAGE })) {
    const own = taskQueuesOf(pool.name, queue.name).find((taskQueue) => taskQueue !== pool.name);
    const polled = poolPolled || (own !== undefined && (await isPolled(context, own)));
    anyPolled ||= polled;
    if (polled) await store.workQueues.update(queue.id, { last_polled: now });
    await tellQueueStatus(context, polled ? { ...queue, last_polled: now } : queue);
  }
  const ready = anyPolled || beating;
  const current = ready === pool.ready ? pool : await store.workPools.update(pool.id, { ready });
  if (current) await tellPoolStatus(context, current);
}

async function isPolled(context: ServiceContext, taskQueue: string): Promise<boolean> {
  const sinceMs = context.now().getTime() - LONGEST_BETWEEN_POLLS_MS;
  return (await context.temporal.countPollers(taskQueue, sinceMs)) > 0;
}

/** Tells the pool's status by an event, where it is another than was told last: once, of several servers that look. */
export async function tellPoolStatus(context: ServiceContext, { id, name }: StoredWorkPool): Promise<void> {
  const seen = await context.store.workPools.find(id);
  if (!seen || !newsOf(seen)) return;
  await context.store.transaction(async ({ workPools, events }) => {
    const pool = await workPools.lockByName(name);
    const status = pool && newsOf(pool);
    if (!pool || !status) return;
    const event = poolStatusEvent(context, EVENT_NAMES[status], pool, recentlyTold(pool, nowInstant(context)));
    await workPools.update(id, { told_status: status, told_event_id: event.id, told_at: event.occurred });
    await events.insert([event]);
  });
}

/** The status to tell; null: none, or it was told. */
function newsOf(pool: StoredWorkPool): WorkStatus | null {
  const status = poolStatus(pool);
  return status === pool.told_status ? null : status;
}

/** The event of the status before, where it is near enough for the two to be delivered in the wrong order. */
function recentlyTold({ told_event_id: id, told_at: at }: StoredWorkPool, now: string): string | null {
  return at !== null && secondsBetween(at, now) < FOLLOWS_WITHIN_SECONDS ? id : null;
}

/** Likewise for a queue. */
export async function tellQueueStatus(context: ServiceContext, queue: StoredWorkQueue): Promise<void> {
  const now = nowInstant(context);
  if (queueStatus(queue, now) === queue.told_status) return;
  await context.store.transaction(async ({ workPools, workQueues, events }) => {
    const pool = await workPools.lockByName(queue.work_pool_name);
    const current = await workQueues.find(queue.id);
    if (!pool || !current) return;
    const status = queueStatus(current, now);
    if (status === current.told_status) return;
    await workQueues.update(queue.id, { told_status: status });
    await events.insert([queueEvent(context, EVENT_NAMES[status], current, pool)]);
  });
}

const EVENT_NAMES = { READY: 'ready', NOT_READY: 'not-ready', PAUSED: 'paused' } as const;
