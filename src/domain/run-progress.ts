// What an accepted state changes on its run: times, durations, counts. Flow runs and task runs share the times; they
// count attempts in different ways. Pure, so that replaying a run's states gives its row again.
import type { PreviousState } from './events/state-events.js';
import type { FlowRunPolicy } from './flow-runs.js';
import { compareInstants, secondsBetween } from './instants.js';
import { isTerminal, type State, type StateType } from './states.js';

/** The part of a run that follows from its states. Instants are ISO 8601, durations float seconds. */
export interface RunProgress {
  readonly state_id: string | null;
  readonly state_type: StateType | null;
  readonly state_name: string | null;
  readonly state_timestamp: string | null;
  readonly run_count: number;
  readonly expected_start_time: string | null;
  readonly next_scheduled_start_time: string | null;
  readonly start_time: string | null;
  readonly end_time: string | null;
  readonly total_run_time: number;
}

/** The state a run is in, as far as its progress tells; null when it has none. */
export function previousState(progress: RunProgress): PreviousState | null {
  const { state_id: id, state_type: type, state_name: name, state_timestamp: timestamp } = progress;
  return id === null || type === null || name === null || timestamp === null ? null : { id, type, name, timestamp };
}

/** A run without a state. */
export const NO_PROGRESS: RunProgress = {
  state_id: null,
  state_type: null,
  state_name: null,
  state_timestamp: null,
  run_count: 0,
  expected_start_time: null,
  next_scheduled_start_time: null,
  start_time: null,
  end_time: null,
  total_run_time: 0,
};

/** The times after a state was entered; the count of attempts is left as it is. */
export function enterState(before: RunProgress, state: State): RunProgress {
  const { type, timestamp, state_details } = state;
  const terminal = isTerminal(type);
  const ranSeconds =
    before.state_type === 'RUNNING' && before.state_timestamp !== null
      ? Math.max(0, secondsBetween(before.state_timestamp, timestamp))
      : 0;
  return {
    state_id: state.id,
    state_type: type,
    state_name: state.name,
    state_timestamp: timestamp,
    run_count: before.run_count,
    expected_start_time: before.expected_start_time ?? state_details.scheduled_time ?? timestamp,
    next_scheduled_start_time: type === 'SCHEDULED' ? state_details.scheduled_time : null,
    start_time: before.start_time ?? (type === 'RUNNING' || terminal ? timestamp : null),
    end_time: terminal ? timestamp : null,
    total_run_time: before.total_run_time + ranSeconds,
  };
}

/**
 * A flow run after a state was entered. An attempt counts when RUNNING is entered anew; a resume, from a pause or from a
 * suspension, goes on with the attempt it left, so it costs no retry.
 *
 * @param policy - as the rules left it; `resuming` is kept here
 */
export function enterFlowRunState(
  before: RunProgress,
  state: State,
  policy: FlowRunPolicy,
): { readonly progress: RunProgress; readonly policy: FlowRunPolicy } {
  const after = enterState(before, state);
  const leavesPause = before.state_type === 'PAUSED' && state.type !== 'PAUSED';
  const resuming = leavesPause || policy.resuming === true;
  if (state.type === 'RUNNING') {
    const run_count = before.run_count + (resuming ? 0 : 1);
    return { progress: { ...after, run_count }, policy: { ...policy, resuming: false } };
  }
  return { progress: after, policy: { ...policy, resuming: resuming && !isTerminal(state.type) } };
}

/** A task run after a state was entered: each RUNNING counts, and leaving a terminal state starts over. */
export function enterTaskRunState(before: RunProgress, state: State): RunProgress {
  const after = enterState(before, state);
  const startsOver = before.state_type !== null && isTerminal(before.state_type) && !isTerminal(state.type);
  const counted = (startsOver ? 0 : before.run_count) + (state.type === 'RUNNING' ? 1 : 0);
  return { ...after, run_count: counted };
}

export interface RunEstimates {
  readonly estimated_run_time: number;
  readonly estimated_start_time_delta: number;
}

/**
 * What a run's times come to at an instant, in seconds: the running span included, and how late it started or still is.
 */
export function estimateRun(progress: RunProgress, now: string): RunEstimates {
  const { state_type, state_timestamp, start_time, expected_start_time } = progress;
  const span = state_type === 'RUNNING' && state_timestamp !== null ? secondsBetween(state_timestamp, now) : 0;
  return {
    estimated_run_time: progress.total_run_time + Math.max(0, span),
    estimated_start_time_delta: lateSeconds(start_time, expected_start_time, state_type, now),
  };
}

function lateSeconds(start: string | null, expected: string | null, type: StateType | null, now: string): number {
  if (expected === null) return 0;
  if (start !== null) return Math.max(0, secondsBetween(expected, start));
  if (type !== null && isTerminal(type)) return 0;
  return compareInstants(expected, now) < 0 ? secondsBetween(expected, now) : 0;
}
