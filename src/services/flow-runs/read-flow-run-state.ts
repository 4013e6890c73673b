// Use case: read one state of a flow run.
import { SluiceError } from '../../domain/errors.js';
import type { State } from '../../domain/states.js';
import type { ServiceContext } from '../service-context.js';

/** Throws `not-found`. */
export async function readFlowRunState({ store }: ServiceContext, id: string): Promise<State> {
  const state = await store.flowRunStates.find(id);
  if (!state) throw new SluiceError('not-found', 'Flow run state not found', { details: { state_id: id } });
  return state;
}
