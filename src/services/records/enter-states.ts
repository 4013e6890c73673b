// The states among a run's records: which are kept, which move the run, and the run's columns after them. Pure.
import { compareInstants } from '../../domain/instants.js';
import { enterState, type RunProgress } from '../../domain/run-progress.js';
import { isTerminal, type State } from '../../domain/states.js';
import type { FlowRunPolicy } from '../../domain/flow-runs.js';
import type { EnteredState } from '../events/write-state-events.js';
import { laterThan } from '../states/write-state.js';
import type { RecordOf } from './records-of.js';

export interface EnteredStates {
  /** All that are kept. */
  readonly states: readonly State[];
  /** Those that moved the run. */
  readonly counted: readonly EnteredState[];
  readonly progress: RunProgress;
  /** Null when no state moved the run. */
  readonly policy: FlowRunPolicy | null;
}

export function enterStates(before: RunProgress, records: readonly RecordOf<'flow-run-state'>[]): EnteredStates {
  let progress = before;
  let policy: FlowRunPolicy | null = null;
  const states: State[] = [];
  const counted: EnteredState[] = [];
  for (const { state, run_count, empirical_policy } of records) {
    if (isAnticipated(progress, state)) continue;
    if (isOvertaken(progress, state)) {
      states.push(state);
      continue;
    }
    const kept = { ...state, timestamp: laterThan(state.timestamp, progress.state_timestamp) };
    states.push(kept);
    counted.push({ state: kept, runCount: run_count });
    progress = { ...enterState(progress, kept), run_count };
    policy = empirical_policy;
  }
  return { states, counted, progress, policy };
}

/** The platform wrote Cancelling or a retry's AwaitingRetry when it told the run; the run's own word for it adds nothing. */
function isAnticipated(progress: RunProgress, state: State): boolean {
  return (
    (state.type === 'CANCELLING' || state.name === 'AwaitingRetry') &&
    progress.state_type === state.type &&
    progress.state_name === state.name
  );
}

/**
 * A state from before the run was ended or told to cancel from outside belongs to its history, but no longer moves it. How
 * the run ended by itself always counts.
 */
function isOvertaken(progress: RunProgress, state: State): boolean {
  if (progress.state_type === null || progress.state_timestamp === null || isTerminal(state.type)) return false;
  const ended = isTerminal(progress.state_type);
  if (!ended && progress.state_type !== 'CANCELLING') return false;
  return (ended && state.type === 'CANCELLING') || compareInstants(state.timestamp, progress.state_timestamp) <= 0;
}
