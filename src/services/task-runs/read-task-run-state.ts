// Use case: read one state of a task run.
import { SluiceError } from '../../domain/errors.js';
import type { State } from '../../domain/states.js';
import type { ServiceContext } from '../service-context.js';

/** Throws `not-found`. */
export async function readTaskRunState({ store }: ServiceContext, id: string): Promise<State> {
  const state = await store.taskRunStates.find(id);
  if (!state) throw new SluiceError('not-found', 'Task run state not found', { details: { state_id: id } });
  return state;
}
