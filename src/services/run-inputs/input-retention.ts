// Cleans up after conversations: mailboxes that nobody used for a day, and inputs of runs that ended as long ago as events
// are kept.
import { addSeconds } from '../../domain/instants.js';
import { deleteInSteps, keepDeleting } from '../keep-deleting.js';
import { MAILBOX_LIFETIME_SECONDS } from '../mailboxes/open-mailbox.js';
import { nowInstant, type ServiceContext } from '../service-context.js';

const ROUND_MS = 10 * 60_000;
const DAY_SECONDS = 86_400;

/** Deletes what is too old now. Tells how many mailboxes and inputs; stops early when the signal is aborted. */
export async function deleteOldInputs(
  context: ServiceContext,
  days: number,
  signal?: AbortSignal,
): Promise<{ mailboxes: number; inputs: number }> {
  const { store } = context;
  const now = nowInstant(context);
  const mailboxes = await store.mailboxes.deleteExpired(addSeconds(now, -MAILBOX_LIFETIME_SECONDS));
  const endedBefore = addSeconds(now, -days * DAY_SECONDS);
  const inputs = await deleteInSteps((atMost) => store.runInputs.deleteOfRunsEndedBefore(endedBefore, atMost), signal);
  return { mailboxes, inputs };
}

/**
 * Deletes old inputs now and every ten minutes. Returns how to stop.
 *
 * @param days - how long inputs of a run are kept after its end
 */
export function keepDeletingOldInputs(context: ServiceContext, days: number): () => Promise<void> {
  return keepDeleting(context, {
    what: 'old inputs',
    facts: { days },
    everyMs: ROUND_MS,
    round: (signal) => deleteOldInputs(context, days, signal),
  });
}
