// What a proposed state means to a run on Temporal. Each kind of state is a wish that its own use case carries out:
//   CANCELLING, CANCELLED  the run is told to cancel, and enters Cancelled itself
//   PAUSED                 the run is told to suspend; WAIT until it has
//   RUNNING, SCHEDULED     out of PAUSED a resume, out of a terminal state a retry from where it failed
//   COMPLETED, FAILED, CRASHED, and CANCELLED by force: the workflow is terminated and the state written
// Whatever else a run does it does by itself, so the proposal is refused.
import { isSluiceError, type SluiceError } from '../../domain/errors.js';
import { describeFields } from '../../domain/field-errors.js';
import type { OrchestrationResult, SetStateOutcome } from '../../domain/orchestration.js';
import { isTerminal, type State } from '../../domain/states.js';
import type { StoredFlowRun } from '../../store/store.js';
import type { ServiceContext } from '../service-context.js';
import { cancelRunOnTemporal } from './cancel-run-on-temporal.js';
import { requireFlowRun } from './find-flow-run.js';
import { forceEnd } from './force-end.js';
import { judgeProposal, proposeToRecord, type ProposeFlowRunState } from './propose-to-record.js';
import { resumeFlowRun } from './resume-flow-run.js';
import { retryFlowRun } from './retry-flow-run.js';
import { suspendFlowRun } from './suspend-flow-run.js';
import { waitForState } from './wait-for-state.js';

/** Carries out, or refuses, a proposal for a run on Temporal. Throws `temporal-unavailable`. */
export async function directRunOnTemporal(
  context: ServiceContext,
  stored: StoredFlowRun,
  proposal: ProposeFlowRunState,
): Promise<SetStateOutcome> {
  const { id, state: current } = stored.flowRun;
  const { type } = proposal.state;
  const ended = current !== null && isTerminal(current.type);
  if (ended && !isTerminal(type) && type !== 'CANCELLING' && type !== 'PAUSED') return retry(context, current, id);
  // The record of a run that has ended, or has not begun to run (marking it late), follows the rules.
  if (ended || (current?.type === 'SCHEDULED' && type === 'SCHEDULED')) return proposeToRecord(context, id, proposal);
  switch (type) {
    case 'CANCELLING':
      return cancelRunOnTemporal(context, stored, proposal.state.message ?? null);
    case 'CANCELLED':
      return proposal.force ? forceEnd(context, stored, proposal) : cancel(context, stored, proposal);
    case 'COMPLETED':
    case 'FAILED':
    case 'CRASHED':
      if (proposal.force) return forceEnd(context, stored, proposal);
      return refuse(current, 'The run is executed on Temporal and ends by itself; force the state to terminate it.');
    case 'PAUSED':
      return suspend(context, stored, proposal);
    case 'RUNNING':
    case 'SCHEDULED':
      if (current?.type === 'PAUSED') return resume(context, current, id, proposal);
      break;
    case 'PENDING':
  }
  return refuse(current, 'The run is executed on Temporal, which alone moves it on.');
}

/** Cancelled is the run's to enter, once its code has heard of it. */
async function cancel(
  context: ServiceContext,
  stored: StoredFlowRun,
  proposal: ProposeFlowRunState,
): Promise<SetStateOutcome> {
  const { result, written } = await cancelRunOnTemporal(context, stored, proposal.state.message ?? null);
  if (result.status !== 'ACCEPT') return { result, written };
  const reason = 'The run is told to cancel and enters Cancelled itself.';
  return { result: { status: 'REJECT', details: { type: 'reject_details', reason }, state: result.state }, written };
}

async function suspend(
  context: ServiceContext,
  stored: StoredFlowRun,
  { state, force = false, actor }: ProposeFlowRunState,
): Promise<SetStateOutcome> {
  const { id, state: current } = stored.flowRun;
  const paused = current?.type === 'PAUSED' && !current.state_details.pause_reschedule;
  if (!paused) {
    const judged = judgeProposal(context, stored, { ...state, type: 'PAUSED' }, force);
    if (judged.result.status !== 'ACCEPT') return { result: judged.result, written: false };
  }
  const timeout = state.state_details?.pause_timeout;
  const timeout_seconds =
    timeout == null ? undefined : Math.max(0, (Date.parse(timeout) - context.now().getTime()) / 1000);
  await suspendFlowRun(context, id, { actor, timeout_seconds, pause_key: state.state_details?.pause_key });
  const suspended = await waitForState(context, id, ({ type, name }) => type === 'PAUSED' && name === 'Suspended');
  if (suspended) return accept(suspended);
  const reason = 'The run suspends once its running tasks have finished.';
  const details = { type: 'wait_details', delay_seconds: 1, reason } as const;
  const { flowRun } = await requireFlowRun(context, id);
  return { result: { status: 'WAIT', details, state: flowRun.state }, written: false };
}

async function resume(
  context: ServiceContext,
  current: State,
  id: string,
  { actor }: ProposeFlowRunState,
): Promise<SetStateOutcome> {
  try {
    await resumeFlowRun(context, id, { actor: actor ?? null });
  } catch (error) {
    if (!isSluiceError(error) || error.code === 'temporal-unavailable') throw error;
    return reject(current, reasonOf(error));
  }
  const resumed = await waitForState(context, id, (state) => state.id !== current.id);
  return accept(resumed ?? current);
}

async function retry(context: ServiceContext, current: State, id: string): Promise<SetStateOutcome> {
  try {
    const { state } = await retryFlowRun(context, id);
    return accept(state ?? current);
  } catch (error) {
    if (!isSluiceError(error) || error.code === 'temporal-unavailable') throw error;
    return refuse(current, error.message);
  }
}

function reasonOf(error: SluiceError): string {
  return error.fields.length > 0 ? `Reason: ${describeFields(error.fields)}` : error.message;
}

function accept(state: State): SetStateOutcome {
  return { result: { status: 'ACCEPT', details: { type: 'accept_details' }, state }, written: true };
}

function reject(state: State, reason: string): SetStateOutcome {
  const result: OrchestrationResult = { status: 'REJECT', details: { type: 'reject_details', reason }, state };
  return { result, written: false };
}

function refuse(state: State | null, reason: string): SetStateOutcome {
  const result: OrchestrationResult = { status: 'ABORT', details: { type: 'abort_details', reason }, state };
  return { result, written: false };
}
