// Use case: how a flow run ended, with what its flow returned. The read model knows that it ended; what it returned is in
// the workflow's own result, unless the run is only recorded.
import { SluiceError } from '../../domain/errors.js';
import { isTerminal } from '../../domain/states.js';
import type { FlowRunEnd } from '../../contract/platform.js';
import type { ServiceContext } from '../service-context.js';
import { requireFlowRun } from './find-flow-run.js';
import { assertOwnWorkflow } from './own-workflow.js';

/** Null while the run has not ended. Throws `flow-run-not-found`, `temporal-unavailable`. */
export async function readFlowRunEnd(context: ServiceContext, flowRunId: string): Promise<FlowRunEnd | null> {
  const { flowRun } = await requireFlowRun(context, flowRunId);
  const { state } = flowRun;
  if (!state || !isTerminal(state.type)) return null;
  if (state.type === 'COMPLETED') {
    if (state.data !== null || flowRun.workflow_id === null) return { status: 'completed', result: state.data };
    await assertOwnWorkflow(context, flowRun);
    return readResult(context, flowRun.workflow_id);
  }
  const status = state.type === 'FAILED' ? 'failed' : state.type === 'CANCELLED' ? 'cancelled' : 'crashed';
  return { status, message: state.message ?? `The flow run ended as ${state.name}.` };
}

/** The result of a workflow whose run is recorded as completed: it closes with it a moment after. */
async function readResult({ temporal }: ServiceContext, workflowId: string): Promise<FlowRunEnd | null> {
  const outcome = await temporal.readOutcome(workflowId);
  if (outcome === null) return null;
  if (outcome.type !== 'completed') {
    throw new SluiceError('conflict', `The run is recorded as completed, its workflow ended as ${outcome.type}.`);
  }
  return { status: 'completed', result: outcome.result };
}
