// Which event an event says it follows: the one known to have come before, while the two are near enough in time for them
// to be delivered in the wrong order. Apart because states, firings and what users emit keep to the one rule.
import { parseInstantUs } from '../instants.js';

const FOLLOWS_WITHIN_US = 5 * 60 * 1_000_000;

/** The id to put into `follows` of an event that occurred at an instant; null when the other is five minutes away or more. */
export function leaderOf(
  leader: { readonly id: string; readonly occurred: string } | null | undefined,
  occurred: string,
): string | null {
  if (!leader) return null;
  const apartUs = Math.abs(parseInstantUs(occurred) - parseInstantUs(leader.occurred));
  return apartUs < FOLLOWS_WITHIN_US ? leader.id : null;
}
