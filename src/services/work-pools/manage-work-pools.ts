// Use cases on work pools: create, read, list, change, delete. A pool that is resumed starts what it held back at once.
import { SluiceError } from '../../domain/errors.js';
import { changedFields } from '../../domain/events/changed-fields.js';
import type { WorkPool, WorkPoolCreate, WorkPoolUpdate } from '../../domain/work-pools/work-pool.js';
import type { WorkPoolFilter } from '../../domain/work-pools/work-pool-filter.js';
import { DEFAULT_QUEUE_NAME } from '../../domain/work-pools/task-queues.js';
import type { StoredWorkPool } from '../../store/store.js';
import { startDueRuns } from '../deployments/start-due-runs.js';
import type { ServiceContext } from '../service-context.js';
import { addQueue, poolNotFound } from './ensure-queue.js';
import { poolEvent, queueEvent } from './pool-events.js';
import { poolStatus, tellPoolStatus } from './pool-status.js';

const ALL_QUEUES = { limit: 10_000, offset: 0 };

/** Throws `conflict` when the name is taken. */
export async function createWorkPool(context: ServiceContext, create: WorkPoolCreate): Promise<WorkPool> {
  const { name, type } = create;
  const created = await context.store.transaction(async (repositories) => {
    const pool = await repositories.workPools.insert({
      id: context.newId(),
      name,
      type,
      description: create.description ?? null,
      base_job_template: create.base_job_template,
      storage_configuration: create.storage_configuration ?? {},
      is_paused: create.is_paused,
      concurrency_limit: create.concurrency_limit ?? null,
      default_queue_id: null,
    });
    if (!pool) throw new SluiceError('conflict', 'A work pool with this name already exists.');
    const description = "The work pool's default queue.";
    const queue = { id: context.newId(), name: DEFAULT_QUEUE_NAME, description, priority: 1 };
    const { id } = await addQueue(context, repositories, name, queue);
    const whole = await repositories.workPools.update(pool.id, { default_queue_id: id });
    if (whole) await repositories.events.insert([poolEvent(context, 'created', whole)]);
    return whole;
  });
  if (!created) throw poolNotFound(name);
  await tellPoolStatus(context, created);
  return toWorkPool(context, created);
}

/** Makes the pool unless there is one of this name. */
export async function ensurePool(
  context: ServiceContext,
  { name, type }: Pick<WorkPoolCreate, 'name' | 'type'>,
): Promise<void> {
  if (await context.store.workPools.findByName(name)) return;
  try {
    await createWorkPool(context, { name, type, base_job_template: {}, is_paused: false });
  } catch (error) {
    if (!(await context.store.workPools.findByName(name))) throw error;
  }
}

/** Throws `not-found`. */
export async function readWorkPool(context: ServiceContext, name: string): Promise<WorkPool> {
  return toWorkPool(context, await requireWorkPool(context, name));
}

export interface FilterWorkPools {
  readonly work_pools?: WorkPoolFilter | null | undefined;
  readonly limit: number;
  readonly offset: number;
}

export async function filterWorkPools(context: ServiceContext, request: FilterWorkPools): Promise<WorkPool[]> {
  const rows = await context.store.workPools.list(request.work_pools, request);
  return Promise.all(rows.map((row) => toWorkPool(context, row)));
}

export async function countWorkPools({ store }: ServiceContext, filter?: WorkPoolFilter | null): Promise<number> {
  return store.workPools.count(filter);
}

/** Throws `not-found`. */
export async function updateWorkPool(context: ServiceContext, name: string, update: WorkPoolUpdate): Promise<void> {
  const { id } = await requireWorkPool(context, name);
  const { description, is_paused, base_job_template, concurrency_limit, storage_configuration } = update;
  const after = await context.store.transaction(async ({ workPools, events }) => {
    const before = await workPools.lockByName(name);
    const written = await workPools.update(id, {
      // Null takes a description or a limit away; undefined leaves it.
      description,
      concurrency_limit,
      is_paused: is_paused ?? undefined,
      base_job_template: base_job_template ?? undefined,
      storage_configuration: storage_configuration ?? undefined,
    });
    const changed = before && written && changedFields(settingsOf(before), settingsOf(written));
    if (changed) await events.insert([poolEvent(context, 'updated', written, { ...changed })]);
    return written;
  });
  if (after) await tellPoolStatus(context, after);
  await startDueRuns(context);
}

/** Pauses or resumes the pool with this id. Throws `not-found`. */
export async function setWorkPoolPaused(context: ServiceContext, id: string, is_paused: boolean): Promise<void> {
  const pool = await context.store.workPools.find(id);
  if (!pool) throw new SluiceError('not-found', 'There is no work pool with this id.');
  await updateWorkPool(context, pool.name, { is_paused });
}

/** Deletes a pool with its queues, each with its event. Its deployments stay and their runs wait. Throws `not-found`. */
export async function deleteWorkPool(context: ServiceContext, name: string): Promise<void> {
  const pool = await requireWorkPool(context, name);
  await context.store.transaction(async ({ workPools, workQueues, events }) => {
    const queues = await workQueues.list({ poolId: pool.id, page: ALL_QUEUES });
    await workPools.delete(pool.id);
    await events.insert([
      ...queues.map((queue) => queueEvent(context, 'deleted', queue, pool)),
      poolEvent(context, 'deleted', pool),
    ]);
  });
}

/** What people change about a pool. */
function settingsOf(pool: StoredWorkPool) {
  const { description, is_paused, base_job_template, concurrency_limit, storage_configuration } = pool;
  return { description, is_paused, base_job_template, concurrency_limit, storage_configuration };
}

export async function requireWorkPool({ store }: ServiceContext, name: string): Promise<StoredWorkPool> {
  const pool = await store.workPools.findByName(name);
  if (!pool) throw poolNotFound(name);
  return pool;
}

/** The document of a pool. */
async function toWorkPool({ store }: ServiceContext, stored: StoredWorkPool): Promise<WorkPool> {
  const { ready: _, told_status: __, told_event_id: ___, told_at: ____, ...fields } = stored;
  const slots = stored.concurrency_limit === null ? null : await store.waitingRuns.countActiveInPool(stored.name);
  return { ...fields, status: poolStatus(stored), active_slots: slots };
}
