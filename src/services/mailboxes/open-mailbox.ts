// Use case: open the mailbox of a client outside flows. It opens by itself when the client sends or listens, and lives on
// as long as it is used.
import { addSeconds } from '../../domain/instants.js';
import { nowInstant, type ServiceContext } from '../service-context.js';

/** A mailbox that its client neither listens to nor sends with for this long is gone, and what is in it too. */
export const MAILBOX_LIFETIME_SECONDS = 24 * 3600;

/** Opens the mailbox of a client, or keeps it open for longer. */
export async function openMailbox(context: ServiceContext, clientId: string): Promise<void> {
  await context.store.mailboxes.open(clientId, addSeconds(nowInstant(context), MAILBOX_LIFETIME_SECONDS));
}
