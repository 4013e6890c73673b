// A stream of events that outlives its connection: when that breaks it is opened again behind the last event that came,
// so nothing is missed and nothing comes twice.
import { SluiceError } from '../domain/errors.js';
import type { ReceivedEvent } from '../domain/events/event.js';
import type { EventFilterInput } from '../domain/filters/event-filter.js';
import { backoffMs } from './backoff.js';
import { readServerSentEvents, type ServerSentEvent } from './event-lines.js';
import { sleep } from './sleep.js';
import type { Transport } from './transport.js';

export interface StreamEventsOptions {
  /** Which events; with `occurred.since`, stored ones since then come first. @default all that come in */
  readonly filter?: EventFilterInput;
  /** Goes on behind this place: `lastEventId` of an earlier stream. */
  readonly lastEventId?: string;
  /** Ends the stream, without an error. */
  readonly signal?: AbortSignal;
}

/** Events in order of arrival; iterate it once. It ends by `break`, or by the signal. */
export interface EventStream extends AsyncIterable<ReceivedEvent> {
  /** Everything up to this place was given. */
  readonly lastEventId: string;
}

const FIRST_DELAY_MS = 200;

/**
 * Opens a stream. What happens after this resolves is in it.
 *
 * @throws SluiceError the server's refusal, or `platform-unavailable`; while iterating only the former
 */
export async function openEventStream(transport: Transport, options: StreamEventsOptions = {}): Promise<EventStream> {
  const { signal } = options;
  const closing = new AbortController();
  const ending = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;
  let lastEventId = options.lastEventId;
  const connect = async (): Promise<AsyncGenerator<ServerSentEvent, void>> => {
    const body = await transport.open({
      method: 'GET',
      path: '/events/stream',
      query: { filter: options.filter && JSON.stringify(options.filter) },
      headers: lastEventId === undefined ? {} : { 'last-event-id': lastEventId },
      signal: ending,
    });
    return readServerSentEvents(body);
  };
  let connection = await connect();
  // The first thing the server says is where the stream begins.
  const first = await connection.next();
  if (!first.done) lastEventId = first.value.id ?? lastEventId;

  async function* iterate(): AsyncGenerator<ReceivedEvent, void> {
    try {
      for (let failures = 0; !ending.aborted; failures += 1) {
        try {
          for await (const { id, data } of connection) {
            failures = 0;
            lastEventId = id ?? lastEventId;
            if (data !== '') yield JSON.parse(data) as ReceivedEvent;
          }
        } catch (error) {
          if (!ending.aborted && !isPassing(error)) throw error;
        }
        if (ending.aborted) return;
        await sleep(backoffMs(failures + 1, FIRST_DELAY_MS, Math.random), ending).catch(() => undefined);
        if (ending.aborted) return;
        connection = reconnecting(connect);
      }
    } finally {
      closing.abort();
    }
  }
  return {
    [Symbol.asyncIterator]: iterate,
    get lastEventId() {
      return lastEventId ?? '0';
    },
  };
}

/** A connection that is opened when it is read, so that its failure is one of reading. */
async function* reconnecting(
  connect: () => Promise<AsyncGenerator<ServerSentEvent, void>>,
): AsyncGenerator<ServerSentEvent, void> {
  yield* await connect();
}

/** A broken connection, or a server that is away for a while. */
function isPassing(error: unknown): boolean {
  return !(error instanceof SluiceError) || ['platform-unavailable', 'too-many-requests'].includes(error.code);
}
