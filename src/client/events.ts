// Events from the client: send them, find them, follow them.
import { buildEvent, type EventToEmit } from '../domain/events/emitted-events.js';
import type { Event, ReceivedEvent } from '../domain/events/event.js';
import type { EventFilterInput } from '../domain/filters/event-filter.js';
import { openEventStream, type EventStream, type StreamEventsOptions } from './event-stream.js';
import { randomId } from './random-id.js';
import type { Transport } from './transport.js';

export interface ListEventsOptions {
  /** At most so many, in the filter's order (newest first by default). @default 50 */
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

export interface EventsClient {
  /**
   * Sends an event, or several as one batch of which all or none are taken; durable when it resolves. A repeat after a lost
   * answer changes nothing, since the ids stay the same.
   *
   * @returns the events as sent, with their ids
   * @throws `request-invalid` naming the fields, `payload-too-large`, `too-many-requests`
   */
  emit(event: EventToEmit): Promise<Event>;
  emit(events: readonly EventToEmit[]): Promise<Event[]>;
  /** Events that fit, fetched in pages. */
  filter(filter?: EventFilterInput, options?: ListEventsOptions): Promise<ReceivedEvent[]>;
  /** Opens a stream of events; what happens after it resolves is in it, and it outlives a broken connection. */
  stream(options?: StreamEventsOptions): Promise<EventStream>;
}

interface Page {
  readonly events: ReceivedEvent[];
  readonly next_page: string | null;
}

const PAGE_EVENTS = 50;

/** The calls about events. */
export function createEventsClient(transport: Transport): EventsClient {
  function emit(event: EventToEmit): Promise<Event>;
  function emit(events: readonly EventToEmit[]): Promise<Event[]>;
  async function emit(given: EventToEmit | readonly EventToEmit[]): Promise<Event | Event[]> {
    const build = (event: EventToEmit) => buildEvent(event, { id: randomId(), occurred: new Date().toISOString() });
    const body = isList(given) ? given.map(build) : [build(given)];
    if (body.length > 0) await transport.send({ method: 'POST', path: '/events', body, repeatable: true });
    return isList(given) ? body : (body[0] as Event);
  }

  async function filter(wanted: EventFilterInput = {}, options: ListEventsOptions = {}): Promise<ReceivedEvent[]> {
    const { limit = PAGE_EVENTS, signal } = options;
    const body = { filter: wanted, limit: Math.min(limit, PAGE_EVENTS) };
    const request = { method: 'POST', path: '/events/filter', body, repeatable: true, signal } as const;
    let { document: page } = await transport.send<Page>(request);
    const events = [...page.events];
    while (page.next_page !== null && events.length < limit) {
      const query = { 'page-token': new URL(page.next_page).searchParams.get('page-token') ?? '' };
      page = (await transport.send<Page>({ method: 'GET', path: '/events/filter/next', query, signal })).document;
      events.push(...page.events);
    }
    return events.slice(0, limit);
  }

  return { emit, filter, stream: (options) => openEventStream(transport, options) };
}

function isList(given: EventToEmit | readonly EventToEmit[]): given is readonly EventToEmit[] {
  return Array.isArray(given);
}
