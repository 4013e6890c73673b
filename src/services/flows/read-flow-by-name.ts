// Use case: read a flow by its name.
import { SluiceError } from '../../domain/errors.js';
import type { Flow } from '../../domain/flows.js';
import type { ServiceContext } from '../service-context.js';

/** Throws `flow-not-found`. */
export async function readFlowByName({ store }: ServiceContext, name: string): Promise<Flow> {
  const flow = await store.flows.findByName(name);
  if (!flow) throw new SluiceError('flow-not-found', 'Flow not found', { details: { flow_name: name } });
  return flow;
}
