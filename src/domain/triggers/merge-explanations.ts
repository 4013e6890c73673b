// What several workflows of one automation tell, as one: each holds the windows of its own keys of the same trigger.
import type {
  BucketExplanation,
  CompositeNodeExplanation,
  EventNodeExplanation,
  TriggerExplanation,
} from './explain.js';

/** Merges explanations of the same trigger, at least one; the earliest windows first, at most `limit` a node. */
export function mergeExplanations(parts: readonly TriggerExplanation[], limit = 100): TriggerExplanation {
  const [first, ...rest] = parts;
  if (!first) throw new RangeError('expected at least one explanation');
  if (rest.length === 0) return first;
  const checks = parts.flatMap(({ next_check }) => next_check ?? []).sort();
  return {
    firings: parts.reduce((sum, part) => sum + part.firings, 0),
    event_time: parts.map(({ event_time }) => event_time).sort()[0] as string,
    lag_seconds: Math.max(...parts.map(({ lag_seconds }) => lag_seconds)),
    next_check: checks[0] ?? null,
    nodes: first.nodes.map((node, index) => {
      const same = parts.map(({ nodes }) => nodes[index]);
      if (node.type === 'event') return mergeEventNodes(same as EventNodeExplanation[], limit);
      return node.type === 'metric' ? node : mergeGroups(same as CompositeNodeExplanation[], limit);
    }),
    held_events: parts.flatMap(({ held_events }) => held_events),
  };
}

function mergeEventNodes(nodes: readonly EventNodeExplanation[], limit: number): EventNodeExplanation {
  const buckets = nodes
    .flatMap((node) => node.buckets)
    .sort(byStart)
    .slice(0, limit);
  const open = nodes.reduce((sum, node) => sum + node.open_buckets, 0);
  const [first] = nodes as [EventNodeExplanation];
  return { ...first, open_buckets: open, buckets, waits_for: open > 0 ? null : first.waits_for };
}

function mergeGroups(nodes: readonly CompositeNodeExplanation[], limit: number): CompositeNodeExplanation {
  const [first] = nodes as [CompositeNodeExplanation];
  return { ...first, groups: nodes.flatMap(({ groups }) => groups).slice(0, limit) };
}

function byStart(left: BucketExplanation, right: BucketExplanation): number {
  return left.start < right.start ? -1 : Number(left.start > right.start);
}
