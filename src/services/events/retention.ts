// Deletes old events: those received longer ago than they are kept and not queued any more.
import { toInstant } from '../../domain/instants.js';
import { deleteInSteps, keepDeleting } from '../keep-deleting.js';
import type { ServiceContext } from '../service-context.js';

const ROUND_MS = 10 * 60_000;
const DAY_MS = 86_400_000;

/** Deletes what is too old now. Tells how many; stops early when the signal is aborted. */
export async function deleteOldEvents(context: ServiceContext, days: number, signal?: AbortSignal): Promise<number> {
  const before = toInstant(new Date(context.now().getTime() - days * DAY_MS));
  return deleteInSteps((atMost) => context.store.events.deleteReceivedBefore(before, atMost), signal);
}

/**
 * Deletes old events now and every ten minutes. Returns how to stop.
 *
 * @param days - how long events are kept
 */
export function keepDeletingOldEvents(context: ServiceContext, days: number): () => Promise<void> {
  return keepDeleting(context, {
    what: 'old events',
    facts: { days },
    everyMs: ROUND_MS,
    round: async (signal) => ({ deleted: await deleteOldEvents(context, days, signal) }),
  });
}
