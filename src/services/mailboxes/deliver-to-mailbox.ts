// Use case: put an input that a run sends into the mailbox of a client, where it waits until the client has received it.
import { SluiceError } from '../../domain/errors.js';
import type { RunInputMessage } from '../../domain/inputs.js';
import { inputLimitsOf } from '../run-inputs/input-room.js';
import type { ServiceContext } from '../service-context.js';
import { mailboxBellOf } from './mailbox-bell.js';

/** An input delivered twice (same key) arrives once. Throws `mailbox-not-found`, `mailbox-full`. */
export async function deliverToMailbox(
  context: ServiceContext,
  clientId: string,
  { key, value, sender }: RunInputMessage,
): Promise<void> {
  const limits = inputLimitsOf(context);
  const input = { key, value: JSON.stringify(value ?? null), sender };
  const outcome = await context.store.transaction(({ mailboxes }) => mailboxes.deliver(clientId, input, limits));
  const details = { client_id: clientId };
  if (outcome === 'missing') {
    const message = `Client ${clientId} has no mailbox: it has not listened for a day, or never did.`;
    throw new SluiceError('mailbox-not-found', message, { details });
  }
  if (outcome === 'full') {
    const message = `Client ${clientId} has not received what was sent to it before: at most ${limits.count} inputs and ${limits.bytes} bytes of them are kept.`;
    throw new SluiceError('mailbox-full', message, { details: { ...details, limits } });
  }
  if (outcome === 'taken') mailboxBellOf(context.store).ring(clientId);
}
