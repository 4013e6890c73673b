// Events that code of ours or of users' emits: what the caller may leave out, and the event that comes of it. Apart
// because flows, tasks and clients build theirs by the same rules, each with its own clock and ids.
import { SluiceError } from '../errors.js';
import { describeFields, fieldErrorsOf } from '../field-errors.js';
import { eventBytes, eventSchema, MAX_EVENT_BYTES, type Event, type RelatedResource, type Resource } from './event.js';
import { leaderOf } from './leader.js';

export interface EventToEmit {
  /** What happened, such as `order.created`. */
  readonly event: string;
  /** What it happened to: labels, `prefect.resource.id` among them; or just that id. */
  readonly resource: Resource | string;
  /** What else took part; each holds `prefect.resource.id` and `prefect.resource.role`. @default [] */
  readonly related?: readonly RelatedResource[];
  /** Further JSON facts. @default {} */
  readonly payload?: Readonly<Record<string, unknown>>;
  /** ISO 8601. @default now */
  readonly occurred?: string;
  /** A UUID; an event with an id that was seen before changes nothing. @default a new one */
  readonly id?: string;
  /** An event known to have come before; one more than five minutes away is not kept. */
  readonly follows?: Event | string | null;
}

/**
 * The event to send.
 *
 * @throws SluiceError `request-invalid` naming the fields that are wrong; `payload-too-large` beyond 1,500,000 bytes
 */
export function buildEvent(given: EventToEmit, missing: { readonly id: string; readonly occurred: string }): Event {
  const { resource, follows, occurred = missing.occurred, id = missing.id } = given;
  const draft = {
    ...given,
    id,
    occurred,
    resource: typeof resource === 'string' ? { 'prefect.resource.id': resource } : resource,
    follows: typeof follows === 'object' && follows !== null ? leaderOf(follows, occurred) : (follows ?? null),
  };
  const parsed = eventSchema.safeParse(draft);
  if (!parsed.success) {
    const fields = fieldErrorsOf(parsed.error);
    throw new SluiceError('request-invalid', `The event is not valid. ${describeFields(fields)}.`, { fields });
  }
  const bytes = eventBytes(parsed.data);
  if (bytes <= MAX_EVENT_BYTES) return parsed.data;
  throw new SluiceError('payload-too-large', `The event is ${bytes} bytes; at most ${MAX_EVENT_BYTES} are taken.`);
}
