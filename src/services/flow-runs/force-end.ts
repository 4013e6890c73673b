// Ending a run on Temporal over its head: the workflow is terminated, without its code hearing of it, and the state that
// was forced is what the record says.
import { isSluiceError } from '../../domain/errors.js';
import type { SetStateOutcome } from '../../domain/orchestration.js';
import { describeState } from '../../domain/states.js';
import type { StoredFlowRun } from '../../store/store.js';
import type { ServiceContext } from '../service-context.js';
import { endLeftBehind } from './end-left-behind.js';
import { proposeToRecord, type ProposeFlowRunState } from './propose-to-record.js';

/** Terminates, then writes the forced state. Throws `temporal-unavailable`, and then nothing was written. */
export async function forceEnd(
  context: ServiceContext,
  { flowRun }: StoredFlowRun,
  proposal: ProposeFlowRunState,
): Promise<SetStateOutcome> {
  const { type, name, message } = proposal.state;
  const reason = describeState({ type, name: name ?? type, message: message ?? null });
  try {
    await context.temporal.terminateFlowRun(flowRun.workflow_id ?? flowRun.id, `Forced: ${reason}`);
  } catch (error) {
    if (!isSluiceError(error, 'flow-run-not-found') && !isSluiceError(error, 'flow-run-finished')) throw error;
  }
  const outcome = await proposeToRecord(context, flowRun.id, proposal);
  await endLeftBehind(context, flowRun.id, type);
  return outcome;
}
