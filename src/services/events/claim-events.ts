// What one routing takes off the queue: all that waits, since a signal to an automation costs the same for one event as for
// a hundred, but no more than fits into memory. It is claimed in slices, so that the store and this process answer others
// in between, and the claim is renewed for as long as the work takes. Each routing has a claim of its own: what one could neither deliver
// nor give back is free when that claim runs out, however long the router goes on.
import type { QueuedEvent, Store } from '../../store/store.js';

const MOST_EVENTS = 64_000;
const MOST_CHARACTERS = 64_000_000;
/** What is claimed before anything is known of how large the events are. */
const FIRST_SLICE = 50;
const SLICE = 500;
const SAMPLE = 10;
/** What a router that died had claimed is taken up by another after so long; one that works renews its claim. */
const CLAIM_MS = 10_000;
const RENEW_MS = 3_000;

export interface Routed {
  readonly count: number;
  /** Whether the bound was reached: more is there already. */
  readonly more: boolean;
}

/**
 * Claims what waits, does the work with it and takes it off the queue. When the work fails it is given back, and what it
 * threw is thrown on.
 *
 * @param claim - its id, a new one each time
 * @param work - called only when something waits, with the events in order of arrival
 */
export async function withClaimedEvents(
  { events }: Pick<Store, 'events'>,
  claim: string,
  work: (claimed: readonly QueuedEvent[]) => Promise<void>,
): Promise<Routed> {
  const claimed: QueuedEvent[] = [];
  const renewal = setInterval(() => {
    // A claim that cannot be renewed runs out, and the events are delivered again: automations know repeats.
    if (claimed.length > 0) events.renewClaim(claim, CLAIM_MS).catch(() => undefined);
  }, RENEW_MS);
  try {
    const more = await claimInto(claimed, (limit, after) => events.claim(claim, limit, CLAIM_MS, after));
    if (claimed.length > 0) await work(claimed);
    const positions = claimed.map(({ position }) => position);
    for (let start = 0; start < positions.length; start += SLICE) {
      await events.complete(positions.slice(start, start + SLICE));
    }
    return { count: claimed.length, more };
  } finally {
    clearInterval(renewal);
    // What is left of it is free at once; where that cannot be told, when the claim has run out.
    if (claimed.length > 0) await events.endClaim(claim).catch(() => undefined);
  }
}

/** Fills the list until nothing waits or it is full; tells whether it is full. */
async function claimInto(
  claimed: QueuedEvent[],
  claim: (limit: number, after: number) => Promise<QueuedEvent[]>,
): Promise<boolean> {
  let characters = 0;
  let limit = FIRST_SLICE;
  while (limit > 0) {
    const slice = await claim(limit, claimed.at(-1)?.position ?? 0);
    claimed.push(...slice);
    if (slice.length < limit) return false;
    characters += charactersOf(slice);
    const fitting = Math.floor(((MOST_CHARACTERS - characters) * claimed.length) / characters);
    limit = Math.min(SLICE, MOST_EVENTS - claimed.length, fitting);
  }
  return true;
}

/** How much text the events are, by a sample of them. */
function charactersOf(slice: readonly QueuedEvent[]): number {
  const sample = slice.filter((_, index) => index % Math.ceil(slice.length / SAMPLE) === 0);
  const characters = sample.reduce((sum, { event }) => sum + JSON.stringify(event).length, 0);
  return (characters / sample.length) * slice.length;
}
