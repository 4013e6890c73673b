// Finding the task run that a use case is about, or saying that there is none in the words its address has.
import { SluiceError } from '../../domain/errors.js';
import type { StoredTaskRun } from '../../store/store.js';
import type { ServiceContext } from '../service-context.js';

/** Throws `not-found`. */
export async function requireTaskRun({ store }: ServiceContext, id: string): Promise<StoredTaskRun> {
  const stored = await store.taskRuns.find(id);
  if (!stored) throw taskRunNotFound(id, 'Task not found');
  return stored;
}

/** The error, with its sentence. */
export function taskRunNotFound(id: string, sentence: string): SluiceError {
  return new SluiceError('not-found', sentence, { details: { task_run_id: id } });
}
