// `/api/events/out`: the client says which events it wants, gets those of the last quarter of an hour if it asks for them,
// then what comes in, in order of arrival and each once. A slow reader is late, and misses nothing.
import { z } from 'zod';
import type { WebSocket } from 'ws';
import { eventFilterSchema, type EventFilter } from '../../domain/filters/event-filter.js';
import { describeFields, fieldErrorsOf } from '../../domain/field-errors.js';
import { compareInstants, toInstant } from '../../domain/instants.js';
import { followEvents } from '../../services/events/follow-events.js';
import type { ServiceContext } from '../../services/service-context.js';
import { closeWith, parseJson, type SocketInbox } from './socket-inbox.js';

const PROTOCOL_ERROR = 1002;
const INTERNAL_ERROR = 1011;
const FILTER_LIMIT_MS = 30_000;
const LONGEST_BACKFILL_MS = 15 * 60_000;
/** How soon a closed socket is noticed while nothing comes in. */
const IDLE_MS = 1_000;

const requestSchema = z.object({
  type: z.literal('filter'),
  filter: eventFilterSchema,
  backfill: z.boolean().nullish(),
});

/** Sends events until either side closes. */
export async function servePublication(context: ServiceContext, socket: WebSocket, inbox: SocketInbox): Promise<void> {
  const message = parseJson(await inbox.next(FILTER_LIMIT_MS));
  inbox.ignoreFurther();
  if ((message as { type?: unknown } | null | undefined)?.type !== 'filter') {
    return closeWith(socket, PROTOCOL_ERROR, "Expected 'filter' message");
  }
  const parsed = requestSchema.safeParse(message);
  if (!parsed.success) {
    return closeWith(socket, PROTOCOL_ERROR, `Invalid filter: ${describeFields(fieldErrorsOf(parsed.error))}`);
  }
  const { filter, backfill } = parsed.data;
  try {
    await publish(context, socket, lately(filter, context.now()), backfill !== false);
  } catch (error) {
    context.log.warn({ err: error }, 'a stream of events ended');
    closeWith(socket, INTERNAL_ERROR, 'Events cannot be read for now');
  }
}

async function publish(context: ServiceContext, socket: WebSocket, filter: EventFilter, backfill: boolean) {
  const followed = followEvents(context, filter, { from: backfill ? 'filter' : 'now', idleMs: IDLE_MS });
  for await (const { event } of followed) {
    if (socket.readyState !== socket.OPEN) break;
    if (event !== null) await send(socket, JSON.stringify({ type: 'event', event }));
  }
}

/** At most a quarter of an hour back, as the reference has it. */
function lately(filter: EventFilter, now: Date): EventFilter {
  const earliest = toInstant(new Date(now.getTime() - LONGEST_BACKFILL_MS));
  const asked = filter.occurred?.since ?? earliest;
  const since = compareInstants(asked, earliest) < 0 ? earliest : asked;
  return { ...filter, occurred: { since, until: filter.occurred?.until } };
}

/** Resolves when the text has left this process; a socket that closes meanwhile is seen by the next look at it. */
function send(socket: WebSocket, text: string): Promise<void> {
  return new Promise((resolve) => socket.send(text, () => resolve()));
}
