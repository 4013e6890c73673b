// Use case: read one input of a flow run.
import { SluiceError } from '../../domain/errors.js';
import type { ServiceContext } from '../service-context.js';

/** The value as it was sent. Throws `not-found`. */
export async function readRunInput({ store }: ServiceContext, flowRunId: string, key: string): Promise<string> {
  const input = await store.runInputs.find(flowRunId, key);
  if (!input) throw new SluiceError('not-found', 'Flow run input not found', { details: { key } });
  return input.value;
}
