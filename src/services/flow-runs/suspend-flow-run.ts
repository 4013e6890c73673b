// Use case: ask a flow run to suspend. It does so at once when it waits, else when its running tasks have finished.
import type { SuspendRequest } from '../../contract/messages.js';
import { isSluiceError, SluiceError } from '../../domain/errors.js';
import { addSeconds } from '../../domain/instants.js';
import { isTerminal } from '../../domain/states.js';
import type { StoredFlowRun } from '../../store/store.js';
import { nowInstant, type ServiceContext } from '../service-context.js';
import { flowRunNotFound, requireFlowRun } from './find-flow-run.js';
import { proposeToRecord } from './propose-to-record.js';
import { reconcileFlowRun } from './reconcile-flow-run.js';

const DEFAULT_TIMEOUT_SECONDS = 3600;

/**
 * Tells the run; a recorded run is suspended by the rules.
 *
 * @param request - `timeout_seconds`: null waits without a limit. @default 3600
 * @throws `flow-run-not-found`, `flow-run-finished`, `flow-run-not-running`, `subflow-not-independent`,
 *   `temporal-unavailable`
 */
export async function suspendFlowRun(context: ServiceContext, id: string, request: SuspendRequest): Promise<void> {
  const stored = await requireFlowRun(context, id);
  const { workflow_id: workflowId } = stored.flowRun;
  refuseUnlessSuspendable(stored);
  if (workflowId === null) return suspendRecord(context, id, request);
  try {
    await context.temporal.signalSuspend(workflowId, request);
  } catch (error) {
    if (!isSluiceError(error, 'flow-run-finished')) throw error;
    await reconcileFlowRun(context, stored);
    throw error;
  }
}

function refuseUnlessSuspendable({ flowRun }: StoredFlowRun): void {
  const { state, parent_task_run_id } = flowRun;
  if (state && isTerminal(state.type)) {
    throw new SluiceError('flow-run-finished', `The flow run has already finished as ${state.name}.`);
  }
  if (parent_task_run_id !== null) throw new SluiceError('subflow-not-independent');
  const suspended = state?.type === 'PAUSED' && state.state_details.pause_reschedule;
  if (suspended || state?.type === 'CANCELLING') {
    throw new SluiceError('flow-run-not-running', `The flow run is ${state.name} and cannot be suspended.`);
  }
}

async function suspendRecord(context: ServiceContext, id: string, request: SuspendRequest): Promise<void> {
  const { pause_key, timeout_seconds: seconds = DEFAULT_TIMEOUT_SECONDS } = request;
  const { result } = await proposeToRecord(context, id, {
    state: {
      type: 'PAUSED',
      name: 'Suspended',
      state_details: {
        pause_reschedule: true,
        pause_key: pause_key ?? context.newId(),
        pause_timeout: seconds === null ? null : addSeconds(nowInstant(context), seconds),
      },
    },
  });
  if (result.status === 'ACCEPT') return;
  if (!result.state) throw flowRunNotFound(id);
  const reason = 'reason' in result.details ? result.details.reason : null;
  throw new SluiceError('flow-run-not-running', reason ?? undefined);
}
