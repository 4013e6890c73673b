// The events of automations themselves: created, updated, deleted, stopped. Written in the transaction of the change.
import type { Automation } from '../../domain/automations/automation.js';
import type { Event } from '../../domain/events/event.js';
import { thingEvent } from '../events/thing-event.js';
import type { ServiceContext } from '../service-context.js';

/** The event of what happened to an automation. */
export function automationEvent(
  context: Pick<ServiceContext, 'now' | 'newId'>,
  what: 'created' | 'updated' | 'deleted' | 'stopped',
  automation: Automation,
  payload: Record<string, unknown> = { ...automation },
): Event {
  return thingEvent(context, 'automation', what, automation, { payload });
}
