// The rules about entering and leaving PAUSED. They differ from the reference where Sluice decided to: a subflow is
// paused only by itself, and a pause that timed out always fails with the same words.
import { compareInstants } from '../instants.js';
import { isTerminal } from '../states.js';
import type { FlowRunRule, FlowRunRuleAnswer, FlowRunTransition } from './flow-run-transition.js';
import { replacement } from './transition.js';

export const PAUSE_TIMEOUT_MESSAGE = 'The flow was paused and never resumed.';

/** Which runs may pause or suspend; an accepted pause key is remembered, so that it fires once an execution. */
export const enterPause: FlowRunRule = {
  name: 'enter-pause',
  judge({ run, from, to, policy }) {
    if (to.type !== 'PAUSED') return undefined;
    const verb = to.name === 'Suspended' ? 'suspend' : 'pause';
    const { pause_key: key, pause_reschedule: reschedule } = to.state_details;
    if (from === null) return { type: 'abort', reason: `Cannot ${verb} flows with no state.` };
    if (from.type !== 'RUNNING') {
      return { type: 'reject', reason: `Cannot ${verb} flows that are not currently running.` };
    }
    if (key !== null && policy.pause_keys.includes(key)) {
      return { type: 'reject', reason: `This ${verb} has already fired.` };
    }
    if (run.parent_task_run_id !== null && (reschedule || run.fromOutside)) {
      return { type: 'abort', reason: `Cannot ${verb} subflows.` };
    }
    if (reschedule && !run.reschedulable) {
      return { type: 'abort', reason: 'Cannot suspend flows without a deployment.' };
    }
    if (key === null) return undefined;
    return { type: 'amend', policy: { ...policy, pause_keys: [...policy.pause_keys, key] } };
  },
};

/** Where a paused run may go, and what becomes of it when its deadline has passed. */
export const leavePause: FlowRunRule = {
  name: 'leave-pause',
  judge(transition) {
    const { run, from, to, now } = transition;
    if (from?.type !== 'PAUSED' || to.type === 'PAUSED') return undefined;
    if (!(['RUNNING', 'SCHEDULED', 'CANCELLING'].includes(to.type) || isTerminal(to.type))) {
      const reason = `This run cannot transition to the StateType.${to.type} state from the StateType.PAUSED state.`;
      return { type: 'reject', reason };
    }
    if (from.state_details.pause_reschedule && to.type === 'SCHEDULED' && !run.reschedulable) {
      const reason = `Cannot reschedule a ${to.name.toLowerCase()} flow run without a deployment.`;
      return { type: 'reject', reason };
    }
    const deadline = from.state_details.pause_timeout;
    if (deadline === null || to.type === 'CANCELLING' || compareInstants(deadline, now) >= 0) return undefined;
    return timedOut(transition);
  },
};

function timedOut({ to }: FlowRunTransition): FlowRunRuleAnswer {
  return {
    type: 'reject',
    reason: 'The flow run pause has timed out and can no longer resume.',
    state: replacement(to, { type: 'FAILED', name: 'Failed', message: PAUSE_TIMEOUT_MESSAGE }),
  };
}
