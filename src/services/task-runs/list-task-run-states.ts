// Use case: the states a task run has been in.
import type { State } from '../../domain/states.js';
import type { ServiceContext } from '../service-context.js';

/** First to last; none for an unknown run. */
export async function listTaskRunStates({ store }: ServiceContext, taskRunId: string): Promise<State[]> {
  return store.taskRunStates.listByRun(taskRunId);
}
