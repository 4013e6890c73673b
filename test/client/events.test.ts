// Events through the client: sending, finding, and a stream that outlives its connection.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createClient, type ReceivedEvent, type SluiceClient } from '../../src/client/index.js';
import { startTestServer, type TestServer } from '../api/server.js';

let server: TestServer;
let client: SluiceClient;
beforeAll(async () => {
  server = await startTestServer({ apiKey: 'key' });
  client = createClient({ apiUrl: `${server.url}/api`, apiKey: 'key' });
});
afterAll(() => server.close());

const named = (name: string) => ({ event: { name: [name] } });

describe('sending', () => {
  it('fills in what may be left out, and gives the event as sent', async () => {
    const event = `sent.${randomUUID()}`;
    const sent = await client.events.emit({ event, resource: 'shop.order.1' });
    expect(sent).toMatchObject({
      event,
      resource: { 'prefect.resource.id': 'shop.order.1' },
      payload: {},
      related: [],
    });
    expect(await client.events.filter(named(event))).toEqual([{ ...sent, received: expect.any(String) as unknown }]);
  });

  it('sends several as one batch, which follow each other', async () => {
    const event = `batch.${randomUUID()}`;
    const first = await client.events.emit({ event, resource: 'r' });
    const events = await client.events.emit([
      { event, resource: 'r', follows: first },
      { event, resource: 'r', follows: first, occurred: '2020-01-01T00:00:00Z' },
    ]);
    expect(events.map(({ follows }) => follows)).toEqual([first.id, null]);
    expect(await client.events.emit([])).toEqual([]);
  });

  it('refuses here what the server would refuse', async () => {
    const bad = { event: 'x', resource: { kind: 'no id' } };
    await expect(client.events.emit(bad)).rejects.toMatchObject({
      code: 'request-invalid',
      fields: [{ path: 'resource' }],
    });
    const large = { event: 'x', resource: 'r', payload: { text: 'x'.repeat(2_000_000) } };
    await expect(client.events.emit(large)).rejects.toMatchObject({ code: 'payload-too-large' });
  });
});

it('finds more than a page holds', async () => {
  const event = `many.${randomUUID()}`;
  const sent = await client.events.emit(
    Array.from({ length: 120 }, (_, n) => ({ event, resource: 'r', payload: { n } })),
  );
  const ascending = { ...named(event), order: 'ASC' as const };
  expect(await client.events.filter(ascending)).toHaveLength(50);
  const found = await client.events.filter(ascending, { limit: 110 });
  expect(new Set(found.map(({ id }) => id)).size).toBe(110);
  expect(sent).toHaveLength(120);
});

describe('a stream', () => {
  it('has everything that happens after it was opened, and ends by break or by its signal', async () => {
    const event = `stream.${randomUUID()}`;
    const stream = await client.events.stream({ filter: named(event) });
    const [sent] = await client.events.emit([{ event, resource: 'r' }]);
    for await (const { id } of stream) {
      expect(id).toBe(sent!.id);
      break;
    }
    const ending = new AbortController();
    const endless = await client.events.stream({ signal: ending.signal, lastEventId: stream.lastEventId });
    setImmediate(() => ending.abort());
    for await (const { event: other } of endless) expect(other).not.toBe(event);
  });

  it('goes on where it was when its connection breaks', async () => {
    const proxy = await startProxy(server.port);
    const event = `broken.${randomUUID()}`;
    const far = createClient({ apiUrl: `http://127.0.0.1:${proxy.port}/api`, apiKey: 'key' });
    const stream = await far.events.stream({ filter: named(event) });
    const sent: string[] = [];
    const seen: string[] = [];
    const emit = async () => void sent.push((await client.events.emit({ event, resource: 'r' })).id);
    // Broken before anything came, then after each event.
    proxy.breakAll();
    await emit();
    for await (const { id } of stream as AsyncIterable<ReceivedEvent>) {
      seen.push(id);
      if (seen.length === 5) break;
      proxy.breakAll();
      await emit();
    }
    expect(seen).toEqual(sent);
  });

  it('says at once that it may not be opened', async () => {
    const stranger = createClient({ apiUrl: `${server.url}/api`, apiKey: 'wrong' });
    await expect(stranger.events.stream()).rejects.toMatchObject({ code: 'unauthenticated' });
    const unknown = { evnt: {} } as unknown as Record<string, never>;
    await expect(client.events.stream({ filter: unknown })).rejects.toMatchObject({ code: 'request-invalid' });
  });
});

/** A way to the server that can be cut. */
async function startProxy(port: number): Promise<{ port: number; breakAll(): void }> {
  const sockets = new Set<Socket>();
  const proxy = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy()).on('close', () => to.destroy());
      from.pipe(to);
    }
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const breakAll = () => {
    sockets.forEach((socket) => socket.destroy());
    sockets.clear();
  };
  onTestFinished(() => {
    breakAll();
    proxy.close();
  });
  return { port: (proxy.address() as AddressInfo).port, breakAll };
}
