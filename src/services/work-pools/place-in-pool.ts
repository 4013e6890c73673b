// Use case: what a deployment says about its work pool and queue, made whole: the pool has to be there, the queue is made
// if need be. A queue without a pool is one of the pool that the reference's older clients use.
import type { DeploymentUpdate } from '../../domain/deployments.js';
import type { ServiceContext } from '../service-context.js';
import { ensureQueue, poolNotFound } from './ensure-queue.js';
import { ensurePool } from './manage-work-pools.js';

export const AGENT_POOL_NAME = 'default-agent-pool';

/** Makes the pool that the reference's older clients use, unless it is there. */
export async function ensureAgentPool(context: ServiceContext): Promise<void> {
  await ensurePool(context, { name: AGENT_POOL_NAME, type: 'prefect-agent' });
}

/**
 * The same change with its place in it.
 *
 * @param current - the pool the deployment is in so far
 * @throws `not-found` without the pool
 */
export async function placeInPool<Update extends DeploymentUpdate>(
  context: ServiceContext,
  update: Update,
  current: string | null | undefined,
): Promise<Update> {
  const { work_pool_name: poolName, work_queue_name: queueName } = update;
  if (poolName == null && queueName == null) return update;
  const name = poolName ?? current ?? AGENT_POOL_NAME;
  if (name === AGENT_POOL_NAME) await ensureAgentPool(context);
  if (!(await context.store.workPools.findByName(name))) throw poolNotFound(name);
  if (queueName != null) await ensureQueue(context, name, queueName);
  return { ...update, work_pool_name: name };
}
