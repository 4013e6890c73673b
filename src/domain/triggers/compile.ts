// A trigger made ready to evaluate: the tree as a list of nodes in tree order, patterns read once. Everything the steps
// look up per event is worked out here, so that a trigger is compiled once and evaluated many times.
import { sortedLabels } from '../events/bucketing-key.js';
import { compileEventNames, type EventNames } from '../events/event-name.js';
import { compileMatching, matchesEvent, type CompiledMatching } from '../events/resource-match.js';
import type { Event } from '../events/event.js';
import type { CompoundTrigger, EventTrigger, MetricTrigger, SequenceTrigger, Trigger } from './trigger.js';

interface BaseNode {
  /** Position in the list of nodes; parents come before their children. */
  readonly index: number;
  /** `root`, `root.triggers[0]`, ... */
  readonly path: string;
  readonly id: string | null;
  /** Index of the parent; -1 for the root. */
  readonly parent: number;
  /** Labels that split this node's counting, sorted: its own and those of every trigger around it. */
  readonly forEach: readonly string[];
}
export interface EventNode extends BaseNode {
  readonly kind: 'event';
  readonly trigger: EventTrigger;
  readonly names: EventNames;
  readonly matching: CompiledMatching;
  readonly withinUs: number;
}
export interface MetricNode extends BaseNode {
  readonly kind: 'metric';
  readonly trigger: MetricTrigger;
  readonly matching: CompiledMatching;
}
export interface CompositeNode extends BaseNode {
  readonly kind: 'composite';
  readonly trigger: CompoundTrigger | SequenceTrigger;
  /** Paths of the children in order. */
  readonly children: readonly string[];
  /** How many different children must have fired; 0 means that it never fires. */
  readonly needed: number;
  readonly withinUs: number | null;
}
export type TriggerNode = EventNode | MetricNode | CompositeNode;

export interface CompiledTrigger {
  readonly trigger: Trigger;
  readonly nodes: readonly TriggerNode[];
}

const SECOND_US = 1_000_000;

/** Compiles a parsed trigger (see triggerSchema). Never throws for one that parsed. */
export function compileTrigger(trigger: Trigger): CompiledTrigger {
  const nodes: TriggerNode[] = [];
  addNode(trigger, 'root', -1, [], nodes);
  return { trigger, nodes };
}

/** True if a leaf is about this event: its name is interesting (event triggers) and it is what the leaf asks for. */
export function coversEvent(node: EventNode | MetricNode, event: Event): boolean {
  if (node.kind === 'event' && !node.names.isInteresting(event.event)) return false;
  return matchesEvent(node.matching, event);
}

/** True if any leaf of the trigger is about this event: whether it must be delivered to it at all. */
export function isInterested({ nodes }: CompiledTrigger, event: Event): boolean {
  return nodes.some((node) => node.kind !== 'composite' && coversEvent(node, event));
}

function addNode(trigger: Trigger, path: string, parent: number, outerLabels: string[], nodes: TriggerNode[]): void {
  const index = nodes.length;
  const ownLabels = 'for_each' in trigger ? trigger.for_each : [];
  const forEach = sortedLabels([...outerLabels, ...ownLabels]);
  const base = { index, path, parent, forEach, id: trigger.id ?? null };
  if (trigger.type === 'event' || trigger.type === 'metric') {
    nodes.push(leafNode(trigger, base));
    return;
  }
  const children = trigger.triggers.map((_, position) => `${path}.triggers[${position}]`);
  const withinUs = trigger.within === null ? null : trigger.within * SECOND_US;
  nodes.push({ ...base, kind: 'composite', trigger, children, withinUs, needed: neededChildren(trigger) });
  trigger.triggers.forEach((child, position) => addNode(child, children[position] as string, index, forEach, nodes));
}

function leafNode(trigger: EventTrigger | MetricTrigger, base: BaseNode): EventNode | MetricNode {
  const matching = compileMatching(trigger);
  if (trigger.type === 'metric') return { ...base, kind: 'metric', trigger, matching };
  const names = compileEventNames(trigger.expect, trigger.after);
  return { ...base, kind: 'event', trigger, names, matching, withinUs: trigger.within * SECOND_US };
}

function neededChildren(trigger: CompoundTrigger | SequenceTrigger): number {
  if (trigger.type === 'sequence' || trigger.require === 'all') return trigger.triggers.length;
  return trigger.require === 'any' ? 1 : trigger.require;
}
