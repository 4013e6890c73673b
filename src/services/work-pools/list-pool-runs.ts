// Use case: the runs of a pool that have not begun, as the reference's workers ask for them. What is paused or full is left
// out; the most urgent queue comes first.
import type { FlowRun } from '../../domain/flow-runs.js';
import type { ServiceContext } from '../service-context.js';
import { nowInstant } from '../service-context.js';
import { requireWorkPool } from './manage-work-pools.js';

export interface ListPoolRuns {
  readonly work_queue_names?: readonly string[] | null | undefined;
  readonly scheduled_before?: string | null | undefined;
  readonly scheduled_after?: string | null | undefined;
  readonly limit: number;
}

export interface RunInPool {
  readonly work_pool_id: string;
  readonly work_queue_id: string;
  readonly flow_run: FlowRun;
}

/** Throws `not-found` without the pool. */
export async function listPoolRuns(context: ServiceContext, name: string, request: ListPoolRuns): Promise<RunInPool[]> {
  const { store } = context;
  const pool = await requireWorkPool(context, name);
  if (pool.is_paused) return [];
  let free = Math.min(request.limit, await freeSlots(context, pool.concurrency_limit, name));
  const found: RunInPool[] = [];
  for (const queue of await store.workQueues.list({ poolId: pool.id, page: { limit: 1000, offset: 0 } })) {
    const wanted = request.work_queue_names?.includes(queue.name) ?? true;
    if (!wanted || queue.is_paused || free <= 0) continue;
    await store.workQueues.update(queue.id, { last_polled: nowInstant(context) });
    const limit = Math.min(free, await freeSlots(context, queue.concurrency_limit, name, queue.name));
    const runs = await store.waitingRuns.listInQueue(queue.id, request, limit);
    free -= runs.length;
    for (const id of runs) {
      const stored = await store.flowRuns.find(id);
      if (stored) found.push({ work_pool_id: pool.id, work_queue_id: queue.id, flow_run: stored.flowRun });
    }
  }
  return found;
}

async function freeSlots(
  { store }: ServiceContext,
  limit: number | null,
  poolName: string,
  queueName?: string,
): Promise<number> {
  if (limit === null) return Number.MAX_SAFE_INTEGER;
  return limit - (await store.waitingRuns.countActiveInPool(poolName, queueName));
}
