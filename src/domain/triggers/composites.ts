// Compound and sequence triggers: a child's firing is kept until enough siblings have fired within the window. Times are
// event times, so the outcome does not hang on how late an event arrived; ties are settled by the order of firing.
import { formatInstantUs } from '../instants.js';
import type { CompositeNode, TriggerNode } from './compile.js';
import { childrenDueUs } from './due-index.js';
import type { NodeFiring, StepContext } from './step-context.js';
import { MAX_EVENTS_PER_FIRING, type Firing, type StoredFiring } from './trigger-state.js';

/** Takes the firing of any node: a root's goes out, a child's is offered to its parent, which may fire in turn. */
export function fireNode(context: StepContext, node: TriggerNode, reported: NodeFiring): void {
  const firing = completeFiring(context, node, reported);
  if (node.parent < 0) {
    context.firings.push(firing);
    return;
  }
  context.childFirings.push(firing);
  const parent = context.compiled.nodes[node.parent] as CompositeNode;
  // What says that it occurred in the future occurs now: it must not push its siblings out of the window.
  const atUs = Math.min(reported.atUs, context.nowUs);
  if (firing.state === 'Triggered') offerToParent(context, parent, node.path, { atUs, firing });
}

/** Forgets children's firings that no later one can join. */
export function forgetChildren({ state, due }: StepContext, node: CompositeNode, horizonUs: number): void {
  const groups = state.children[node.path] ?? {};
  for (const name of due[node.index]?.takeDue(horizonUs) ?? []) delete groups[name];
}

function offerToParent(context: StepContext, parent: CompositeNode, child: string, offered: StoredFiring): void {
  const key = parent.forEach.map((label) => offered.firing.triggering_labels[label] ?? '');
  const groups = (context.state.children[parent.path] ??= {});
  const name = JSON.stringify(key);
  const stored = withinWindow(parent, upsert(groups[name] ?? {}, child, offered));
  const isComplete = stored[child] !== undefined && isReady(parent, stored);
  if (isComplete || Object.keys(stored).length === 0) {
    delete groups[name];
    context.due[parent.index]?.delete(name);
  } else {
    groups[name] = stored;
    context.due[parent.index]?.set(name, childrenDueUs(parent, stored));
  }
  if (!isComplete) return;
  const firings = inOrder(Object.values(stored));
  fireNode(context, parent, {
    key,
    event: offered.firing.triggering_event,
    events: uniqueEvents(firings.flatMap(({ firing }) => firing.triggering_events)),
    atUs: Math.max(...firings.map(({ atUs }) => atUs)),
    children: firings.map(({ firing }) => firing),
  });
}

/** Of two firings of one child the newer in event time stays; of two at the same moment the later one. */
function upsert(
  stored: Record<string, StoredFiring>,
  child: string,
  offered: StoredFiring,
): Record<string, StoredFiring> {
  const known = stored[child];
  return known && known.atUs > offered.atUs ? stored : { ...stored, [child]: offered };
}

/** Drops what lies further back from the newest than the window reaches (its end included). */
function withinWindow(parent: CompositeNode, stored: Record<string, StoredFiring>): Record<string, StoredFiring> {
  if (parent.withinUs === null || parent.needed === 1) return stored;
  const oldestUs = Math.max(...Object.values(stored).map(({ atUs }) => atUs)) - parent.withinUs;
  return Object.fromEntries(Object.entries(stored).filter(([, { atUs }]) => atUs >= oldestUs));
}

function isReady(
  { trigger, children, needed }: CompositeNode,
  stored: Readonly<Record<string, StoredFiring>>,
): boolean {
  const fired = children.flatMap((child) => stored[child] ?? []);
  if (needed === 0 || fired.length < needed) return false;
  return trigger.type === 'compound' || fired.every((firing, step) => inOrder(fired)[step] === firing);
}

function inOrder(fired: readonly StoredFiring[]): StoredFiring[] {
  return [...fired].sort((left, right) => left.atUs - right.atUs || left.firing.sequence - right.firing.sequence);
}

function uniqueEvents(events: readonly string[]): string[] {
  return [...new Set(events)].slice(-MAX_EVENTS_PER_FIRING);
}

function completeFiring({ state, nowUs }: StepContext, node: TriggerNode, firing: NodeFiring): Firing {
  const labels = node.forEach.map((label, index) => [label, firing.key[index] ?? ''] as const);
  return {
    sequence: state.firings++,
    state: firing.state ?? 'Triggered',
    trigger: node.path,
    trigger_id: node.id,
    bucketing_key: firing.key,
    triggering_labels: Object.fromEntries(labels),
    triggering_event: firing.event,
    triggering_events: firing.events,
    triggering_value: firing.value ?? null,
    triggered: formatInstantUs(nowUs),
    occurred: formatInstantUs(firing.atUs),
    triggering_firings: firing.children ?? [],
  };
}
