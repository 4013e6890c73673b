// Use case: read a task run.
import type { TaskRun } from '../../domain/task-runs.js';
import type { ServiceContext } from '../service-context.js';
import { requireTaskRun } from './find-task-run.js';

/** The task run with its current state. Throws `not-found`. */
export async function readTaskRun(context: ServiceContext, id: string): Promise<TaskRun> {
  return (await requireTaskRun(context, id)).taskRun;
}
