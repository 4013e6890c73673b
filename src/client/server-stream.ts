// A stream of server-sent events that outlives its connection: when that breaks, or nothing comes where something should,
// it is opened again behind the last message that came, so nothing is missed and nothing comes twice.
import { SluiceError } from '../domain/errors.js';
import { backoffMs } from './backoff.js';
import { readServerSentEvents, type ServerSentEvent } from './event-lines.js';
import { sleep } from './sleep.js';
import type { ApiRequest, Transport } from './transport.js';

export interface ServerStreamOptions {
  /** Below the API address. */
  readonly path: string;
  readonly query?: ApiRequest['query'];
  /** Goes on behind this place. */
  readonly lastEventId?: string;
  /** Ends the stream, without an error. */
  readonly signal?: AbortSignal;
  /** Told when the connection breaks, and when it is there again. */
  readonly onConnection?: (isConnected: boolean) => void;
}

/** Messages in order; iterate it once. It ends by `break`, or by the signal. */
export interface ServerStream extends AsyncIterable<ServerSentEvent> {
  /** Everything up to this place was given; undefined before the first message. */
  readonly lastEventId: string | undefined;
}

const FIRST_DELAY_MS = 200;
/** The server sends something every ten seconds; a connection that is silent for longer is dead. */
const SILENCE_MS = 30_000;
/** What passes by itself: no server, or one that is busy or without its store for a while. */
const PASSING: readonly string[] = ['platform-unavailable', 'too-many-requests', 'store-unavailable'];

/**
 * Opens a stream; resolves with its first message read, so that what happens after is in it.
 *
 * @throws SluiceError the server's refusal, or `platform-unavailable`; while iterating only the former
 */
export async function openServerStream(transport: Transport, options: ServerStreamOptions): Promise<ServerStream> {
  const { path, query, signal, onConnection = () => undefined } = options;
  const closing = new AbortController();
  const ending = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;
  let lastEventId = options.lastEventId;

  async function connect(): Promise<AsyncGenerator<ServerSentEvent, void>> {
    const silent = new AbortController();
    const headers: Record<string, string> = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
    const body = await transport.open({
      method: 'GET',
      path,
      query,
      headers,
      signal: AbortSignal.any([ending, silent.signal]),
    });
    return endedBySilence(readServerSentEvents(body), silent);
  }

  let connection = await connect();
  const first = await connection.next();
  if (!first.done) lastEventId = first.value.id ?? lastEventId;

  async function* iterate(): AsyncGenerator<ServerSentEvent, void> {
    try {
      if (!first.done) yield first.value;
      for (let failures = 0; !ending.aborted; failures += 1) {
        try {
          for await (const message of connection) {
            failures = 0;
            onConnection(true);
            lastEventId = message.id ?? lastEventId;
            yield message;
          }
        } catch (error) {
          if (!ending.aborted && !isPassing(error)) throw error;
        }
        if (ending.aborted) return;
        onConnection(false);
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
      return lastEventId;
    },
  };
}

/** A connection that is opened when it is read, so that its failure is one of reading. */
async function* reconnecting(
  connect: () => Promise<AsyncGenerator<ServerSentEvent, void>>,
): AsyncGenerator<ServerSentEvent, void> {
  yield* await connect();
}

/** Ends a connection, as if it broke, when nothing comes for too long. */
async function* endedBySilence(
  messages: AsyncGenerator<ServerSentEvent, void>,
  silent: AbortController,
): AsyncGenerator<ServerSentEvent, void> {
  try {
    for (;;) {
      // Only while it is waited for: a slow reader is no silence.
      const timer = setTimeout(() => silent.abort(new DOMException('nothing came', 'TimeoutError')), SILENCE_MS);
      const next = await messages.next().finally(() => clearTimeout(timer));
      if (next.done) return;
      yield next.value;
    }
  } finally {
    await messages.return();
  }
}

function isPassing(error: unknown): boolean {
  return !(error instanceof SluiceError) || PASSING.includes(error.code);
}
