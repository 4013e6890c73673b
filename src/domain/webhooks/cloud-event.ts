// A CloudEvent as an event of ours, the way the reference's filter `from_cloud_event` reads it: what it is about is the
// resource, its data goes under `payload.data` and everything else it says under `payload.cloudevents`.
import type { EventInput } from '../events/event.js';
import { RESOURCE_ID_LABEL } from '../events/event.js';
import { deriveId, isUuid } from '../ids.js';

/** Attributes of a CloudEvent by their names, `data` among them. */
export type CloudEventDocument = Readonly<Record<string, unknown>>;

/**
 * The event of a CloudEvent. Source and id name a CloudEvent once and for all, so one that comes twice is one event.
 *
 * @param cloudEvent - a valid one, of specification 1.0 or 0.3
 */
export function eventOfCloudEvent({ data, data_base64, ...attributes }: CloudEventDocument): EventInput {
  const text = (name: string): string => (typeof attributes[name] === 'string' ? attributes[name] : '');
  const id = text('id').toLowerCase();
  const known = Object.fromEntries(Object.entries(attributes).filter(([, value]) => value != null));
  return {
    id: isUuid(id) ? id : deriveId('cloud-event', text('source'), text('id')),
    occurred: text('time'),
    event: text('type'),
    resource: { [RESOURCE_ID_LABEL]: text('subject') || text('source') },
    payload: { data: data ?? data_base64 ?? null, cloudevents: known },
  };
}
