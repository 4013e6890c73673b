// Use case: read a flow by its id.
import { SluiceError } from '../../domain/errors.js';
import type { Flow } from '../../domain/flows.js';
import type { ServiceContext } from '../service-context.js';

/** Throws `flow-not-found`. */
export async function readFlow({ store }: ServiceContext, id: string): Promise<Flow> {
  const flow = await store.flows.find(id);
  if (!flow) throw new SluiceError('flow-not-found', 'Flow not found', { details: { flow_id: id } });
  return flow;
}
