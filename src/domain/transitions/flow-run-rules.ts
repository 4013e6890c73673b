// The ordered rules for flow runs: which states may follow which. The reference's rules in its order; each names what it
// refuses and why. Concurrency limits of deployments are not here: on Temporal a task queue holds runs back.
import { addSeconds } from '../instants.js';
import { isTerminal, type StateType } from '../states.js';
import { enterPause, leavePause } from './flow-run-pause-rules.js';
import type { FlowRunRule } from './flow-run-transition.js';
import { copyScheduledTime, duplicateTransition, waitForScheduledTime } from './shared-rules.js';
import { hasPersistedData, replacement } from './transition.js';

const leaveTerminal: FlowRunRule = {
  name: 'leave-terminal',
  judge({ run, from, to, policy }) {
    if (from === null || !isTerminal(from.type)) return undefined;
    if (to.type === 'CANCELLING' || to.type === 'PAUSED' || to.type === 'CRASHED') {
      return { type: 'abort', reason: `Run is already in terminal state ${from.type}.` };
    }
    if (isTerminal(to.type)) return undefined;
    if (from.type === 'COMPLETED' && hasPersistedData(from)) {
      return { type: 'reject', reason: 'Run is already COMPLETED.' };
    }
    if (to.type === 'SCHEDULED' && !run.reschedulable) {
      return { type: 'abort', reason: 'Cannot reschedule a run without an associated deployment.' };
    }
    const retryType = to.type === 'SCHEDULED' ? 'reschedule' : null;
    return { type: 'amend', policy: { ...policy, resuming: false, pause_keys: [], retry_type: retryType } };
  },
};

const keepCompletedResult: FlowRunRule = {
  name: 'keep-completed-result',
  evenWhenForced: true,
  judge({ from, to }) {
    if (from?.type !== 'COMPLETED' || to.type !== 'COMPLETED') return undefined;
    if (!hasPersistedData(from) || hasPersistedData(to)) return undefined;
    const reason = 'Cannot overwrite a COMPLETED state that carries persisted result data with one that does not.';
    return { type: 'reject', reason };
  },
};

const leaveCancelling: FlowRunRule = {
  name: 'leave-cancelling',
  judge({ from, to }) {
    if (from?.type !== 'CANCELLING' || to.type === 'CANCELLED') return undefined;
    const reason = 'Cannot transition flows that are cancelling to a state other than Cancelled.';
    return { type: 'reject', reason };
  },
};

/** A run that nobody executes has nothing to wind down: it is Cancelled at once. */
const cancelAtOnce: FlowRunRule = {
  name: 'cancel-at-once',
  evenWhenForced: true,
  judge({ run, from, to }) {
    if (to.type !== 'CANCELLING' || from === null) return undefined;
    const scheduled = from.type === 'SCHEDULED' && (!run.infrastructure_pid || from.name === 'Resuming');
    const suspended = from.type === 'PAUSED' && from.state_details.pause_reschedule;
    if (!scheduled && !suspended) return undefined;
    const what = scheduled ? 'Scheduled' : 'Suspended';
    return {
      type: 'reject',
      reason: `${what} flow run has no infrastructure to terminate.`,
      state: replacement(to, { type: 'CANCELLED', name: 'Cancelled', message: to.message }),
    };
  },
};

const NOT_BEFORE_PENDING: ReadonlySet<StateType> = new Set(['PENDING', 'CANCELLING', 'RUNNING', 'CANCELLED']);

const enterPending: FlowRunRule = {
  name: 'enter-pending',
  judge({ from, to }) {
    if (to.type !== 'PENDING' || from === null || !NOT_BEFORE_PENDING.has(from.type)) return undefined;
    if (from.type === 'PENDING' && to.name !== from.name && to.name !== 'Pending') {
      const { scheduled_time, deployment_concurrency_lease_id } = from.state_details;
      const details = { ...to.state_details, scheduled_time, deployment_concurrency_lease_id };
      return { type: 'amend', to: { ...to, state_details: details } };
    }
    return { type: 'abort', reason: `This run is in a ${from.type} state and cannot transition to a PENDING state.` };
  },
};

const markLate: FlowRunRule = {
  name: 'mark-late',
  judge({ from, to }) {
    if (to.name !== 'Late' || to.type !== 'SCHEDULED') return undefined;
    if (from?.type !== 'SCHEDULED') return { type: 'reject', reason: 'Only scheduled flows can be marked late.' };
    if (from.name === 'Late') return { type: 'reject', reason: 'This flow run is already marked late.' };
    return undefined;
  },
};

const retryFailed: FlowRunRule = {
  name: 'retry-failed',
  judge({ run, from, to, policy, now }) {
    if (from?.type !== 'RUNNING' || to.type !== 'FAILED') return undefined;
    if (policy.retries === null || run.run_count > policy.retries) {
      return policy.retry_type === null ? undefined : { type: 'amend', policy: { ...policy, retry_type: null } };
    }
    const scheduledTime = addSeconds(now, policy.retry_delay ?? 0);
    return {
      type: 'reject',
      reason: 'Retrying',
      state: replacement(to, {
        type: 'SCHEDULED',
        name: 'AwaitingRetry',
        message: to.message,
        data: to.data,
        state_details: { ...to.state_details, scheduled_time: scheduledTime },
      }),
      policy: { ...policy, resuming: false, pause_keys: [], retry_type: 'in_process' },
    };
  },
};

export const FLOW_RUN_RULES: readonly FlowRunRule[] = [
  duplicateTransition,
  leaveTerminal,
  keepCompletedResult,
  leaveCancelling,
  cancelAtOnce,
  enterPending,
  markLate,
  enterPause,
  leavePause,
  copyScheduledTime,
  waitForScheduledTime,
  retryFailed,
];
