// Where task code stands: which flow run and task run it belongs to. Set by the worker around each activity, so that
// task functions stay plain functions.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Platform } from '../contract/platform.js';
import type { LogCreate } from '../domain/logs.js';
import type { RevealedSecrets } from '../domain/revealed-secrets.js';

export interface TaskContext {
  readonly flowRunId: string | null;
  readonly taskRunId: string | null;
  readonly taskName: string;
  readonly platform: Platform;
  /** The secret values the task was given so far. */
  readonly revealed: RevealedSecrets;
  /** What its heartbeats say, and what they said before its worker was lost. */
  readonly progress: { details: unknown; readonly resumedFrom: unknown };
  /** Takes a log line; it reaches the store soon, and at the latest before the worker stops. */
  writeLog(line: LogCreate): void;
}

const contexts = new AsyncLocalStorage<TaskContext>();

/** Runs task code in its context. */
export function runInTaskContext<T>(context: TaskContext, fn: () => T): T {
  return contexts.run(context, fn);
}

/** The task that calls; undefined outside a task. */
export function findTaskContext(): TaskContext | undefined {
  return contexts.getStore();
}
