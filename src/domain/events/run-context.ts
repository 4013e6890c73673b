// What an event that was emitted inside a run is related to: the run, its flow, its deployment, its tags. Added where the
// event is taken in, since only there are the ids and names of all of them known.
import {
  MAX_RELATED_RESOURCES,
  RESOURCE_ID_LABEL,
  RESOURCE_NAME_LABEL,
  RESOURCE_ROLE_LABEL,
  type Event,
  type RelatedResource,
} from './event.js';

interface Named {
  readonly id: string;
  /** Null: not on record yet. */
  readonly name: string | null;
}

export interface RunContext {
  readonly flowRun: Named;
  /** The task that emitted it; null: the flow itself did. */
  readonly taskRun: Named | null;
  readonly flow: Named | null;
  readonly deployment: Named | null;
  readonly tags: readonly string[];
  /** Labels that say which firing led to the run; see causal-chain.ts. */
  readonly causalLabels: Readonly<Record<string, string>>;
}

/**
 * The event with what it was emitted in as related resources, behind its own; what is involved already is not added again,
 * and at most 100 are kept. The labels of the causal chain stand on the flow run, so that the event's own resource stays
 * as it was emitted.
 */
export function addRunContext(event: Event, context: RunContext): Event {
  const { flowRun, taskRun, flow, deployment, tags, causalLabels } = context;
  const added: RelatedResource[] = [
    { ...namedResource('flow-run', flowRun), ...causalLabels },
    ...(taskRun ? [namedResource('task-run', taskRun)] : []),
    ...(flow ? [namedResource('flow', flow)] : []),
    ...(deployment ? [namedResource('deployment', deployment)] : []),
    ...[...new Set(tags)]
      .sort()
      .map((tag) => ({ [RESOURCE_ID_LABEL]: `prefect.tag.${tag}`, [RESOURCE_ROLE_LABEL]: 'tag' })),
  ];
  const involved = new Set([event.resource, ...event.related].map((resource) => resource[RESOURCE_ID_LABEL]));
  const fresh = added.filter((resource) => !involved.has(resource[RESOURCE_ID_LABEL]));
  return { ...event, related: [...event.related, ...fresh].slice(0, MAX_RELATED_RESOURCES) };
}

function namedResource(kind: string, { id, name }: Named): RelatedResource {
  const labels = { [RESOURCE_ID_LABEL]: `prefect.${kind}.${id}`, [RESOURCE_ROLE_LABEL]: kind };
  return name === null ? labels : { ...labels, [RESOURCE_NAME_LABEL]: name };
}
