// An event trigger at work: which bucket an event belongs to, and what timers close. Keeps the state's buckets and the
// due queue in step; the counting itself is in windows.ts.
import { bucketingKey } from '../events/bucketing-key.js';
import type { Event } from '../events/event.js';
import { coversEvent, type EventNode } from './compile.js';
import { bucketDueUs, isDone, isPast } from './due-index.js';
import type { FireNode, StepContext } from './step-context.js';
import type { Bucket } from './trigger-state.js';
import { evaluateWindow, freshWindow, openWindow, type WindowEvent, type WindowOutcome } from './windows.js';

const NO_LABELS_KEY = '[]';
/** So many windows of a leaf are remembered after they are over, for events that are later than any should be. */
const REMEMBERED_WINDOWS = 200;

/** Evaluates an event for one leaf; does nothing when the leaf is not about it. */
export function takeEvent(
  context: StepContext,
  node: EventNode,
  event: Event,
  occurredUs: number,
  fire: FireNode,
): void {
  if (!coversEvent(node, event)) return;
  const isExpected = node.names.isExpected(event.event);
  const seen: WindowEvent = { id: event.id, occurredUs, isExpected, isOpening: node.names.isOpening(event.event) };
  const key = bucketingKey(event, node.forEach);
  const name = JSON.stringify(key);
  let found = bucketsOf(context, node)[name] ?? null;
  // What says that it occurred in the future makes no window old: nothing is past before it is so by the clock.
  if (found && isPast(node, found, Math.min(occurredUs, context.nowUs))) found = null;
  if (found && seen.isOpening && node.withinUs > 0 && occurredUs >= found.endUs) {
    apply(context, node, name, evaluateWindow(node, found, occurredUs, null), fire);
    found = null;
  }
  const opened = openWindow(node, key, found, seen);
  if (!opened) return;
  const outcome = isExpected ? evaluateWindow(node, opened, occurredUs, seen) : { bucket: opened, firing: null };
  apply(context, node, name, outcome, fire);
}

/** Lets event time pass for a Proactive leaf: arms it, forgets what was answered, fires what is overdue. */
export function takeTime(context: StepContext, node: EventNode, atUs: number, fire: FireNode): void {
  if (needsArming(context, node)) keep(context, node, NO_LABELS_KEY, freshWindow(node, [], atUs));
  const buckets = bucketsOf(context, node);
  const due = (context.due[node.index]?.takeDue(atUs) ?? []).map((name) => ({ name, bucket: buckets[name] as Bucket }));
  due.sort((left, right) => left.bucket.startUs - right.bucket.startUs);
  for (const { name, bucket } of due) {
    const outcome = isDone(node, bucket) ? { bucket: null, firing: null } : evaluateWindow(node, bucket, atUs, null);
    apply(context, node, name, outcome, fire);
  }
}

/**
 * Forgets windows of a Reactive leaf that are past. The last ones stay, so that an event which is very late does not fire
 * again what has fired, and so that producers whose clocks are far behind those of others are counted all the same.
 */
export function forgetWindows(context: StepContext, node: EventNode, horizonUs: number): void {
  const buckets = bucketsOf(context, node);
  for (const name of context.due[node.index]?.takeDue(horizonUs, REMEMBERED_WINDOWS) ?? []) delete buckets[name];
}

/** True for a Proactive leaf that waits for no opener and has no window yet: it waits from the first timer on. */
export function needsArming({ state }: Pick<StepContext, 'state'>, { path, forEach, trigger }: EventNode): boolean {
  const armsByItself = trigger.posture === 'Proactive' && trigger.after.length === 0 && forEach.length === 0;
  return armsByItself && state.buckets[path]?.[NO_LABELS_KEY] === undefined;
}

function bucketsOf({ state }: StepContext, node: EventNode): Record<string, Bucket> {
  return (state.buckets[node.path] ??= {});
}

function keep(context: StepContext, node: EventNode, name: string, bucket: Bucket): void {
  bucketsOf(context, node)[name] = bucket;
  context.due[node.index]?.set(name, bucketDueUs(node, bucket));
}

/** The bucket is settled before its firing is told, so that whatever the firing sets off finds the state complete. */
function apply(context: StepContext, node: EventNode, name: string, outcome: WindowOutcome, fire: FireNode): void {
  if (outcome.bucket) {
    keep(context, node, name, outcome.bucket);
  } else {
    delete bucketsOf(context, node)[name];
    context.due[node.index]?.delete(name);
  }
  if (outcome.firing) fire(context, node, outcome.firing);
}
