// The signs of life of a long task, and what it says by them. The worker gives one at a steady pace by itself; task code
// adds how far it has come, so that a task whose worker was lost goes on from there.
import { Context } from '@temporalio/activity';
import { findTaskContext } from './task-context.js';

/**
 * Says how far the task has come. A worker that takes it up when this one was lost reads it by heartbeatDetails().
 *
 * @param details - plain JSON; it stays until the next call, also in the signs of life that the worker gives by itself.
 *   Not for secrets: Temporal shows it.
 * @throws Error outside a task
 */
export function heartbeat(details?: unknown): void {
  const context = Context.current();
  const task = findTaskContext();
  if (task) task.progress.details = details;
  context.heartbeat(details);
}

/** What the last heartbeat said before the task's worker was lost; undefined when it begins from the start. */
export function heartbeatDetails<T = unknown>(): T | undefined {
  return findTaskContext()?.progress.resumedFrom as T | undefined;
}
