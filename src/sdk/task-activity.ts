// One attempt of a task on Temporal: the activity it is scheduled as, and how its failure reads as a state. Apart from
// task-run.ts, which decides what follows.
import { TimeoutType } from '@temporalio/common';
import {
  ActivityCancellationType,
  ActivityFailure,
  ApplicationFailure,
  scheduleActivity,
  scheduleLocalActivity,
  TimeoutFailure,
} from '@temporalio/workflow';
import { LIMITED_SUFFIX, SLOT_LOST } from '../contract/limited-tasks.js';
import { resumedFrom } from '../contract/resumed-tasks.js';
import { stateSignalOf } from '../contract/state-signals.js';
import { formatSeconds, type StateCreate } from '../domain/states.js';
import type { FlowRun } from './flow-run.js';
import { assertOwnHandles } from './secret-handles.js';
import type { ResolvedTaskOptions } from './task-options.js';
import { asLocalActivity } from './timed-wait.js';

const LONGEST_TASK_MS = 365 * 24 * 3600 * 1000;
const LONGEST_LOCAL_TASK_MS = 60_000;

/** What an attempt needs to know of its task run. */
interface AttemptSubject {
  readonly id: string;
  readonly taskName: string;
  /** Whether the worker keeps slots for it while it runs. */
  readonly holdsSlots: boolean;
  name(args: unknown[]): string;
}

/**
 * Schedules one attempt. Temporal does not retry it: the engine does, so that retries are states people can see.
 *
 * @param progress - what its last heartbeat said before its worker was lost
 */
export function callTaskActivity(
  run: FlowRun,
  task: AttemptSubject,
  options: ResolvedTaskOptions,
  args: unknown[],
  progress?: unknown,
): Promise<unknown> {
  assertOwnHandles(run, args);
  const summary = task.name(args);
  if (options.local) {
    const attempt = scheduleLocalActivity<unknown>(task.taskName, args, {
      startToCloseTimeout: options.timeoutMs ?? LONGEST_LOCAL_TASK_MS,
      retry: { maximumAttempts: 1 },
      summary,
    });
    return asLocalActivity(attempt);
  }
  const all = progress === undefined ? args : [...args, resumedFrom(progress)];
  return scheduleActivity(task.taskName, all, {
    startToCloseTimeout: options.timeoutMs ?? LONGEST_TASK_MS,
    heartbeatTimeout: options.heartbeatTimeoutMs,
    retry: { maximumAttempts: 1 },
    activityId: `${run.id}:${task.id}:${run.recorder.sequence}${task.holdsSlots ? LIMITED_SUFFIX : ''}`,
    cancellationType: ActivityCancellationType.TRY_CANCEL,
    taskQueue: options.taskQueue,
    summary,
  });
}

/** How an attempt ended: the state it asks for, and the failure behind it. */
export interface AttemptEnd {
  readonly state: StateCreate;
  readonly cause: unknown;
}

/** The state a failed attempt asks for: the one it was told to, TimedOut, or Failed in the reference's words. */
export function describeFailure(error: unknown, timeoutMs: number | null): AttemptEnd {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  const wanted = stateSignalOf(cause);
  if (wanted) return { state: wanted, cause };
  if (cause instanceof TimeoutFailure) {
    const message = `Task run exceeded timeout of ${formatSeconds((timeoutMs ?? 0) / 1000)} second(s)`;
    return { state: { type: 'FAILED', name: 'TimedOut', message }, cause };
  }
  const name = (cause instanceof ApplicationFailure && cause.type) || 'Error';
  const text = cause instanceof Error ? cause.message : String(cause);
  return { state: { type: 'FAILED', message: `Task run encountered an exception ${name}: ${text}` }, cause };
}

/** Whether the attempt ended because its worker was lost or stopped, and not by anything the task did. */
export function isLostWorker(error: unknown): boolean {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof TimeoutFailure) return cause.timeoutType === TimeoutType.HEARTBEAT;
  return cause instanceof ApplicationFailure && (cause.type === 'WorkerShutdown' || cause.type === SLOT_LOST);
}

/** What the last heartbeat of a lost worker said; undefined when it said nothing. */
export function lastProgress(error: unknown): unknown {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return cause instanceof TimeoutFailure ? cause.lastHeartbeatDetails : undefined;
}
