// Use case: send an input to a flow run by key, as clients do over HTTP.
import { SluiceError } from '../../domain/errors.js';
import { runInputKeySchema, type FlowRunInputCreate } from '../../domain/run-inputs.js';
import { requireFlowRun } from '../flow-runs/find-flow-run.js';
import type { ServiceContext } from '../service-context.js';
import { inputValueOf } from './deliver-kept-inputs.js';
import { keepAndSignal } from './keep-and-signal.js';

/**
 * Throws `flow-run-not-found`, `run-input-exists`, `request-invalid` for a key with other characters, `run-inputs-full`,
 * `payload-too-large`, and for a run on Temporal `flow-run-finished`, `temporal-unavailable`.
 */
export async function createRunInput(
  context: ServiceContext,
  flowRunId: string,
  { key, value, sender = null }: FlowRunInputCreate,
): Promise<void> {
  if (!runInputKeySchema.safeParse(key).success) {
    const message = `expected only letters, digits, - and _, found ${JSON.stringify(key)}`;
    throw new SluiceError('request-invalid', `The input's key does not fit: ${message}`, {
      fields: [{ path: 'key', message }],
    });
  }
  const stored = await requireFlowRun(context, flowRunId);
  const isNew = await keepAndSignal(context, stored, { key, value: inputValueOf(value), sender }, value, 'leave');
  if (!isNew) throw new SluiceError('run-input-exists');
}
