// Rules that flow runs and task runs have in common: the repeated proposal, and what a scheduled time means.
import { secondsBetween } from '../instants.js';
import type { RuleAnswer, Transition } from './transition.js';

/** A rule that reads no facts about the run and changes no policy, so that it serves every kind of run. */
interface SharedRule {
  readonly name: string;
  readonly judge: (transition: Transition<unknown, unknown>) => RuleAnswer<never>;
}

/** A proposal that was made before (same transition id) is answered with the state it led to. */
export const duplicateTransition: SharedRule = {
  name: 'duplicate-transition',
  judge({ from, to }) {
    const id = to.state_details.transition_id;
    if (id === null || id !== from?.state_details.transition_id) return undefined;
    return { type: 'reject', reason: 'This run has already made this state transition.' };
  },
};

/** SCHEDULED -> PENDING keeps the scheduled time. */
export const copyScheduledTime: SharedRule = {
  name: 'copy-scheduled-time',
  judge({ from, to }) {
    if (from?.type !== 'SCHEDULED' || to.type !== 'PENDING' || to.state_details.scheduled_time !== null)
      return undefined;
    const { scheduled_time } = from.state_details;
    return { type: 'amend', to: { ...to, state_details: { ...to.state_details, scheduled_time } } };
  },
};

/** Nothing runs before its scheduled time; the wait is in whole seconds. */
export const waitForScheduledTime: SharedRule = {
  name: 'wait-for-scheduled-time',
  judge({ from, to, now }) {
    if (to.type !== 'RUNNING' || (from?.type !== 'SCHEDULED' && from?.type !== 'PENDING')) return undefined;
    const scheduledTime = from.state_details.scheduled_time;
    if (scheduledTime === null) return undefined;
    const seconds = secondsBetween(now, scheduledTime);
    if (seconds <= 0) return undefined;
    return { type: 'wait', reason: 'Scheduled time is in the future', delaySeconds: Math.round(seconds) };
  },
};
