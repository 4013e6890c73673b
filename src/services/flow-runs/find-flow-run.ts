// Finding the flow run that a use case is about, or saying that there is none.
import { SluiceError } from '../../domain/errors.js';
import type { StoredFlowRun } from '../../store/store.js';
import type { ServiceContext } from '../service-context.js';

/** Throws `flow-run-not-found`. */
export async function requireFlowRun({ store }: Pick<ServiceContext, 'store'>, id: string): Promise<StoredFlowRun> {
  const stored = await store.flowRuns.find(id);
  if (!stored) throw flowRunNotFound(id);
  return stored;
}

/** `names-the-run`: the sentence of the addresses that answer with the run's id. */
export function flowRunNotFound(id: string, sentence: 'plain' | 'names-the-run' = 'plain'): SluiceError {
  const message = sentence === 'plain' ? 'Flow run not found' : `Flow run with id ${id} not found`;
  return new SluiceError('flow-run-not-found', message, { details: { flow_run_id: id } });
}
