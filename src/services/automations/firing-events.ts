// The events of firings and their actions, with the reference's names and resources. Their ids are made from the firing,
// so an activity that is repeated tells of it once. Each carries the causal chain.
import type { ActionRequest, FiringRequest } from '../../contract/automations.js';
import { CAUSAL_DEPTH_LABEL, CAUSED_BY_LABEL } from '../../domain/events/causal-chain.js';
import type { Event, ReceivedEvent, RelatedResource, Resource } from '../../domain/events/event.js';
import { leaderOf } from '../../domain/events/leader.js';
import { deriveId } from '../../domain/ids.js';

/** `prefect.automation.triggered` or `.resolved`. */
export function triggeredEvent(request: FiringRequest, triggering: ReceivedEvent | null): Event {
  const { id, automation, firing } = request;
  const name = firing.state === 'Resolved' ? 'resolved' : 'triggered';
  return {
    id: triggeredEventId(id),
    occurred: firing.triggered,
    event: `prefect.automation.${name}`,
    resource: automationResource(request),
    related: triggering ? [eventResource(triggering.id, 'triggering-event')] : [],
    payload: {
      triggering_labels: firing.triggering_labels,
      triggering_event: triggering,
      automation_id: automation.id,
      firing_id: id,
    },
    follows: null,
  };
}

/** The two events of an action: that it was triggered, and what came of it. */
export function actionEvents(
  request: ActionRequest,
  outcome: { readonly reason: string | null; readonly details: Readonly<Record<string, unknown>>; readonly at: string },
  triggering: ReceivedEvent | null,
): Event[] {
  const { id, index, action, firing } = request;
  const payload = { action_index: index, action_type: action.type, invocation: request.idempotency_key };
  const triggered: Event = {
    id: deriveId('action-triggered', id, index),
    occurred: firing.triggered,
    event: 'prefect.automation.action.triggered',
    resource: { ...automationResource(request), 'prefect.trigger-type': request.automation.trigger.type },
    related: [...resultResources(outcome.details), ...causes(id, triggering)],
    payload,
    follows: leaderOf(triggering, firing.triggered),
  };
  const failed = outcome.reason !== null;
  return [
    triggered,
    {
      ...triggered,
      id: deriveId(failed ? 'action-failed' : 'action-executed', id, index),
      occurred: outcome.at,
      event: `prefect.automation.action.${failed ? 'failed' : 'executed'}`,
      payload: { ...payload, ...(failed ? { reason: outcome.reason } : {}), ...outcome.details },
      follows: triggered.id,
    },
  ];
}

/** The id of a firing's own event: what `actions_on_trigger` see as the triggering one. */
export function triggeredEventId(firingId: string): string {
  return deriveId('automation-triggered', firingId);
}

function automationResource({ id, automation, depth }: FiringRequest): Resource {
  const posture: Resource =
    automation.trigger.type === 'event' ? { 'prefect.posture': automation.trigger.posture } : {};
  return {
    'prefect.resource.id': `prefect.automation.${automation.id}`,
    'prefect.resource.name': automation.name,
    ...posture,
    [CAUSAL_DEPTH_LABEL]: String(depth),
    [CAUSED_BY_LABEL]: id,
  };
}

function causes(firingId: string, triggering: ReceivedEvent | null): RelatedResource[] {
  const own = eventResource(triggeredEventId(firingId), 'automation-triggered-event');
  return triggering ? [own, eventResource(triggering.id, 'triggering-event')] : [own];
}

function eventResource(id: string, role: string): RelatedResource {
  return { 'prefect.resource.id': `prefect.event.${id}`, 'prefect.resource.role': role };
}

function resultResources(details: Readonly<Record<string, unknown>>): RelatedResource[] {
  const { target, target_name: targetName, flow_run_id: runId, flow_run_name: runName } = details;
  const { block, block_name: blockName, block_type: blockType } = details;
  const resource = (id: unknown, role: string, name?: unknown): RelatedResource[] =>
    typeof id === 'string'
      ? [
          {
            'prefect.resource.id': id,
            'prefect.resource.role': role,
            ...(typeof name === 'string' ? { 'prefect.resource.name': name } : {}),
          },
        ]
      : [];
  return [
    ...resource(target, 'target', targetName),
    ...resource(typeof runId === 'string' ? `prefect.flow-run.${runId}` : undefined, 'flow-run', runName),
    ...resource(block, 'block', blockName),
    ...resource(typeof blockType === 'string' ? `prefect.block-type.${blockType}` : undefined, 'block-type'),
  ];
}
