// Server-sent events: what a browser reads, and where it goes on when its connection broke.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { readServerSentEvents, type ServerSentEvent } from '../../src/client/event-lines.js';
import { startTestServer, type TestServer } from './server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const event = (name: string, rest: Record<string, unknown> = {}) => ({
  id: randomUUID(),
  occurred: new Date().toISOString(),
  event: name,
  resource: { 'prefect.resource.id': 'shop.order.1' },
  ...rest,
});

/** Opens a stream; `read` gives the next messages that carry data. */
async function open(query: Record<string, string>, headers: Record<string, string> = {}, on = server) {
  const closing = new AbortController();
  onTestFinished(() => closing.abort());
  const address = `${on.url}/api/events/stream?${new URLSearchParams(query).toString()}`;
  const response = await fetch(address, { headers, signal: closing.signal });
  const messages = response.body && readServerSentEvents(response.body);
  return {
    response,
    first: async () => (await messages!.next()).value as ServerSentEvent,
    async read(count: number) {
      const read: { id: string; event: { id: string; event: string } }[] = [];
      while (read.length < count) {
        const { id, data } = (await messages!.next()).value as ServerSentEvent;
        if (data !== '') read.push({ id: id!, event: JSON.parse(data) as { id: string; event: string } });
      }
      return read;
    },
    close: () => closing.abort(),
  };
}

describe('a stream of events', () => {
  it('tells where it begins, then gives what comes in, each with its place', async () => {
    const name = `sse.${randomUUID()}`;
    await server.post('/api/events', [event(name)]);
    const stream = await open({ event: name });
    expect(stream.response.status).toBe(200);
    expect(stream.response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const begin = await stream.first();
    expect(begin).toEqual({ id: expect.stringMatching(/^\d+$/) as unknown, data: '' });
    const sent = [event(name), event(name)];
    await server.post('/api/events', [event('other'), ...sent]);
    const read = await stream.read(2);
    expect(read.map(({ event: { id } }) => id)).toEqual(sent.map(({ id }) => id));
    expect(Number(read[0]!.id)).toBeGreaterThan(Number(begin.id));
  });

  it('goes on behind Last-Event-ID, by header or by query, with nothing lost or doubled', async () => {
    const name = `resume.${randomUUID()}`;
    const stream = await open({ event: name });
    await stream.first();
    const sent = Array.from({ length: 600 }, () => event(name));
    await server.post('/api/events', sent.slice(0, 10));
    const last = (await stream.read(4)).at(-1)!;
    stream.close();
    await server.post('/api/events', sent.slice(10));
    const rest = sent.slice(4).map(({ id }) => id);
    for (const [query, headers] of [
      [{}, { 'last-event-id': last.id }],
      [{ last_event_id: last.id }, {}],
      [{ last_event_id: '0' }, { 'last-event-id': last.id }],
    ] as [Record<string, string>, Record<string, string>][]) {
      const again = await open({ event: name, ...query }, headers);
      expect((await again.read(596)).map(({ event: { id } }) => id)).toEqual(rest);
    }
  });

  it('gives stored events first when the filter says since when', async () => {
    const name = `since.${randomUUID()}`;
    const stored = event(name);
    await server.post('/api/events', [stored]);
    const filter = { event: { name: [name] }, occurred: { since: new Date(Date.now() - 60_000).toISOString() } };
    const [read] = await (await open({ filter: JSON.stringify(filter) })).read(1);
    expect(read!.event.id).toBe(stored.id);
  });

  it('takes beginnings of names, and resources', async () => {
    const name = randomUUID();
    const stream = await open({ event: `${name}.*`, resource: 'shop.user.ann' });
    await stream.first();
    const related = [{ 'prefect.resource.id': 'shop.user.ann', 'prefect.resource.role': 'user' }];
    await server.post('/api/events', [event(`${name}.a`), event(name, { related }), event(`${name}.b`, { related })]);
    expect((await stream.read(1))[0]!.event.event).toBe(`${name}.b`);
  });

  it('refuses a filter that it cannot read, by its field', async () => {
    const unreadable = await server.get('/api/events/stream?filter=%7B');
    expect([unreadable.status, unreadable.body.errors[0]!.path]).toEqual([422, 'query.filter']);
    const unknown = await server.get(`/api/events/stream?filter=${encodeURIComponent('{"evnt":{}}')}`);
    expect([unknown.status, unknown.body.errors[0]!.path]).toEqual([422, 'query.filter.evnt']);
  });

  it('is for callers that may call, and is no failure when they leave', async () => {
    const guarded = await startTestServer({ apiKey: 'key' });
    onTestFinished(() => guarded.close());
    expect((await guarded.get('/api/events/stream')).status).toBe(401);
    const authorization = 'Bearer key';
    const headers = { authorization, origin: 'https://evil.example' };
    expect((await guarded.get('/api/events/stream', { headers })).status).toBe(403);
    const stream = await open({}, { authorization }, guarded);
    await stream.first();
    stream.close();
    await expect.poll(() => guarded.logLines.some((line) => line.includes('aborted by the caller'))).toBe(true);
    expect(guarded.logLines.filter((line) => line.includes('request failed'))).toEqual([]);
  });

  it('ends when the server stops', async () => {
    const own = await startTestServer();
    const stream = await open({}, {}, own);
    await stream.first();
    const ended = stream.read(1).catch((error: unknown) => error);
    await own.close();
    expect(await ended).toBeInstanceOf(Error);
  });
});
