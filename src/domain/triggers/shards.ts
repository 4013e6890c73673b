// Splitting one automation over several workflows by the key of its trigger: which workflow an event belongs to. Every
// window and every group of children has a key that holds the root's labels, so what counts together stays together.
import { bucketingKey } from '../events/bucketing-key.js';
import type { Event } from '../events/event.js';
import type { Trigger } from './trigger.js';

export const MAX_SHARDS = 64;

/** The labels by which a trigger may be split: `for_each` of its root. None: it cannot be split. */
export function shardLabels(trigger: Trigger): readonly string[] {
  return 'for_each' in trigger ? trigger.for_each : [];
}

/** The shard of an event, from 0 to `shards` - 1: the same for the same values of the labels. */
export function shardOf(event: Pick<Event, 'resource' | 'related'>, labels: readonly string[], shards: number): number {
  if (shards <= 1) return 0;
  // FNV-1a; what matters is that it spreads and never changes.
  let hash = 0x811c9dc5;
  for (const character of JSON.stringify(bucketingKey(event, labels))) {
    hash = Math.imul(hash ^ (character.codePointAt(0) as number), 0x01000193);
  }
  return (hash >>> 0) % shards;
}
