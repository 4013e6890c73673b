// Use case: pages of the event log by filter. What a page token holds is fixed by the first page (the filter, its span,
// the count), so that a walk over the pages sees each event once however many come in meanwhile.
import type { ReceivedEvent } from '../../domain/events/event.js';
import { fixSpan, type EventFilter, type SpannedEventFilter } from '../../domain/filters/event-filter.js';
import type { EventPlace } from '../../store/store.js';
import { nowInstant, type ServiceContext } from '../service-context.js';

/** Where a walk over pages stands. */
export interface EventWalk {
  readonly filter: SpannedEventFilter;
  /** How many events fitted when the walk began. */
  readonly count: number;
  readonly page_size: number;
  /** How many events the pages before held. */
  readonly offset: number;
  readonly after: EventPlace | null;
  /** Where the log ended when the walk began; what arrives later is not in it, whenever it occurred. */
  readonly up_to: number;
}

export interface EventPage {
  readonly events: ReceivedEvent[];
  readonly total: number;
  /** Null: this page is the last. */
  readonly next: EventWalk | null;
}

/** The first page of the events that fit. */
export async function filterEvents(context: ServiceContext, asked: EventFilter, pageSize: number): Promise<EventPage> {
  const filter = fixSpan(asked, nowInstant(context));
  const { events, eventQueries } = context.store;
  const up_to = await events.lastPosition();
  const count = await eventQueries.count(filter);
  return readEventPage(context, { filter, count, page_size: pageSize, offset: 0, after: null, up_to });
}

/** The page at which a walk stands. */
export async function readEventPage(context: ServiceContext, walk: EventWalk): Promise<EventPage> {
  const { filter, count, page_size: size } = walk;
  const rows = await context.store.eventQueries.list(filter, size, walk.after, walk.up_to);
  const [last, offset] = [rows.at(-1), walk.offset + size];
  const next = last && rows.length === size && offset < count;
  const after = last ? { occurred: last.event.occurred, position: last.position } : null;
  return { events: rows.map(({ event }) => event), total: count, next: next ? { ...walk, offset, after } : null };
}
