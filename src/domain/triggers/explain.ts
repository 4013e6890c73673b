// Why a trigger did or did not fire: its state in words and numbers, with the ids of the events behind each count. For
// people who ask; the evaluation itself never reads this.
import { formatInstantUs } from '../instants.js';
import type { CompiledTrigger, CompositeNode, EventNode } from './compile.js';
import { dueIndexOf, isPast, isSatisfied } from './due-index.js';
import { clockLagUs, eventTimeUs } from './event-clock.js';
import { needsArming } from './event-leaf.js';
import { MAX_HOLD_US } from './event-order.js';
import { explainMetric, type MetricExplanation } from './explain-metric.js';
import type { Bucket, TriggerState } from './trigger-state.js';
import { nextWakeUs } from './wake.js';

export interface BucketExplanation {
  readonly labels: Readonly<Record<string, string>>;
  /** The window in event time, ISO 8601; `end` is no part of it. Null: it has no end. */
  readonly start: string;
  readonly end: string | null;
  readonly count: number;
  readonly threshold: number;
  readonly last_event: string | null;
  readonly events: readonly string[];
  /** What it waits for, in a sentence. */
  readonly waits_for: string;
}
export interface EventNodeExplanation {
  readonly trigger: string;
  readonly type: 'event';
  readonly posture: 'Reactive' | 'Proactive';
  readonly open_buckets: number;
  /** The first so many, the earliest window first. */
  readonly buckets: readonly BucketExplanation[];
  /** What it waits for while it has no bucket; null when it has one. */
  readonly waits_for: string | null;
}
export interface CompositeNodeExplanation {
  readonly trigger: string;
  readonly type: 'compound' | 'sequence';
  readonly needed: number;
  readonly of: number;
  /** For each key: which children have fired (path, event time, event), and which are awaited. */
  readonly groups: readonly {
    readonly labels: Readonly<Record<string, string>>;
    readonly fired: readonly { readonly trigger: string; readonly occurred: string; readonly event: string | null }[];
    readonly awaited: readonly string[];
  }[];
}
export interface TriggerExplanation {
  readonly firings: number;
  /** Event time now, and by how many seconds it is behind the wall clock. */
  readonly event_time: string;
  readonly lag_seconds: number;
  /** When time changes something next, ISO 8601; null: only an event can. */
  readonly next_check: string | null;
  readonly nodes: readonly (EventNodeExplanation | CompositeNodeExplanation | MetricExplanation)[];
  /** Events that wait for one they follow, and until when. */
  readonly held_events: readonly { readonly id: string; readonly follows: string; readonly until: string }[];
}

/**
 * Describes a trigger's state at a moment.
 *
 * @param nowUs - wall clock, microseconds
 * @param limit - buckets and groups shown for each node @default 100
 */
export function explainTrigger(
  compiled: CompiledTrigger,
  state: TriggerState,
  nowUs: number,
  limit = 100,
): TriggerExplanation {
  const wakeUs = nextWakeUs(compiled, state);
  return {
    firings: state.firings,
    event_time: formatInstantUs(eventTimeUs(state.clock, nowUs)),
    lag_seconds: Math.abs(clockLagUs(state.clock)) / 1_000_000,
    next_check: wakeUs === null ? null : formatInstantUs(wakeUs),
    nodes: compiled.nodes.map((node) => {
      if (node.kind === 'event') return explainEventNode(node, state, nowUs, limit);
      return node.kind === 'metric' ? explainMetric(node, state) : explainComposite(node, state, limit);
    }),
    held_events: Object.entries(state.held).flatMap(([follows, held]) =>
      held.map(({ event, receivedUs }) => ({
        id: event.id,
        follows,
        until: formatInstantUs(receivedUs + MAX_HOLD_US),
      })),
    ),
  };
}

