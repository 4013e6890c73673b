// `/api/events/in`: each text message is an event. There is no answer to an event; a ping is answered once everything
// before it is durable, which is how the reference's clients learn what they need not send again.
import type { WebSocket } from 'ws';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventSchema, type Event } from '../../domain/events/event.js';
import { isSluiceError } from '../../domain/errors.js';
import { describeFields, fieldErrorsOf } from '../../domain/field-errors.js';
import { receiveEvents } from '../../services/events/receive-events.js';
import type { ServiceContext } from '../../services/service-context.js';
import { closeWith, parseJson, type SocketEntry, type SocketInbox } from './socket-inbox.js';

const INTERNAL_ERROR = 1011;
const EVENTS_AT_ONCE = 200;
const FULL_RETRY_MS = 500;

/** Takes events in until the socket closes. One that does not fit closes it (1011), after those before it were taken. */
export async function serveIntake(context: ServiceContext, socket: WebSocket, inbox: SocketInbox): Promise<void> {
  try {
    for (let entries = await inbox.takeAll(); entries.length > 0; entries = await inbox.takeAll()) {
      await handle(context, socket, inbox, entries);
    }
  } catch (error) {
    closeWith(socket, INTERNAL_ERROR, error instanceof Error ? error.message : 'The event could not be taken in');
  }
}

async function handle(
  context: ServiceContext,
  socket: WebSocket,
  inbox: SocketInbox,
  entries: readonly SocketEntry[],
): Promise<void> {
  let batch: Event[] = [];
  const flush = async () => {
    await takeIn(context, socket, batch);
    batch = [];
  };
  for (const entry of entries) {
    if ('ping' in entry) {
      await flush();
      inbox.pong(entry.ping);
      continue;
    }
    const parsed = eventSchema.safeParse(parseJson(entry.text));
    if (!parsed.success) {
      await flush();
      throw new Error(`Invalid event: ${describeFields(fieldErrorsOf(parsed.error))}`);
    }
    if (batch.push(parsed.data) >= EVENTS_AT_ONCE) await flush();
  }
  await flush();
}

/** While too many events wait to be evaluated, this sender waits as well; nothing is dropped. */
async function takeIn(context: ServiceContext, socket: WebSocket, batch: readonly Event[]): Promise<void> {
  for (;;) {
    try {
      await receiveEvents(context, batch);
      return;
    } catch (error) {
      if (!isSluiceError(error, 'too-many-requests') || socket.readyState !== socket.OPEN) throw error;
      await sleep(FULL_RETRY_MS);
    }
  }
}
