// Use case: list the inputs of a flow run by the beginning of their keys.
import type { FlowRunInput, FlowRunInputFilter } from '../../domain/run-inputs.js';
import type { ServiceContext } from '../service-context.js';

/** In order of arrival; none for an unknown run. The prefix is taken literally. */
export async function filterRunInputs(
  { store }: ServiceContext,
  flowRunId: string,
  { prefix, limit, offset, exclude_keys }: FlowRunInputFilter,
): Promise<FlowRunInput[]> {
  return store.runInputs.list(flowRunId, prefix, limit, exclude_keys, offset);
}
