// Why an event did or did not concern a trigger: for each leaf, which test it failed. For match previews and for the
// question why nothing happened.
import type { Event } from '../events/event.js';
import { bucketingKey } from '../events/bucketing-key.js';
import {
  exclusionsOf,
  labelMismatches,
  matchesRelated,
  type CompiledSpecification,
  type LabelMismatch,
} from '../events/resource-match.js';
import { coversEvent, type CompiledTrigger, type EventNode, type MetricNode } from './compile.js';

export interface EventExplanation {
  readonly trigger: string;
  readonly matches: boolean;
  /** `counts`, `opens`, both, or neither. A metric counts what matches. */
  readonly counts: boolean;
  readonly opens: boolean;
  /** The key it falls under; null when it does not match. */
  readonly bucketing_key: readonly string[] | null;
  /** What kept it from matching, in sentences. */
  readonly reasons: readonly string[];
}

/** Holds an event against every leaf of a trigger. */
export function explainEvent({ nodes }: CompiledTrigger, event: Event): EventExplanation[] {
  return nodes
    .filter((node) => node.kind !== 'composite')
    .map((node) => {
      const matches = coversEvent(node, event);
      return {
        trigger: node.path,
        matches,
        counts: matches && (node.kind === 'metric' || node.names.isExpected(event.event)),
        opens: matches && node.kind === 'event' && node.names.isOpening(event.event),
        bucketing_key: matches ? bucketingKey(event, node.forEach) : null,
        reasons: matches ? [] : reasonsAgainst(node, event),
      };
    });
}

function reasonsAgainst(node: EventNode | MetricNode, event: Event): string[] {
  const reasons: string[] = [];
  if (node.kind === 'event' && !node.names.isInteresting(event.event)) {
    const names = [...node.trigger.expect, ...node.trigger.after].join(', ');
    reasons.push(`the event is named '${event.event}', expected one of: ${names || 'any name'}`);
  }
  const { matching } = node;
  reasons.push(...labelMismatches(matching.resource, event.resource).map(describeMismatch));
  const missing = matching.related.filter((wanted) => !matchesRelated([wanted], event.related));
  reasons.push(...missing.map((wanted) => `no related resource has ${describeSpecification(wanted)}`));
  reasons.push(...exclusionsOf(matching, event).map((found) => `it is left out by ${describeSpecification(found)}`));
  return reasons;
}

function describeSpecification({ tests }: CompiledSpecification): string {
  return tests.map(({ label, patterns }) => `${label}: ${patterns.join(' or ')}`).join(', ');
}

function describeMismatch({ label, expected, found }: LabelMismatch): string {
  const wanted = expected.length === 0 ? 'nothing at all' : expected.join(' or ');
  return `label '${label}' is ${found === null ? 'missing' : `'${found}'`}, expected ${wanted}`;
}
