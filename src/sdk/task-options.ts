// The options of a task as flow code gives them, and the same with every default filled in.
import { SluiceError } from '../domain/errors.js';
import type { State } from '../domain/states.js';
import { resolveTaskCache, type ResolvedTaskCache, type TaskCacheOptions } from './cache-policies.js';
import { functionList, resolveHooks } from './flow-definition.js';
import type { StateHandler, StateHook, StateHooks } from './state-handlers.js';

/** Delays that double: 1, 2, 4 … times `backoffFactor` seconds. */
export interface ExponentialBackoff {
  readonly backoffFactor: number;
}

export interface TaskOptions extends TaskCacheOptions {
  /** Attempts after the first when the task throws. @default 0 */
  readonly retries?: number;
  /** Seconds before each retry: a number, a list (the last one repeats), or `exponentialBackoff(n)`. @default 0 */
  readonly retryDelaySeconds?: number | readonly number[] | ExponentialBackoff;
  /** Spreads each delay by up to this part of itself. @default 0 */
  readonly retryJitterFactor?: number;
  /** Decides whether a failed attempt is tried again; throwing says no. @default always, while retries are left */
  readonly retryConditionFn?: (error: TaskRunError, attempt: number) => boolean | Promise<boolean>;
  /** Longest time one attempt may take. @default none */
  readonly timeoutSeconds?: number;
  /** Whether the result is kept across suspensions and retries of the flow. @default the flow's persistResult */
  readonly persistResult?: boolean;
  /** A limit on a tag bounds how many task runs with it are under way at a time, over all runs. */
  readonly tags?: readonly string[];
  /** Name of each task run: a text or a function of the arguments. @default `{task}-{n}` */
  readonly taskRunName?: string | ((...args: never[]) => string);
  /** Runs the task beside the flow as a local activity: for work of a second or two. @default false */
  readonly local?: boolean;
  /** After how long without a sign of life a worker counts as lost and the attempt starts again elsewhere. @default 30 */
  readonly heartbeatTimeoutSeconds?: number;
  /** The task queue whose workers run the task. @default the flow's */
  readonly taskQueue?: string;
  /** The call starts only when these have completed. */
  readonly waitFor?: readonly unknown[];
  /** Asked at every state change of the task run, in order; see StateHandler. */
  readonly stateHandlers?: readonly StateHandler[];
  readonly onRunning?: readonly StateHook[];
  readonly onCompletion?: readonly StateHook[];
  /** Called when the task run ends in a failed state, not for attempts that are retried. */
  readonly onFailure?: readonly StateHook[];
  /** Called when the task run was cancelled, with its run or by its flow's timeout. */
  readonly onCancellation?: readonly StateHook[];
  /** Called when a state handler says that what the task runs on failed, and not its code. */
  readonly onCrashed?: readonly StateHook[];
  /** Gives the final state instead of the result, and does not throw. @default false */
  readonly returnState?: boolean;
}

export interface ResolvedTaskOptions {
  readonly retries: number;
  readonly retryDelaysSeconds: readonly number[];
  readonly retryJitterFactor: number;
  readonly retryConditionFn: TaskOptions['retryConditionFn'];
  readonly timeoutMs: number | null;
  readonly persistResult: boolean | undefined;
  readonly tags: readonly string[];
  readonly taskRunName: TaskOptions['taskRunName'];
  readonly local: boolean;
  readonly heartbeatTimeoutMs: number;
  readonly taskQueue: string | undefined;
  readonly waitFor: readonly unknown[];
  readonly stateHandlers: readonly StateHandler[];
  readonly hooks: StateHooks;
  readonly cache: ResolvedTaskCache | undefined;
}

/** Thrown when a task run ends in a failed state. `name` is the class of the error the task threw. */
export class TaskRunError extends SluiceError {
  override readonly name: string;
  constructor(
    readonly taskName: string,
    readonly state: State,
    errorName: string,
    message: string,
    cause: unknown,
  ) {
    super(state.name === 'TimedOut' ? 'task-timeout' : 'task-failed', message, {
      details: { task: taskName, task_run_id: state.state_details.task_run_id },
      cause,
    });
    this.name = errorName;
  }
}

/** Retry delays that double with each attempt, starting at `backoffFactor` seconds. */
export function exponentialBackoff(backoffFactor: number): ExponentialBackoff {
  if (!(backoffFactor > 0)) {
    throw new SluiceError(
      'definition-invalid',
      `Expected 'backoffFactor' to be a number over 0, got ${backoffFactor}.`,
    );
  }
  return { backoffFactor };
}

/** Checks task options and fills in the defaults. Throws `definition-invalid` naming the task and the option. */
export function resolveTaskOptions(task: string, options: TaskOptions): ResolvedTaskOptions {
  const count = (field: 'retries', value: number) => {
    if (Number.isInteger(value) && value >= 0) return value;
    throw invalid(task, field, 'a whole number from 0 up', value);
  };
  const retries = count('retries', options.retries ?? 0);
  return {
    retries,
    retryDelaysSeconds: resolveDelays(task, options.retryDelaySeconds ?? 0, retries),
    retryJitterFactor: positive(task, 'retryJitterFactor', options.retryJitterFactor ?? 0),
    retryConditionFn: options.retryConditionFn,
    timeoutMs:
      options.timeoutSeconds === undefined ? null : positive(task, 'timeoutSeconds', options.timeoutSeconds) * 1000,
    persistResult: options.persistResult,
    tags: options.tags ?? [],
    taskRunName: options.taskRunName,
    local: options.local ?? false,
    heartbeatTimeoutMs: positive(task, 'heartbeatTimeoutSeconds', options.heartbeatTimeoutSeconds ?? 30) * 1000,
    taskQueue: options.taskQueue,
    waitFor: options.waitFor ?? [],
    stateHandlers: functionList('stateHandlers', options.stateHandlers),
    hooks: resolveHooks(options),
    cache: resolveTaskCache(task, options),
  };
}

/** Seconds to wait before the retry after `failures` failed attempts. `random` is from 0 up to 1. */
export function retryDelaySeconds(options: ResolvedTaskOptions, failures: number, random: number): number {
  const delays = options.retryDelaysSeconds;
  const delay = delays[Math.min(failures, delays.length) - 1] ?? 0;
  return delay * (1 + options.retryJitterFactor * random);
}

const MOST_DELAYS = 50;

function resolveDelays(task: string, delay: NonNullable<TaskOptions['retryDelaySeconds']>, retries: number): number[] {
  if (typeof delay === 'number') return [positive(task, 'retryDelaySeconds', delay)];
  if ('backoffFactor' in delay) {
    return Array.from({ length: Math.min(retries, MOST_DELAYS) }, (_, index) => delay.backoffFactor * 2 ** index);
  }
  if (delay.length > MOST_DELAYS)
    throw invalid(task, 'retryDelaySeconds', `at most ${MOST_DELAYS} delays`, delay.length);
  return delay.map((seconds) => positive(task, 'retryDelaySeconds', seconds));
}

function positive(task: string, field: string, value: number): number {
  if (Number.isFinite(value) && value >= 0) return value;
  throw invalid(task, field, 'a number from 0 up', value);
}

function invalid(task: string, field: string, expected: string, found: unknown): SluiceError {
  return new SluiceError(
    'definition-invalid',
    `Expected '${field}' of task '${task}' to be ${expected}, got ${String(found)}.`,
    {
      fields: [{ path: field, message: `expected ${expected}, got ${String(found)}` }],
    },
  );
}
