// Use case: rename a task run.
import type { ServiceContext } from '../service-context.js';
import { taskRunNotFound } from './find-task-run.js';

/** Throws `not-found`. */
export async function updateTaskRun(
  { store }: ServiceContext,
  id: string,
  { name }: { readonly name?: string | null },
): Promise<void> {
  if (!(await store.taskRuns.update(id, { name: name ?? undefined }))) throw taskRunNotFound(id, 'Task run not found');
}
