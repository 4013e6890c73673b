// Use case: list the inputs that a flow run sent, to other runs and to clients outside flows.
import { FLOW_RUN_SENDER } from '../../domain/inputs.js';
import type { SentInput } from '../../domain/run-inputs.js';
import type { ServiceContext } from '../service-context.js';

/** Oldest first; none for an unknown run. What its receiver no longer keeps is not there. */
export async function filterSentInputs(
  { store }: ServiceContext,
  flowRunId: string,
  page: { readonly limit: number; readonly offset: number },
): Promise<SentInput[]> {
  return store.runInputs.listSentBy(`${FLOW_RUN_SENDER}${flowRunId}`, page);
}
