// The stream of events for programs: documents out of the messages, and the place to go on from.
import type { ReceivedEvent } from '../domain/events/event.js';
import type { EventFilterInput } from '../domain/filters/event-filter.js';
import { openServerStream } from './server-stream.js';
import type { Transport } from './transport.js';

export interface StreamEventsOptions {
  /** Which events; with `occurred.since`, stored ones since then come first. @default all that come in */
  readonly filter?: EventFilterInput;
  /** Goes on behind this place: `lastEventId` of an earlier stream. */
  readonly lastEventId?: string;
  /** Ends the stream, without an error. */
  readonly signal?: AbortSignal;
  /** Told when the connection breaks, and when it is there again. */
  readonly onConnection?: (isConnected: boolean) => void;
}

/** Events in order of arrival; iterate it once. It ends by `break`, or by the signal. */
export interface EventStream extends AsyncIterable<ReceivedEvent> {
  /** Everything up to this place was given. */
  readonly lastEventId: string;
}

/**
 * Opens a stream. What happens after this resolves is in it.
 *
 * @throws SluiceError the server's refusal, or `platform-unavailable`; while iterating only the former
 */
export async function openEventStream(transport: Transport, options: StreamEventsOptions = {}): Promise<EventStream> {
  const { filter, ...rest } = options;
  const query = { filter: filter && JSON.stringify(filter) };
  const stream = await openServerStream(transport, { ...rest, path: '/events/stream', query });
  async function* iterate(): AsyncGenerator<ReceivedEvent, void> {
    for await (const { data } of stream) if (data !== '') yield JSON.parse(data) as ReceivedEvent;
  }
  return {
    [Symbol.asyncIterator]: iterate,
    get lastEventId() {
      return stream.lastEventId ?? '0';
    },
  };
}
