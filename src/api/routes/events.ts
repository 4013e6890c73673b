// Events over HTTP: taking them in, pages and counts of the log, and the stream for browsers. The WebSockets are in
// event-sockets/, since they begin before a route can.
import { z } from 'zod';
import { eventSchema, receivedEventSchema } from '../../domain/events/event.js';
import { eventFilterSchema } from '../../domain/filters/event-filter.js';
import { countEvents, EVENT_COUNTABLES, TIME_UNITS } from '../../services/events/count-events.js';
import { filterEvents, readEventPage, type EventPage } from '../../services/events/filter-events.js';
import { receiveEvents } from '../../services/events/receive-events.js';
import type { ServiceContext } from '../../services/service-context.js';
import { readPageToken, writePageToken } from '../event-page-token.js';
import { eventStream, eventStreamQuery } from '../event-stream.js';
import { defaulting, optionalParts } from '../route-documents.js';
import { answer, defineRoute, type AnyRoute } from '../route.js';
import { answerStream, STREAM_ANSWER } from '../server-sent-events.js';

const tag = 'events';
const MOST_PER_PAGE = 50;
const MOST_PER_BATCH = 10_000;

const pageSchema = z.object({
  events: z.array(receivedEventSchema),
  total: z.number().int(),
  /** Address of the next page; null on the last. */
  next_page: z.string().nullable(),
});
const countSchema = z.object({
  value: z.string(),
  label: z.string(),
  count: z.number().int(),
  start_time: z.string(),
  end_time: z.string(),
});

export function eventRoutes(context: ServiceContext): AnyRoute[] {
  return [
    defineRoute({
      method: 'post',
      path: '/events',
      tag,
      summary: 'Takes events in.',
      description:
        'The whole batch is durable when this is answered, or nothing of it was taken: one event that does not fit refuses the batch, and its index is in `errors[].path`. Events with an id that was seen before change nothing, so a batch may be sent again.',
      body: z.array(eventSchema).max(MOST_PER_BATCH),
      refusalNote: 'Nothing of the batch was taken.',
      answers: { 204: { description: 'Taken.' } },
      problems: ['too-many-requests', 'store-unavailable'],
      handle: async ({ body }) => {
        await receiveEvents(context, body);
        return answer(204);
      },
    }),
    defineRoute({
      method: 'post',
      path: '/events/filter',
      tag,
      summary: 'Lists events by pages.',
      body: optionalParts({
        filter: eventFilterSchema.nullish(),
        limit: defaulting(z.number().int().min(0).max(MOST_PER_PAGE), MOST_PER_PAGE),
      }),
      answers: { 200: { description: 'The first page.', schema: pageSchema } },
      handle: async ({ body, ...request }) => {
        const filter = body.filter ?? eventFilterSchema.parse({});
        return answer(200, toPage(await filterEvents(context, filter, body.limit), request));
      },
    }),
    defineRoute({
      method: 'get',
      path: '/events/filter/next',
      tag,
      summary: 'The next page of a list of events, at the address that the page before gave.',
      query: z.object({ 'page-token': z.string() }),
      answers: { 200: { description: 'The page.', schema: pageSchema } },
      handle: async ({ query, ...request }) => {
        const walk = readPageToken(query['page-token']);
        return answer(200, toPage(await readEventPage(context, walk), request));
      },
    }),
    defineRoute({
      method: 'post',
      path: '/events/count-by/:countable',
      tag,
      summary: 'Counts events by name, by resource, or over time.',
      params: z.object({ countable: z.enum(EVENT_COUNTABLES) }),
      body: z.object({
        filter: eventFilterSchema,
        time_unit: defaulting(z.enum(TIME_UNITS), 'day'),
        time_interval: defaulting(z.number().min(0.01), 1),
      }),
      answers: { 200: { description: 'The counts.', schema: z.array(countSchema) } },
      handle: async ({ params, body }) => answer(200, await countEvents(context, params.countable, body)),
    }),
    defineRoute({
      method: 'get',
      path: '/events/stream',
      tag,
      summary: 'Events as they come in, as server-sent events.',
      description:
        'Each carries its position as id. A browser that connects again sends the last one it got (`Last-Event-ID`) and misses nothing. Without it only what comes in is sent, unless the filter has `occurred.since`.',
      query: eventStreamQuery,
      answers: { 200: STREAM_ANSWER },
      handle: ({ query, ...request }) => answerStream(eventStream(context, query, request.header('last-event-id'))),
    }),
  ];
}

function toPage({ events, total, next }: EventPage, request: { header(name: string): string | undefined }) {
  const scheme = request.header('x-forwarded-proto') === 'https' ? 'https' : 'http';
  const base = `${scheme}://${request.header('host') ?? 'localhost'}/api/events/filter/next`;
  const next_page = next && `${base}?page-token=${encodeURIComponent(writePageToken(next))}`;
  return { events, total, next_page };
}
