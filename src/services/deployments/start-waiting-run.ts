// Use case: start a run that waits, if it is due and nothing holds it: its pool or queue is not paused, a worker serves its
// flow there, and none of the limits it counts under is reached. Whether a limit is reached is read under a lock from the
// runs' own states, so there is no count that a crash could leave wrong.
import { isSluiceError } from '../../domain/errors.js';
import { compareInstants } from '../../domain/instants.js';
import type { StateCreate } from '../../domain/states.js';
import { DEFAULT_QUEUE_NAME, taskQueuesOf } from '../../domain/work-pools/task-queues.js';
import type { FlowOnQueue, Repositories, StoredDeployment, StoredFlowRun } from '../../store/store.js';
import { startOnTemporal } from '../flow-runs/start-on-temporal.js';
import { deliverKeptInputs } from '../run-inputs/deliver-kept-inputs.js';
import { nowInstant, type ServiceContext } from '../service-context.js';
import { completeState, writeFlowRunState } from '../states/write-state.js';

export type WaitingRunOutcome = 'started' | 'held' | 'cancelled' | 'gone';

export const NO_SLOT_MESSAGE = 'Deployment concurrency limit reached.';
const ENQUEUED: StateCreate = { type: 'SCHEDULED', name: 'AwaitingConcurrencySlot', message: NO_SLOT_MESSAGE };

/** Starts the run, or leaves it waiting. What Temporal has not heard of when this resolves, the reconciler tells it. */
export async function startWaitingRun(context: ServiceContext, id: string): Promise<WaitingRunOutcome> {
  const decided = await context.store.transaction((repositories) => decide(context, repositories, id));
  if (typeof decided === 'string') return decided;
  const started = await context.store.flowRuns.find(id);
  if (!started) return 'gone';
  try {
    await startOnTemporal(context, started, decided.name);
    await deliverKeptInputs(context, id, id);
  } catch (error) {
    await settleStart(context, started, error);
  }
  return 'started';
}

async function decide(
  context: ServiceContext,
  repositories: Repositories,
  id: string,
): Promise<FlowOnQueue | Exclude<WaitingRunOutcome, 'started'>> {
  const stored = await repositories.flowRuns.lock(id);
  if (!stored || stored.waiting !== 'ready' || stored.flowRun.state_type !== 'SCHEDULED') return 'gone';
  const due = stored.flowRun.next_scheduled_start_time;
  if (due !== null && compareInstants(due, nowInstant(context)) > 0) return 'held';
  const served = await findServed(repositories, stored);
  if (!served || (await isPoolClosed(repositories, stored))) return 'held';
  const { deployment_id: deploymentId } = stored.flowRun;
  if (deploymentId !== null) {
    await repositories.waitingRuns.lockDeployment(deploymentId);
    const deployment = await repositories.deployments.find(deploymentId);
    if (deployment && (await isFull(repositories, deployment)))
      return collide(context, repositories, stored, deployment);
  }
  await letGo(context, repositories, stored, served);
  return served;
}

async function findServed({ servedFlows, flowRuns }: Repositories, { flowRun }: StoredFlowRun) {
  const flowName = await flowRuns.findFlowName(flowRun.id);
  if (flowName === undefined) return undefined;
  if (flowRun.work_pool_name === null) return servedFlows.findByName(flowName);
  return servedFlows.findOn(
    flowName,
    taskQueuesOf(flowRun.work_pool_name, flowRun.work_queue_name ?? DEFAULT_QUEUE_NAME),
  );
}

/** Whether the run's pool, or its queue, is paused, full or gone. */
async function isPoolClosed(repositories: Repositories, { flowRun }: StoredFlowRun): Promise<boolean> {
  const { work_pool_name: poolName, work_queue_name } = flowRun;
  if (poolName === null) return false;
  const pool = await repositories.workPools.lockByName(poolName);
  if (!pool || pool.is_paused) return true;
  const { waitingRuns, workQueues } = repositories;
  if (pool.concurrency_limit !== null && (await waitingRuns.countActiveInPool(poolName)) >= pool.concurrency_limit) {
    return true;
  }
  const queueName = work_queue_name ?? DEFAULT_QUEUE_NAME;
  const queue = await workQueues.findByName(poolName, queueName);
  if (!queue || queue.is_paused) return true;
  if (queue.concurrency_limit === null) return false;
  return (await waitingRuns.countActiveInPool(poolName, queueName)) >= queue.concurrency_limit;
}

async function isFull({ waitingRuns }: Repositories, { id, body }: StoredDeployment): Promise<boolean> {
  if (body.concurrency_limit == null) return false;
  return ((await waitingRuns.countActive([id])).get(id) ?? 0) >= body.concurrency_limit;
}

/** What becomes of a run for which its deployment has no slot. */
async function collide(
  context: ServiceContext,
  repositories: Repositories,
  stored: StoredFlowRun,
  { body }: StoredDeployment,
): Promise<'held' | 'cancelled'> {
  const cancels = body.concurrency_options?.collision_strategy === 'CANCEL_NEW';
  if (!cancels && stored.flowRun.state_name === ENQUEUED.name) return 'held';
  await write(
    context,
    repositories,
    stored,
    cancels ? { type: 'CANCELLED', message: NO_SLOT_MESSAGE } : enqueued(stored),
  );
  return cancels ? 'cancelled' : 'held';
}

/** It keeps its time, and so its place in line. */
function enqueued({ flowRun }: StoredFlowRun): StateCreate {
  return { ...ENQUEUED, state_details: { scheduled_time: flowRun.next_scheduled_start_time } };
}

/** From here on the run is Temporal's: Pending counts under every limit until the run tells more. */
async function letGo(
  context: ServiceContext,
  repositories: Repositories,
  stored: StoredFlowRun,
  served: FlowOnQueue,
): Promise<void> {
  await write(context, repositories, stored, { type: 'PENDING' });
  const { empirical_policy: policy, flow_version, id } = stored.flowRun;
  await repositories.flowRuns.update(id, {
    workflow_id: id,
    task_queue: served.task_queue,
    workflow_type: served.workflow_type,
    flow_version: flow_version ?? served.version,
    empirical_policy: {
      ...policy,
      retries: policy.retries ?? served.retries,
      retry_delay: policy.retry_delay ?? served.retry_delay_seconds,
    },
    waiting: null,
  });
}

async function write(
  context: ServiceContext,
  repositories: Repositories,
  stored: StoredFlowRun,
  proposed: StateCreate,
): Promise<void> {
  const { id, state, empirical_policy } = stored.flowRun;
  const whole = completeState(context, proposed, { state, details: { flow_run_id: id } });
  await writeFlowRunState(repositories, stored, whole, empirical_policy);
}

/** A start that did not reach Temporal is made up for; one that Temporal refused ends the run. */
async function settleStart(context: ServiceContext, stored: StoredFlowRun, error: unknown): Promise<void> {
  const { id } = stored.flowRun;
  if (!isSluiceError(error) || error.code === 'temporal-unavailable') {
    context.log.warn({ flow_run_id: id, err: error }, 'Temporal could not be reached; the run is started later');
    return;
  }
  await context.store.transaction(async (repositories) => {
    const current = await repositories.flowRuns.lock(id);
    if (current?.flowRun.state_type === 'PENDING') {
      await write(context, repositories, current, { type: 'FAILED', message: error.message });
    }
  });
}
