// The chain of causes an event carries: how many firings of automations led to it, and which was the last. Carried as
// labels, so that it survives every door an event can come through.
import type { Event } from './event.js';

/** Count of firings that led to the event, as text. */
export const CAUSAL_DEPTH_LABEL = 'sluice.causal-depth';
/** Id of the firing that led to the event. */
export const CAUSED_BY_LABEL = 'sluice.caused-by';

/** How many firings led to an event; 0 for one that no automation had a part in. */
export function causalDepth(event: Pick<Event, 'resource' | 'related'>): number {
  const depths = [event.resource, ...event.related].map((labels) => Number(labels[CAUSAL_DEPTH_LABEL] ?? 0));
  return Math.max(0, ...depths.filter((depth) => Number.isInteger(depth)));
}
