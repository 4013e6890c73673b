// The log of a run as server-sent events: what is there, what comes in, and where it goes on when its connection broke.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { readServerSentEvents, type ServerSentEvent } from '../../src/client/event-lines.js';
import { createRun, startTestServer, type TestServer } from './server.js';

let server: TestServer;
let id: string;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

let written = 0;
/** Writes lines of the run, each a millisecond after the one before. */
async function write(messages: readonly string[], level = 20, flow_run_id = id): Promise<void> {
  const lines = messages.map((message) => {
    written += 1;
    return {
      name: 'flow',
      level,
      message,
      timestamp: new Date(1_760_000_000_000 + written).toISOString(),
      flow_run_id,
    };
  });
  expect((await server.post('/api/logs/', lines)).status).toBe(201);
}

/** Opens the stream; `read` gives the next messages that carry data. */
async function open(query: Record<string, string> = {}, headers: Record<string, string> = {}) {
  const closing = new AbortController();
  onTestFinished(() => closing.abort());
  const address = `${server.url}/api/flow_runs/${id}/logs/stream?${new URLSearchParams(query).toString()}`;
  const response = await fetch(address, { headers, signal: closing.signal });
  const messages = readServerSentEvents(response.body!);
  const next = async () => (await messages.next()).value as ServerSentEvent;
  return {
    response,
    next,
    async read(count: number) {
      const read: { id: string; message: string }[] = [];
      while (read.length < count) {
        const { id: place, data } = await next();
        if (data !== '') read.push({ id: place!, message: (JSON.parse(data) as { message: string }).message });
      }
      return read;
    },
    close: () => closing.abort(),
  };
}
const messagesOf = (read: readonly { message: string }[]) => read.map(({ message }) => message);
const numbered = (count: number) => Array.from({ length: count }, (_, index) => `line ${index + 1}`);

describe('the stream of a log', () => {
  it('gives the last lines that are there, says that this is all, and goes on with those that come in', async () => {
    id = await createRun(server);
    const other = await createRun(server);
    await write(numbered(5));
    const stream = await open({ last: '3' });
    expect(stream.response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const there = await stream.read(3);
    expect(messagesOf(there)).toEqual(['line 3', 'line 4', 'line 5']);
    expect(await stream.next()).toEqual({ id: there.at(-1)!.id, data: '' });
    await write(['of another run'], 20, other);
    await write(['line 6', 'line 7']);
    expect(messagesOf(await stream.read(2))).toEqual(['line 6', 'line 7']);
  });

  it('has a long log whole, and of an empty one only the place', async () => {
    id = await createRun(server);
    expect(await (await open()).next()).toEqual({ id: '0', data: '' });
    await write(numbered(2_500));
    const whole = await open({ last: '5000' });
    expect(messagesOf(await whole.read(2_500))).toEqual(numbered(2_500));
  });

  it('goes on behind Last-Event-ID, by header or by query, with nothing lost or doubled', async () => {
    id = await createRun(server);
    await write(numbered(4));
    const stream = await open();
    const second = (await stream.read(2))[1]!;
    stream.close();
    await write(['line 5']);
    const rest = ['line 3', 'line 4', 'line 5'];
    for (const [query, headers] of [
      [{}, { 'last-event-id': second.id }],
      [{ last_event_id: second.id }, {}],
      [{ last_event_id: '0', last: '1' }, { 'last-event-id': second.id }],
    ] as [Record<string, string>, Record<string, string>][]) {
      expect(messagesOf(await (await open(query, headers)).read(3))).toEqual(rest);
    }
  });

  it('is narrowed by level and by words, now and later', async () => {
    id = await createRun(server);
    await write(['early and quiet', 'early bird']);
    await write(['early trouble'], 40);
    const loud = await open({ level: '30' });
    expect(messagesOf(await loud.read(1))).toEqual(['early trouble']);
    const birds = await open({ text: 'bird -late', last: '1' });
    expect(messagesOf(await birds.read(1))).toEqual(['early bird']);
    await write(['a bird that is late', 'another bird']);
    await write(['late trouble'], 50);
    expect(messagesOf(await loud.read(1))).toEqual(['late trouble']);
    expect(messagesOf(await birds.read(1))).toEqual(['another bird']);
  });

  it('is there for runs that are there, and says what is wrong with its address', async () => {
    const unknown = await server.get(`/api/flow_runs/${randomUUID()}/logs/stream`);
    expect([unknown.status, unknown.body.code]).toEqual([404, 'flow-run-not-found']);
    id = await createRun(server);
    const wrong = await server.get(`/api/flow_runs/${id}/logs/stream?level=loud`);
    expect([wrong.status, wrong.body.errors[0]?.path]).toEqual([422, 'query.level']);
  });
});
