// Cancelling a run on Temporal: its code hears of it, winds down and enters Cancelled. Cancelling is written here at once,
// so that it shows while no worker polls. A run that Temporal has not begun has nothing to wind down and is ended.
import { isSluiceError } from '../../domain/errors.js';
import type { SetStateOutcome } from '../../domain/orchestration.js';
import { isTerminal, type State, type StateCreate } from '../../domain/states.js';
import type { StoredFlowRun } from '../../store/store.js';
import type { ServiceContext } from '../service-context.js';
import { completeState, writeFlowRunState } from '../states/write-state.js';
import { requireFlowRun } from './find-flow-run.js';
import { reconcileFlowRun } from './reconcile-flow-run.js';

/** ACCEPT with Cancelling (or Cancelled); ABORT when the run has ended. Throws `temporal-unavailable`. */
export async function cancelRunOnTemporal(
  context: ServiceContext,
  stored: StoredFlowRun,
  message: string | null,
): Promise<SetStateOutcome> {
  const { flowRun, recordSequence } = stored;
  const workflowId = flowRun.workflow_id ?? flowRun.id;
  const notBegun = flowRun.state_type === 'SCHEDULED' && recordSequence < 0;
  try {
    if (notBegun) await context.temporal.terminateFlowRun(workflowId, 'The scheduled flow run was cancelled.');
    else await context.temporal.cancelFlowRun(workflowId);
  } catch (error) {
    if (isSluiceError(error, 'flow-run-not-found') && recordSequence < 0) return write(context, flowRun.id, CANCELLED);
    if (!isSluiceError(error, 'flow-run-finished') && !isSluiceError(error, 'flow-run-not-found')) throw error;
    await reconcileFlowRun(context, await requireFlowRun(context, flowRun.id));
    return write(context, flowRun.id, { type: 'CANCELLING', message });
  }
  return write(context, flowRun.id, notBegun ? CANCELLED : { type: 'CANCELLING', message });
}

const CANCELLED: StateCreate = { type: 'CANCELLED', message: 'The flow run was cancelled before it began.' };

/** Writes the state unless the run was quicker. */
async function write(context: ServiceContext, id: string, proposed: StateCreate): Promise<SetStateOutcome> {
  return context.store.transaction(async (repositories) => {
    const stored = await repositories.flowRuns.lock(id);
    const current = stored?.flowRun.state ?? null;
    if (!stored || (current && isTerminal(current.type) && current.type !== 'CANCELLED')) return abort(current);
    if (current && (current.type === 'CANCELLING' || current.type === 'CANCELLED')) return accept(current, false);
    const state = completeState(context, proposed, { state: current, details: { flow_run_id: id } });
    await writeFlowRunState(repositories, stored, state, stored.flowRun.empirical_policy);
    return accept(state, true);
  });
}

function accept(state: State, written: boolean): SetStateOutcome {
  return { result: { status: 'ACCEPT', details: { type: 'accept_details' }, state }, written };
}

function abort(state: State | null): SetStateOutcome {
  const reason = `Run is already in terminal state ${state?.type ?? 'NONE'}.`;
  return { result: { status: 'ABORT', details: { type: 'abort_details', reason }, state }, written: false };
}
