// Starting a recorded run on Temporal. Its workflow id is its own id, so starting it twice changes nothing; that is what
// lets the reconciler repeat a start whose answer got lost.
import { SluiceError } from '../../domain/errors.js';
import type { StoredFlowRun } from '../../store/store.js';
import type { ServiceContext } from '../service-context.js';

/**
 * Starts the run's workflow, at its scheduled time when that is in the future.
 *
 * @throws `flow-not-served` for a run that is only recorded; what the Temporal call throws
 */
export async function startOnTemporal(
  context: ServiceContext,
  { flowRun, workflowType }: StoredFlowRun,
  flowName: string,
): Promise<void> {
  const { workflow_id: workflowId, task_queue: taskQueue, state } = flowRun;
  if (workflowId === null || taskQueue === null || workflowType === null) throw new SluiceError('flow-not-served');
  const scheduledTime = state?.state_details.scheduled_time ?? null;
  await context.temporal.startFlowRun({
    workflowId,
    workflowType,
    taskQueue,
    parameters: flowRun.parameters,
    memo: {
      name: flowRun.name,
      tags: flowRun.tags,
      deployment_id: flowRun.deployment_id,
      parent_task_run_id: flowRun.parent_task_run_id,
      initial_state: state,
    },
    flowName,
    tags: flowRun.tags,
    startDelayMs: scheduledTime === null ? 0 : Math.max(0, Date.parse(scheduledTime) - context.now().getTime()),
  });
}
