// The events of automations themselves: created, updated, deleted, stopped. Written in the transaction of the change.
import type { Automation } from '../../domain/automations/automation.js';
import type { Event } from '../../domain/events/event.js';
import { nowInstant, type ServiceContext } from '../service-context.js';

/** The event of what happened to an automation. */
export function automationEvent(
  context: Pick<ServiceContext, 'now' | 'newId'>,
  what: 'created' | 'updated' | 'deleted' | 'stopped',
  automation: Automation,
  payload: Record<string, unknown> = { ...automation },
): Event {
  return {
    id: context.newId(),
    occurred: nowInstant(context),
    event: `prefect.automation.${what}`,
    resource: {
      'prefect.resource.id': `prefect.automation.${automation.id}`,
      'prefect.resource.name': automation.name,
    },
    related: [],
    payload,
    follows: null,
  };
}
