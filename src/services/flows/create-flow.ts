// Use case: make a flow, or find the one of its name.
import type { Flow, FlowCreate } from '../../domain/flows.js';
import { SluiceError } from '../../domain/errors.js';
import type { Repositories } from '../../store/store.js';
import type { ServiceContext } from '../service-context.js';

/** `created` is false when a flow of the name was there; it is left as it was. */
export async function createFlow(
  context: ServiceContext,
  flow: FlowCreate,
): Promise<{ readonly flow: Flow; readonly created: boolean }> {
  return ensureFlow(context.store, flow, context.newId());
}

/** The same on given repositories, for use inside a transaction. */
export async function ensureFlow(
  { flows }: Pick<Repositories, 'flows'>,
  flow: FlowCreate,
  id: string,
): Promise<{ readonly flow: Flow; readonly created: boolean }> {
  const existing = await flows.findByName(flow.name);
  if (existing) return { flow: existing, created: false };
  const created = await flows.insert(id, flow);
  const stored = await flows.findByName(flow.name);
  if (!stored) throw new SluiceError('conflict', `The flow '${flow.name}' was deleted while it was made.`);
  return { flow: stored, created };
}
