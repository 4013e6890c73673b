// Use case: the states a flow run has been in.
import type { State } from '../../domain/states.js';
import type { ServiceContext } from '../service-context.js';

/** First to last; none for an unknown run. */
export async function listFlowRunStates({ store }: ServiceContext, flowRunId: string): Promise<State[]> {
  return store.flowRunStates.listByRun(flowRunId);
}
