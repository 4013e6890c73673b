// The ordered rules for task runs whose states are proposed over HTTP. A task of a flow on Temporal is driven by the
// engine, which records its states; these rules serve other orchestrators.
import { addSeconds } from '../instants.js';
import { isTerminal, type State, type StateType } from '../states.js';
import type { TaskRun, TaskRunPolicy } from '../task-runs.js';
import { copyScheduledTime, waitForScheduledTime } from './shared-rules.js';
import { hasPersistedData, replacement, type TransitionRule } from './transition.js';

/** The facts about a task run that decide which states it may enter. */
export interface TaskRunFacts extends Pick<TaskRun, 'state' | 'empirical_policy' | 'run_count'> {
  /** The flow run around it and its state; null outside a flow run. */
  readonly flowRun: { readonly id: string; readonly state: State | null } | null;
  /** The stored COMPLETED state with the proposed cache key that has not expired. */
  readonly cached: State | null;
}

type TaskRunRule = TransitionRule<TaskRunFacts, TaskRunPolicy>;

/** Longest cache key a result is kept under. */
export const CACHE_KEY_MAX_LENGTH = 2000;

const answerFromCache: TaskRunRule = {
  name: 'answer-from-cache',
  judge({ run, to }) {
    const { cache_key: key, refresh_cache: refresh } = to.state_details;
    if (to.type !== 'RUNNING' || key === null || refresh === true || run.cached === null) return undefined;
    const { message, data, state_details } = run.cached;
    return {
      type: 'reject',
      reason: 'Retrieved state from cache',
      state: replacement(to, {
        type: 'COMPLETED',
        name: 'Cached',
        message,
        data,
        state_details: {
          ...state_details,
          flow_run_id: to.state_details.flow_run_id,
          task_run_id: to.state_details.task_run_id,
        },
      }),
    };
  },
};

const NOT_AFTER_TERMINAL: ReadonlySet<StateType> = new Set(['CANCELLING', 'PAUSED', 'CRASHED']);

const leaveTerminal: TaskRunRule = {
  name: 'leave-terminal',
  judge({ from, to }) {
    if (from === null || !isTerminal(from.type)) return undefined;
    if (NOT_AFTER_TERMINAL.has(to.type)) return { type: 'abort', reason: `Run is already ${from.type}.` };
    if (from.type !== 'COMPLETED' || !hasPersistedData(from)) return undefined;
    return { type: 'reject', reason: 'This run is already completed.' };
  },
};

const onlyInRunningFlow: TaskRunRule = {
  name: 'only-in-running-flow',
  judge({ run, to }) {
    if (to.type !== 'RUNNING' || run.flowRun === null) return undefined;
    const { id, state } = run.flowRun;
    if (state?.type === 'PAUSED') {
      const { pause_timeout, pause_reschedule } = state.state_details;
      return {
        type: 'reject',
        reason: `The flow is paused, new tasks can execute after resuming flow run: ${id}.`,
        state: replacement(to, {
          type: 'PAUSED',
          name: 'NotReady',
          message: null,
          state_details: { ...to.state_details, pause_timeout, pause_reschedule },
        }),
      };
    }
    if (state?.type === 'RUNNING') return undefined;
    return { type: 'abort', reason: 'The enclosing flow must be running to begin task execution.' };
  },
};

const retryFailed: TaskRunRule = {
  name: 'retry-failed',
  judge({ run, from, to, policy, now }) {
    if (from?.type !== 'RUNNING' || to.type !== 'FAILED' || to.state_details.retriable === false) return undefined;
    if (policy.retries === null || run.run_count > policy.retries) return undefined;
    return {
      type: 'reject',
      reason: 'Retrying',
      state: replacement(to, {
        type: 'SCHEDULED',
        name: 'AwaitingRetry',
        message: to.message,
        data: to.data,
        state_details: {
          ...to.state_details,
          scheduled_time: addSeconds(now, retryDelaySeconds(policy, run.run_count)),
        },
      }),
    };
  },
};

/** The delay before the next attempt: of a list the element of this attempt, the last one repeats. */
function retryDelaySeconds({ retry_delay: delay }: TaskRunPolicy, runCount: number): number {
  if (!Array.isArray(delay)) return delay ?? 0;
  return delay[Math.min(Math.max(runCount, 1), delay.length) - 1] ?? 0;
}

const nameRerun: TaskRunRule = {
  name: 'name-rerun',
  judge({ run, from, to }) {
    if (to.type !== 'RUNNING' || run.run_count === 0) return undefined;
    const name = from?.name === 'AwaitingRetry' ? 'Retrying' : 'Rerunning';
    return { type: 'amend', to: { ...to, name } };
  },
};

const limitCacheKey: TaskRunRule = {
  name: 'limit-cache-key',
  judge({ to }) {
    const key = to.state_details.cache_key;
    if (to.type !== 'COMPLETED' || key === null || key.length <= CACHE_KEY_MAX_LENGTH) return undefined;
    const reason = `Cache key exceeded maximum allowed length of ${CACHE_KEY_MAX_LENGTH} characters.`;
    return { type: 'reject', reason };
  },
};

export const TASK_RUN_RULES: readonly TaskRunRule[] = [
  answerFromCache,
  leaveTerminal,
  onlyInRunningFlow,
  copyScheduledTime,
  waitForScheduledTime,
  retryFailed,
  nameRerun,
  limitCacheKey,
];
