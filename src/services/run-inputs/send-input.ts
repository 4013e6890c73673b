// Use case: deliver an input that flow code sends, to a flow run or to a client outside flows. Repeating it is harmless:
// either end passes over a key it has seen.
import type { InputDelivery } from '../../contract/platform.js';
import { SluiceError } from '../../domain/errors.js';
import { isUuid } from '../../domain/ids.js';
import { clientIdOf, FLOW_RUN_SENDER } from '../../domain/inputs.js';
import { flowRunNotFound } from '../flow-runs/find-flow-run.js';
import { deliverToMailbox } from '../mailboxes/deliver-to-mailbox.js';
import type { ServiceContext } from '../service-context.js';
import { keepAndSignal } from './keep-and-signal.js';

/**
 * Throws `flow-run-not-found`, `flow-run-finished`, `run-inputs-full`, `payload-too-large`, for a client
 * `mailbox-not-found`, `mailbox-full`; `request-invalid` for a receiver of another kind.
 */
export async function sendInput(context: ServiceContext, { receiver, message }: InputDelivery): Promise<void> {
  const client = clientIdOf(receiver);
  if (client !== undefined) return deliverToMailbox(context, client, message);
  if (!receiver.startsWith(FLOW_RUN_SENDER)) {
    const expected = `expected ${FLOW_RUN_SENDER}{id} or sluice.client.{id}, found ${JSON.stringify(receiver)}`;
    throw new SluiceError('request-invalid', `The receiver does not fit: ${expected}`, {
      fields: [{ path: 'receiver', message: expected }],
    });
  }
  const id = receiver.slice(FLOW_RUN_SENDER.length);
  const stored = await context.store.flowRuns.find(id);
  if (stored) await keepAndSignal(context, stored, message, JSON.stringify(message.value ?? null));
  // A run that a Temporal client has just started is heard of before its first record: Temporal knows whether it is there.
  else if (isUuid(id)) await context.temporal.signalInput(id, message);
  else throw flowRunNotFound(id);
}
