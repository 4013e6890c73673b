// What the feed of events asks for.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { ReceivedEvent } from '../../domain/events/event.js';
import type { CountRow } from '../dashboard/dashboard-queries.js';
import { ask, read } from '../server/connection.js';
import { spanOf, toEventFilter, type EventSearch } from './event-search.js';

interface EventPage {
  readonly events: ReceivedEvent[];
  readonly total: number;
  readonly next_page: string | null;
}

/** Events that fit, newest first, page after page. */
export const eventsQuery = (search: EventSearch) =>
  infiniteQueryOptions({
    queryKey: ['events', 'list', search],
    queryFn: ({ pageParam: token, signal }) =>
      token === null
        ? ask<EventPage>('/events/filter', { filter: toEventFilter(search, Date.now()), limit: 50 }, signal)
        : read<EventPage>(`/events/filter/next?page-token=${encodeURIComponent(token)}`, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_page }) => next_page && new URL(next_page).searchParams.get('page-token'),
  });

const MINUTE_MS = 60_000;
const BARS = 60;

/** Counts over the span of the search, in about sixty steps. */
export const eventChartQuery = (search: EventSearch) =>
  queryOptions({
    queryKey: ['events', 'chart', search],
    queryFn: ({ signal }) => {
      const nowMs = Date.now();
      const [sinceMs, untilMs] = spanOf(search, nowMs);
      const minutes = Math.max(1, Math.ceil((untilMs - sinceMs) / MINUTE_MS / BARS));
      const body = { filter: toEventFilter(search, nowMs), time_unit: 'minute', time_interval: minutes };
      return ask<CountRow[]>('/events/count-by/time', body, signal);
    },
  });

/** One event by its id, wherever in the log it is; null when it is not, or no longer. An event never changes. */
export const eventQuery = (id: string) =>
  queryOptions({
    queryKey: ['event', id],
    queryFn: async ({ signal }) => {
      const page = await ask<EventPage>('/events/filter', { filter: { id: { id: [id] } }, limit: 1 }, signal);
      return page.events[0] ?? null;
    },
    staleTime: Infinity,
  });
