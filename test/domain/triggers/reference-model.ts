// The reference's evaluation, written down a second time from its description in the README of the recorded cases: rows of
// buckets, a look at the clock only where a case says so, all its surprises included. Our own evaluator shares nothing with
// it but the reading of triggers and the matching of events, so that agreement on random cases means something.
import { bucketingKey } from '../../../src/domain/events/bucketing-key.js';
import type { Event } from '../../../src/domain/events/event.js';
import { parseInstantUs } from '../../../src/domain/instants.js';
import {
  compileTrigger,
  coversEvent,
  type CompositeNode,
  type EventNode,
  type TriggerNode,
} from '../../../src/domain/triggers/compile.js';
import type { RecordedFiring } from '../../../src/domain/triggers/trigger-case.js';
import type { Trigger } from '../../../src/domain/triggers/trigger.js';

/** What of the reference is left out, to see whether a case hangs on it. */
export type Mechanism = 'sweep' | 'next-runs' | 'early-removal' | 'phantom' | 'after-block' | 'occurred-time';
export const MECHANISMS: readonly Mechanism[] = [
  ...(['sweep', 'next-runs', 'early-removal', 'phantom', 'after-block', 'occurred-time'] as const),
];

export interface ModelStep {
  readonly at: string;
  /** Left out: a look at the clock. */
  readonly event?: Event;
}
interface Row {
  readonly key: readonly string[];
  readonly startUs: number;
  readonly endUs: number;
  count: number;
  last: string | null;
}
interface ChildFiring {
  readonly stampUs: number;
  readonly order: number;
}

const MINUTE_US = 60_000_000;

