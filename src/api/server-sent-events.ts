// What every stream of server-sent events shares: each message's id is its place in what is followed, so that a client
// whose connection broke sends the last one it got (`Last-Event-ID`) and misses nothing. A place without a document is an
// id without data: browsers keep the id and tell nobody.
import { z } from 'zod';

/** How often something is sent while nothing comes in, so that proxies do not close the connection. */
export const HEARTBEAT_MS = 10_000;

const positionSchema = z.string().regex(/^\d{1,15}$/, 'is a position: digits');

/** As the header of the same meaning, for those who cannot send one. */
export const lastEventIdQuery = positionSchema.optional();

/** How a stream is described among a route's answers. */
export const STREAM_ANSWER = {
  description: 'A stream without end.',
  contentType: 'text/event-stream',
  schema: z.string(),
} as const;

/** The place a client goes on from; the header wins. Undefined: it begins. */
export function readLastPosition(header: string | undefined, query: string | undefined): number | undefined {
  const parsed = positionSchema.safeParse(header ?? query);
  return parsed.success ? Number(parsed.data) : undefined;
}

/** One message; null is a place alone. */
export function writeMessage(position: number, document: unknown): string {
  return document === null ? `id: ${position}\n\n` : `id: ${position}\ndata: ${JSON.stringify(document)}\n\n`;
}

/** The answer that sends messages as they come. */
export function answerStream(stream: AsyncIterable<string>) {
  return { status: 200, contentType: 'text/event-stream', headers: { 'x-accel-buffering': 'no' }, stream } as const;
}