function explainEventNode(node: EventNode, state: TriggerState, nowUs: number, limit: number): EventNodeExplanation {
  const all = openWindows(node, state);
  const shown = [...all].sort((left, right) => left.startUs - right.startUs).slice(0, limit);
  const atUs = eventTimeUs(state.clock, nowUs);
  return {
    trigger: node.path,
    type: 'event',
    posture: node.trigger.posture,
    open_buckets: all.length,
    buckets: shown.map((bucket) => explainBucket(node, bucket, atUs)),
    waits_for: all.length > 0 ? null : firstWait(node, state),
  };
}

/** Of more windows than this those that are over are counted too: looking at each would cost more than it tells. */
const FEW_WINDOWS = 1_000;

/** How many windows of all leaves an event may still count into; asked for after every batch, so it is cheap. */
export function countOpenWindows(compiled: CompiledTrigger, state: TriggerState): number {
  const due = dueIndexOf(compiled, state);
  const counts = compiled.nodes.map((node) => {
    if (node.kind !== 'event') return 0;
    const size = due[node.index]?.size ?? 0;
    return size > FEW_WINDOWS ? size : openWindows(node, state).length;
  });
  return counts.reduce((sum, count) => sum + count, 0);
}

/** The windows of a leaf that an event may still count into, in no order. */
function openWindows(node: EventNode, { buckets, clock }: TriggerState): Bucket[] {
  return Object.values(buckets[node.path] ?? {}).filter((bucket) => !isPast(node, bucket, clock.horizonUs));
}

function firstWait(node: EventNode, state: TriggerState): string {
  if (needsArming({ state }, node)) return 'the first look at the clock, which opens the first window';
  const names = node.trigger.after.length > 0 ? node.trigger.after : node.trigger.expect;
  const what = names.length === 0 ? 'any event' : `an event named ${names.join(' or ')}`;
  return `${what} that matches${node.trigger.after.length > 0 ? ', which opens a window' : ''}`;
}

function explainBucket(node: EventNode, bucket: Bucket, atUs: number): BucketExplanation {
  const { threshold } = node.trigger;
  return {
    labels: labelsOf(node.forEach, bucket.key),
    start: formatInstantUs(bucket.startUs),
    end: node.withinUs === 0 ? null : formatInstantUs(bucket.endUs),
    count: Math.max(0, bucket.count),
    threshold,
    last_event: bucket.lastEvent,
    events: bucket.events,
    waits_for: bucketWait(node, bucket, atUs),
  };
}

function bucketWait(node: EventNode, bucket: Bucket, atUs: number): string {
  const end = formatInstantUs(bucket.endUs);
  const missing = node.trigger.threshold - bucket.count;
  if (node.trigger.posture === 'Proactive') {
    if (isSatisfied(node, bucket)) return 'nothing: the expected events came, so this window does not fire';
    return `${end}: it fires then unless ${missing} more expected ${missing === 1 ? 'event comes' : 'events come'}`;
  }
  if (node.withinUs === 0) return `${missing} more expected ${missing === 1 ? 'event' : 'events'}, whenever they come`;
  if (bucket.startUs > atUs) return `${formatInstantUs(bucket.startUs)}: it has fired and counts nothing before`;
  if (bucket.endUs <= atUs) return `nothing: the window ended at ${end} with too few events`;
  return `${missing} more expected ${missing === 1 ? 'event' : 'events'} before ${end}`;
}

function explainComposite(node: CompositeNode, state: TriggerState, limit: number): CompositeNodeExplanation {
  const groups = Object.entries(state.children[node.path] ?? {}).slice(0, limit);
  return {
    trigger: node.path,
    type: node.trigger.type,
    needed: node.needed,
    of: node.children.length,
    groups: groups.map(([key, stored]) => ({
      labels: labelsOf(node.forEach, JSON.parse(key) as string[]),
      fired: node.children
        .flatMap((child) => stored[child] ?? [])
        .map(({ atUs, firing }) => ({
          trigger: firing.trigger,
          occurred: formatInstantUs(atUs),
          event: firing.triggering_event,
        })),
      awaited: node.children.filter((child) => stored[child] === undefined),
    })),
  };
}

function labelsOf(labels: readonly string[], key: readonly string[]): Record<string, string> {
  return Object.fromEntries(labels.map((label, index) => [label, key[index] ?? '']));
}
