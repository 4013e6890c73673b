// Use cases on workers that tell us by heartbeats that they serve a pool: the reference's. Workers of ours poll Temporal and
// need not.
import { SluiceError } from '../../domain/errors.js';
import type { PoolWorker } from '../../domain/work-pools/work-pool.js';
import { nowInstant, type ServiceContext } from '../service-context.js';
import { requireWorkPool } from './manage-work-pools.js';
import { tellPoolStatus, workerStatus } from './pool-status.js';

const DEFAULT_INTERVAL_SECONDS = 30;

/** Throws `not-found` without the pool. */
export async function noteHeartbeat(
  context: ServiceContext,
  poolName: string,
  { name, heartbeat_interval_seconds }: { name: string; heartbeat_interval_seconds?: number | null | undefined },
): Promise<void> {
  const pool = await requireWorkPool(context, poolName);
  const interval = heartbeat_interval_seconds ?? DEFAULT_INTERVAL_SECONDS;
  const { workPools } = context.store;
  await workPools.beat({ id: context.newId(), work_pool_id: pool.id, name, heartbeat_interval_seconds: interval });
  if (pool.ready) return;
  const ready = await workPools.update(pool.id, { ready: true });
  if (ready) await tellPoolStatus(context, ready);
}

/** Throws `not-found` without the pool. */
export async function listPoolWorkers(
  context: ServiceContext,
  poolName: string,
  status: { any_?: string[] | null | undefined; not_any_?: string[] | null | undefined } | null | undefined,
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Promise<PoolWorker[]> {
  const pool = await requireWorkPool(context, poolName);
  const now = nowInstant(context);
  return (await context.store.workPools.listWorkers([pool.id]))
    .map((worker) => ({ ...worker, status: workerStatus(worker, now) }))
    .filter((worker) => status?.any_?.includes(worker.status) ?? true)
    .filter((worker) => !status?.not_any_?.includes(worker.status))
    .slice(offset, offset + limit);
}

/** Throws `not-found`. */
export async function deletePoolWorker(context: ServiceContext, poolName: string, name: string): Promise<void> {
  const pool = await requireWorkPool(context, poolName);
  if (await context.store.workPools.deleteWorker(pool.id, name)) return;
  throw new SluiceError('not-found', 'Worker not found.');
}