/** What fires, root firings only. Events must not follow others; an id that comes again is a repeat for 30 minutes. */
export function referenceFirings(
  trigger: Trigger,
  steps: readonly ModelStep[],
  without: ReadonlySet<Mechanism> = new Set(),
): RecordedFiring[] {
  const { nodes } = compileTrigger(trigger);
  const leaves = nodes.filter((node): node is EventNode => node.kind === 'event');
  const rows = new Map(leaves.map((node) => [node, new Map<string, Row>()]));
  const children = new Map<TriggerNode, Map<string, ChildFiring>>();
  const nextRunUs = new Map<EventNode, number>();
  const seenUs = new Map<string, number>();
  const firings: RecordedFiring[] = [];
  let clock: { newestUs: number; seenUs: number } | undefined;
  let nowUs = 0;
  let step = 0;
  let stamps = 0;

  const fire = (node: TriggerNode, key: readonly string[], event: string | null, atUs: number): void => {
    const order = stamps++;
    const stampUs = without.has('occurred-time') ? Math.min(atUs, nowUs) : nowUs + order;
    if (node.parent < 0) {
      const labels = Object.fromEntries(node.forEach.map((label, index) => [label, key[index] ?? '']));
      const root = { step, state: 'Triggered', trigger: node.path, bucketing_key: [...key] };
      firings.push({ ...root, triggering_labels: labels, triggering_event: event });
      return;
    }
    const parent = nodes[node.parent] as CompositeNode;
    if (parent.needed === 1) {
      fire(parent, [], event, stampUs);
      return;
    }
    const stored = children.get(parent) ?? new Map<string, ChildFiring>();
    children.set(parent, stored);
    const oldestUs = parent.withinUs === null ? -Infinity : stampUs - parent.withinUs;
    for (const [child, firing] of stored) if (firing.stampUs < oldestUs) stored.delete(child);
    stored.set(node.path, { stampUs, order });
    const fired = parent.children.flatMap((child) => stored.get(child) ?? []);
    if (parent.needed === 0 || fired.length < parent.needed) return;
    const sorted = [...fired].sort((left, right) => left.stampUs - right.stampUs || left.order - right.order);
    if (parent.trigger.type === 'sequence' && sorted.some((firing, index) => firing !== fired[index])) return;
    stored.clear();
    fire(parent, [], event, stampUs);
  };

  const evaluate = (node: EventNode, name: string, atUs: number, event: Event | null): Row | null => {
    const own = rows.get(node) as Map<string, Row>;
    const row = own.get(name) as Row;
    const { posture, threshold, after } = node.trigger;
    const reactive = posture === 'Reactive';
    if (atUs < row.startUs) return row;
    let unspent = event ? 1 : 0;
    if (event && ((reactive && node.withinUs === 0) || atUs < row.endUs)) {
      row.count += 1;
      row.last = event.id;
      unspent = 0;
    }
    const met = reactive ? row.count >= threshold : row.count < threshold;
    if (met && (reactive || row.endUs <= atUs)) {
      own.delete(name);
      fire(node, row.key, event?.id ?? row.last, atUs);
    } else if (atUs < row.endUs) {
      const beats = event && !reactive && !met && node.names.isOpening(event.event);
      if (!beats) return row;
      return put(own, name, { key: row.key, startUs: atUs, endUs: atUs + node.withinUs, count: 0, last: event.id });
    }
    if (after.length > 0) {
      own.delete(name);
      return null;
    }
    if (node.withinUs === 0) return null;
    const startUs = Math.max(row.endUs, atUs);
    const count = reactive ? 0 : unspent;
    const next = put(own, name, { key: row.key, startUs, endUs: startUs + node.withinUs, count, last: null });
    return reactive && unspent > 0 ? evaluate(node, name, atUs, event) : next;
  };

  const takeEvent = (node: EventNode, event: Event): void => {
    if (!coversEvent(node, event)) return;
    const own = rows.get(node) as Map<string, Row>;
    const atUs = parseInstantUs(event.occurred);
    const key = bucketingKey(event, node.forEach);
    const name = JSON.stringify(key);
    const expected = node.names.isExpected(event.event);
    const found = own.get(name);
    const hasAfter = node.trigger.after.length > 0;
    const opens = hasAfter ? node.names.isOpening(event.event) : expected;
    if (found && opens && hasAfter && without.has('after-block') && node.withinUs > 0 && atUs >= found.endUs)
      evaluate(node, name, atUs, null);
    const present = own.get(name);
    if (present && opens) present.last = event.id;
    else if (opens) {
      const startUs = hasAfter ? atUs : atUs - 15 * MINUTE_US;
      const count = hasAfter && expected ? -1 : 0;
      put(own, name, { key, startUs, endUs: atUs + node.withinUs, count, last: event.id });
    }
    if (expected && own.has(name)) evaluate(node, name, atUs, event);
  };

  const tick = (): void => {
    const asOfUs = nowUs + (clock ? clock.newestUs - clock.seenUs : 0);
    for (const node of leaves.filter(({ trigger: { posture } }) => posture === 'Proactive')) {
      if (!without.has('next-runs') && (nextRunUs.get(node) ?? nowUs) > nowUs) continue;
      const own = rows.get(node) as Map<string, Row>;
      const phantom = node.trigger.after.length > 0 && without.has('phantom');
      if (node.forEach.length === 0 && !phantom && !own.has('[]'))
        put(own, '[]', { key: [], startUs: asOfUs, endUs: asOfUs + node.withinUs, count: 0, last: null });
      const satisfied = (row: Row) => row.count >= node.trigger.threshold;
      if (!without.has('early-removal')) for (const [name, row] of own) if (satisfied(row)) own.delete(name);
      let againUs = asOfUs + node.withinUs;
      for (const [name] of [...own].sort(([, left], [, right]) => left.startUs - right.startUs)) {
        const next = evaluate(node, name, asOfUs, null);
        if (next && asOfUs < next.endUs) againUs = Math.min(againUs, next.endUs);
      }
      nextRunUs.set(node, againUs);
    }
    if (without.has('sweep')) return;
    for (const own of rows.values())
      for (const [name, row] of own) if (row.endUs <= asOfUs - MINUTE_US) own.delete(name);
  };

  for (const [index, { at, event }] of steps.entries()) {
    step = index;
    nowUs = parseInstantUs(at);
    stamps = 0;
    if (!event) {
      tick();
      continue;
    }
    if (nowUs - (seenUs.get(event.id) ?? -Infinity) < 30 * MINUTE_US) continue;
    seenUs.set(event.id, nowUs);
    const cappedUs = Math.min(parseInstantUs(event.occurred), nowUs);
    clock = { newestUs: Math.max(clock?.newestUs ?? cappedUs, cappedUs), seenUs: nowUs };
    for (const node of leaves) takeEvent(node, event);
  }
  return firings;
}

function put(own: Map<string, Row>, name: string, row: Row): Row {
  own.set(name, row);
  return row;
}
