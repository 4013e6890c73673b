// Which events are evaluated, and when: repeats are dropped, and an event that follows one not yet seen waits for it.
// Stands before the evaluation, so that the leaves see each event once and in causal order.
import { parseInstantUs } from '../instants.js';
import type { Event } from '../events/event.js';
import type { HeldEvent, TriggerState } from './trigger-state.js';

const MINUTE_US = 60 * 1_000_000;
/** An id seen less than this ago (wall clock) is a repeat, and a leader is known that long. */
export const SEEN_HORIZON_US = 30 * MINUTE_US;
/** How long an event waits for the one it follows before it is evaluated anyway. */
export const MAX_HOLD_US = 15 * MINUTE_US;
/** How many followers in a row are evaluated right after each other; the next one waits as if its leader were lost. */
export const MAX_FOLLOWERS_IN_A_ROW = 20;
/** At least so many of the newest ids are remembered; past that, ids may be forgotten before their time. */
export const MAX_SEEN_IDS = 10_000;
/** Log lines as events are never evaluated: they are too many, and a rule on them would feed itself. */
const IGNORED_EVENT = 'prefect.log.write';

export function wasSeen({ seen }: TriggerState, id: string, nowUs: number): boolean {
  const atUs = seen.recent[id] ?? seen.older[id];
  return atUs !== undefined && nowUs - atUs < SEEN_HORIZON_US;
}

/** Remembers an id. When a generation is full or old enough it replaces the one before, which is dropped whole. */
export function markSeen({ seen }: TriggerState, id: string, nowUs: number): void {
  if (nowUs - seen.recentSinceUs >= SEEN_HORIZON_US || seen.recentCount >= MAX_SEEN_IDS) {
    seen.older = seen.recent;
    seen.recent = {};
    seen.recentSinceUs = nowUs;
    seen.recentCount = 0;
  }
  seen.recent[id] = nowUs;
  seen.recentCount += 1;
}

/** What becomes of a received event: evaluated now, held until the one it follows, or dropped (a repeat, a log line). */
export type Admission = 'evaluate' | 'held' | 'dropped';

/**
 * Decides about a received event. One that is received again while it is held waits from then on.
 *
 * @param leaderReceived - the platform knows that the event it follows was received before, though this trigger was
 *   not told of it; then it does not wait
 */
export function admitEvent(state: TriggerState, event: Event, nowUs: number, leaderReceived = false): Admission {
  if (event.event === IGNORED_EVENT || wasSeen(state, event.id, nowUs)) return 'dropped';
  const leader = event.follows;
  if (!leader || leader === event.id || leaderReceived || wasSeen(state, leader, nowUs)) return 'evaluate';
  const others = (state.held[leader] ?? []).filter((held) => held.event.id !== event.id);
  state.held[leader] = [...others, { event, receivedUs: nowUs }];
  return 'held';
}

/** Takes out the events that waited for this one, in the order in which they occurred. */
export function releaseFollowers(state: TriggerState, leader: string): Event[] {
  const followers = state.held[leader];
  if (!followers) return [];
  delete state.held[leader];
  return inOrderOfOccurrence(followers);
}

/** Takes out the events that have waited long enough, in the order in which they occurred. */
export function releaseLost(state: TriggerState, nowUs: number): Event[] {
  const lost: HeldEvent[] = [];
  for (const [leader, followers] of Object.entries(state.held)) {
    const waiting = followers.filter(({ receivedUs }) => nowUs - receivedUs < MAX_HOLD_US);
    lost.push(...followers.filter((held) => !waiting.includes(held)));
    if (waiting.length > 0) state.held[leader] = waiting;
    else delete state.held[leader];
  }
  return inOrderOfOccurrence(lost).filter(({ id }) => !wasSeen(state, id, nowUs));
}

/** When the longest waiting event is given up on; infinite when none waits. */
export function nextLostUs(state: TriggerState): number {
  const received = Object.values(state.held).flatMap((followers) => followers.map(({ receivedUs }) => receivedUs));
  return received.length === 0 ? Infinity : Math.min(...received) + MAX_HOLD_US;
}

function inOrderOfOccurrence(held: readonly HeldEvent[]): Event[] {
  return held
    .map(({ event }) => ({ event, occurredUs: parseInstantUs(event.occurred) }))
    .sort((left, right) => left.occurredUs - right.occurredUs)
    .map(({ event }) => event);
}
