// How one leaf counts: windows in event time, at most one open a key. Pure arithmetic on one bucket; which bucket, and
// what a firing sets off, is decided by the callers. The rules and their edges are pinned by test/vectors.
import type { EventNode } from './compile.js';
import { isSatisfied } from './due-index.js';
import { ALLOWED_LATENESS_US, MAX_EVENTS_PER_FIRING, type Bucket } from './trigger-state.js';

/** An event as the windows see it. */
export interface WindowEvent {
  readonly id: string;
  readonly occurredUs: number;
  readonly isExpected: boolean;
  readonly isOpening: boolean;
}

/** A leaf's firing: the key, the events behind it, and the moment in event time. */
export interface LeafFiring {
  readonly key: readonly string[];
  readonly event: string | null;
  readonly events: readonly string[];
  readonly atUs: number;
}

/** What evaluating a bucket led to: the bucket to keep from now on (null: none), and a firing. */
export interface WindowOutcome {
  readonly bucket: Bucket | null;
  readonly firing: LeafFiring | null;
}

/**
 * The bucket after an event opened or touched it, before it counts; null if the event opens nothing and none is there.
 * Without `after` the first window reaches back by the allowed lateness, so that events out of order count. A second
 * opener leaves a window as it is; the caller has closed one that is over.
 */
export function openWindow(
  node: EventNode,
  key: readonly string[],
  found: Bucket | null,
  event: WindowEvent,
): Bucket | null {
  const hasAfter = node.trigger.after.length > 0;
  if (hasAfter ? !event.isOpening : !event.isExpected) return found;
  if (found)
    return { ...found, lastEvent: event.id, events: hasAfter ? withEvent(found.events, event.id) : found.events };
  const startUs = event.occurredUs - (hasAfter ? 0 : ALLOWED_LATENESS_US);
  const count = hasAfter && event.isExpected ? -1 : 0;
  const events = hasAfter ? [event.id] : [];
  return { key, startUs, endUs: event.occurredUs + node.withinUs, count, lastEvent: event.id, events };
}

/** A fresh window of `within` from a moment on. */
export function freshWindow(node: EventNode, key: readonly string[], startUs: number): Bucket {
  return { key, startUs, endUs: startUs + node.withinUs, count: 0, lastEvent: null, events: [] };
}

/**
 * Looks at a bucket at a moment of event time, with an expected event or without one (a timer).
 * A Reactive trigger fires when the count is reached, a Proactive one when the window is over and it was not.
 */
export function evaluateWindow(
  node: EventNode,
  bucket: Bucket,
  atUs: number,
  event: WindowEvent | null,
): WindowOutcome {
  const { posture, threshold, after } = node.trigger;
  const reactive = posture === 'Reactive';
  if (atUs < bucket.startUs) return { bucket, firing: null };
  const counts = event !== null && ((reactive && node.withinUs === 0) || atUs < bucket.endUs);
  const counted = counts ? addEvent(bucket, event) : bucket;
  const isOver = atUs >= counted.endUs;
  const met = reactive ? counts && counted.count >= threshold : !isSatisfied(node, counted);
  const firing = met && (reactive || isOver) ? fire(counted, atUs, event) : null;
  if (!firing && !isOver) return { bucket: heartbeat(node, counted, atUs, event), firing };
  if (after.length > 0) return { bucket: !firing && waitsForever(node, event) ? counted : null, firing };
  if (node.withinUs === 0) return { bucket: firing ? null : counted, firing };
  const next = freshWindow(node, bucket.key, Math.max(counted.endUs, atUs));
  if (event === null || counts) return { bucket: next, firing };
  if (!reactive) return { bucket: { ...next, count: 1, events: withEvent([], event.id) }, firing };
  return evaluateWindow(node, next, atUs, event);
}

/** An event that opens and is expected too starts a running Proactive window anew: silence is measured from it. */
function heartbeat(node: EventNode, bucket: Bucket, atUs: number, event: WindowEvent | null): Bucket {
  const isBeat = node.trigger.posture === 'Proactive' && event?.isOpening && event.isExpected;
  if (!isBeat || !isSatisfied(node, bucket)) return bucket;
  const next = freshWindow(node, bucket.key, atUs);
  return { ...next, lastEvent: event.id, events: [event.id] };
}

/** `within: 0` with `after` has no end; but an event that opens and is expected too can never be answered by another. */
function waitsForever(node: EventNode, event: WindowEvent | null): boolean {
  return node.withinUs === 0 && !(event?.isOpening && event.isExpected);
}

function fire(bucket: Bucket, atUs: number, event: WindowEvent | null): LeafFiring {
  const events = event ? withEvent(bucket.events, event.id) : bucket.events;
  return { key: bucket.key, event: event?.id ?? bucket.lastEvent, events, atUs };
}

function addEvent(bucket: Bucket, event: WindowEvent): Bucket {
  return { ...bucket, count: bucket.count + 1, lastEvent: event.id, events: withEvent(bucket.events, event.id) };
}

function withEvent(events: readonly string[], id: string): string[] {
  return events.at(-1) === id ? [...events] : [...events, id].slice(-MAX_EVENTS_PER_FIRING);
}
