// The event about a thing that the platform keeps, such as a deployment or a work pool: in one form for all of them, since
// rules find each by the same labels.
import type { Event, RelatedResource } from '../../domain/events/event.js';
import type { NamedThing } from '../../domain/events/related-resources.js';
import { nowInstant, type ServiceContext } from '../service-context.js';

export interface ThingEventParts {
  /** Further labels of the thing itself. @default none */
  readonly labels?: Readonly<Record<string, string>>;
  readonly related?: RelatedResource[];
  readonly payload?: Event['payload'];
  readonly follows?: string | null;
}

/** `prefect.{kind}.{what}` about `prefect.{kind}.{id}`, now. */
export function thingEvent(
  context: Pick<ServiceContext, 'now' | 'newId'>,
  kind: string,
  what: string,
  { id, name }: NamedThing,
  { labels, related = [], payload = {}, follows = null }: ThingEventParts = {},
): Event {
  return {
    id: context.newId(),
    occurred: nowInstant(context),
    event: `prefect.${kind}.${what}`,
    resource: { 'prefect.resource.id': `prefect.${kind}.${id}`, 'prefect.resource.name': name, ...labels },
    related,
    payload,
    follows,
  };
}
