// One run against what Temporal knows of it: a start that was lost is made up for; a workflow that closed without telling
// the platform (terminated, timed out, failed before its code ran) gets its end on record. One that ended by itself has left
// its last records with its workflow, and these are told first.
import type { StateCreate } from '../../domain/states.js';
import { isTerminal } from '../../domain/states.js';
import type { StoredFlowRun } from '../../store/store.js';
import type { FlowRunOutcome } from '../../temporal/flow-run-execution.js';
import { deliverKeptInputs } from '../run-inputs/deliver-kept-inputs.js';
import { deliverClosingRecords, readClosingRecords } from '../records/closing-records.js';
import type { ServiceContext } from '../service-context.js';
import { completeState, writeFlowRunState } from '../states/write-state.js';
import { endLeftBehind } from './end-left-behind.js';
import { startOnTemporal } from './start-on-temporal.js';

export type Reconciliation = 'unchanged' | 'started' | 'ended';

/** Makes the record agree with Temporal. Throws `temporal-unavailable`. */
export async function reconcileFlowRun(context: ServiceContext, stored: StoredFlowRun): Promise<Reconciliation> {
  const { flowRun, recordSequence } = stored;
  if (flowRun.workflow_id === null || (flowRun.state_type !== null && isTerminal(flowRun.state_type))) {
    return 'unchanged';
  }
  const execution = await context.temporal.describeFlowRun(flowRun.workflow_id);
  if (execution === undefined) {
    if (recordSequence < 0) return makeUpForStart(context, stored);
    return endRun(context, stored, { type: 'CRASHED', message: 'Temporal no longer knows the workflow of this run.' });
  }
  if (execution.status === 'running' || execution.status === 'continued-as-new') return 'unchanged';
  const closing = readClosingRecords(execution.memo);
  if (closing?.flow_run.id === flowRun.id && (await deliverClosingRecords(context, [closing])) > 0) return 'ended';
  const outcome = await context.temporal.readOutcome(flowRun.workflow_id);
  return outcome === null ? 'unchanged' : endRun(context, stored, endState(outcome));
}

async function makeUpForStart(context: ServiceContext, stored: StoredFlowRun): Promise<Reconciliation> {
  const flowName = await context.store.flowRuns.findFlowName(stored.flowRun.id);
  if (flowName === undefined) return 'unchanged';
  await startOnTemporal(context, stored, flowName);
  await deliverKeptInputs(context, stored.flowRun.id, stored.flowRun.workflow_id ?? stored.flowRun.id);
  context.log.info({ flow_run_id: stored.flowRun.id }, 'Started a run whose start had not reached Temporal');
  return 'started';
}

function endState(outcome: FlowRunOutcome): StateCreate {
  switch (outcome.type) {
    case 'completed':
      return { type: 'COMPLETED' };
    case 'failed':
      return { type: 'FAILED', message: outcome.message };
    case 'cancelled':
      return { type: 'CANCELLED', message: outcome.message };
    case 'terminated':
      return { type: 'CRASHED', message: `The workflow was terminated on Temporal: ${outcome.message}` };
    case 'timed-out':
      return { type: 'CRASHED', message: `The workflow timed out on Temporal: ${outcome.message}` };
  }
}

/** Writes the end, unless the run has moved on since it was read. */
async function endRun(context: ServiceContext, stored: StoredFlowRun, end: StateCreate): Promise<Reconciliation> {
  const { id } = stored.flowRun;
  const written = await context.store.transaction(async (repositories) => {
    const current = await repositories.flowRuns.lock(id);
    if (!current || current.progress.state_id !== stored.progress.state_id) return false;
    const state = completeState(context, end, { state: current.flowRun.state, details: { flow_run_id: id } });
    await writeFlowRunState(repositories, current, state, current.flowRun.empirical_policy);
    return true;
  });
  if (written && (end.type === 'CRASHED' || end.type === 'CANCELLED')) await endLeftBehind(context, id, end.type);
  if (written) context.log.info({ flow_run_id: id, state: end.type }, 'Recorded the end of a run that did not tell');
  return written ? 'ended' : 'unchanged';
}
