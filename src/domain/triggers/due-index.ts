// What is due when, for each node of a trigger: derived from the state and never stored. It is kept beside the state
// object and built again by one pass when a state comes back from JSON, so the state itself stays plain.
import type { CompiledTrigger, CompositeNode, EventNode, TriggerNode } from './compile.js';
import { parseInstantUs } from '../instants.js';
import { DueQueue } from './due-queue.js';
import {
  ALLOWED_LATENESS_US,
  RETENTION_US,
  type Bucket,
  type StoredFiring,
  type TriggerState,
} from './trigger-state.js';

const indexes = new WeakMap<TriggerState, readonly DueQueue[]>();

/** The queues of a state by node index. */
export function dueIndexOf(compiled: CompiledTrigger, state: TriggerState): readonly DueQueue[] {
  let queues = indexes.get(state);
  if (!queues) {
    queues = compiled.nodes.map((node) => buildQueue(node, state));
    indexes.set(state, queues);
  }
  return queues;
}

/** True once the expected events have come. */
export function isSatisfied({ trigger }: EventNode, bucket: Bucket): boolean {
  return bucket.count >= trigger.threshold;
}

/**
 * True if a Proactive trigger has nothing more to ask of this bucket: it is dropped, and its key is not known until it is
 * seen again. With `after` that is so because an opener was answered. A key that events alone make known counts the first
 * of them: it has got the others it was to get. With a threshold of 1 the first one alone would be enough, and no silence
 * ever noticed, so such a key stays and each of its windows is followed by another.
 */
export function isDone(node: EventNode, bucket: Bucket): boolean {
  const { after, threshold } = node.trigger;
  return isSatisfied(node, bucket) && (after.length > 0 || (node.forEach.length > 0 && threshold > 1));
}

/**
 * When a bucket needs looking at, in event time. Proactive: at its end, or at once when it has done its work.
 * Reactive: when it is forgotten, which nobody waits for.
 */
export function bucketDueUs(node: EventNode, bucket: Bucket): number {
  if (node.trigger.posture === 'Proactive') {
    return isDone(node, bucket) ? 0 : bucket.endUs;
  }
  return bucket.endUs + (node.withinUs === 0 ? RETENTION_US : ALLOWED_LATENESS_US);
}

/** True for a window of a Reactive trigger that lies too far back to have to do with this moment of event time. */
export function isPast(node: EventNode, bucket: Bucket, atUs: number): boolean {
  return node.trigger.posture === 'Reactive' && bucketDueUs(node, bucket) <= atUs;
}

/**
 * When the children's firings of one key are forgotten: when no later firing could join them. Where events come in late
 * the next one is as late, so they are kept as long after they were seen.
 */
export function childrenDueUs(node: CompositeNode, stored: Readonly<Record<string, StoredFiring>>): number {
  if (node.withinUs === null && node.forEach.length === 0) return Infinity;
  const newestUs = Math.max(...Object.values(stored).map(({ atUs }) => atUs));
  if (node.withinUs === null) return newestUs + RETENTION_US;
  const seenUs = Math.max(...Object.values(stored).map(({ firing }) => parseInstantUs(firing.triggered)));
  return Math.max(newestUs + Math.max(0, node.withinUs), seenUs) + ALLOWED_LATENESS_US;
}

function buildQueue(node: TriggerNode, state: TriggerState): DueQueue {
  const queue = new DueQueue();
  if (node.kind === 'event') {
    for (const [key, bucket] of Object.entries(state.buckets[node.path] ?? {}))
      queue.set(key, bucketDueUs(node, bucket));
  } else if (node.kind === 'composite') {
    for (const [key, stored] of Object.entries(state.children[node.path] ?? {})) {
      queue.set(key, childrenDueUs(node, stored));
    }
  }
  return queue;
}
