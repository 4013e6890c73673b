// Use case: delete a task run with its states.
import type { ServiceContext } from '../service-context.js';
import { taskRunNotFound } from './find-task-run.js';

/** Throws `not-found`. */
export async function deleteTaskRun({ store }: ServiceContext, id: string): Promise<void> {
  if (!(await store.taskRuns.delete(id))) throw taskRunNotFound(id, 'Task not found');
}
