// The WebSockets of events: who is let in, what the intake takes and refuses, and that a subscriber gets what is stored
// and what comes in, each once.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { until } from '../sdk/harness.js';
import { EventSocket, type SocketOptions } from './event-socket.js';
import { startTestServer, type TestServer } from './server.js';

let server: TestServer;
let guarded: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  guarded = await startTestServer({ apiKey: 'the-key', authString: 'ann:secret' });
});
afterAll(async () => {
  await server.close();
  await guarded.close();
});

const event = (name: string, rest: Record<string, unknown> = {}) => ({
  id: randomUUID(),
  occurred: new Date().toISOString(),
  event: name,
  resource: { 'prefect.resource.id': 'shop.order.1' },
  ...rest,
});

function open(path: 'in' | 'out', options: SocketOptions = {}, on = server): EventSocket {
  const socket = new EventSocket(on, path, options);
  onTestFinished(() => socket.close());
  return socket;
}

async function subscribe(name: string, rest: Record<string, unknown> = {}): Promise<EventSocket> {
  const socket = await open('out').admitted();
  socket.say({ type: 'filter', filter: { event: { name: [name] } }, ...rest });
  return socket;
}

const logged = async (name: string) => {
  const { body } = await server.post('/api/events/filter', { filter: { event: { name: [name] }, order: 'ASC' } });
  return (body as unknown as { events: { id: string }[] }).events.map(({ id }) => id);
};

describe.each(['in', 'out'] as const)('who is let in to %s', (path) => {
  it.each([
    ['no auth message', { type: 'filter' }, "Expected 'auth' message"],
    ['no JSON', 'hello', "Expected 'auth' message"],
    ['no token', { type: 'auth', token: null }, 'Auth required but no token provided'],
    ['a wrong token', { type: 'auth', token: 'the-kez' }, 'Invalid token'],
  ])('closes on %s', async (_, message, reason) => {
    const socket = await open(path, {}, guarded).opened();
    socket.say(message);
    expect(await socket.ended()).toEqual({ code: 1008, reason });
    expect(socket.messages).toEqual([]);
  });

  it.each(['the-key', 'ann:secret'])('admits %s', async (token) => {
    await open(path, {}, guarded).admitted(token);
  });

  it('answers a ping before the auth message', async () => {
    await (await open(path).opened()).settled();
  });

  it('refuses an upgrade that could never prove itself, and takes one whose header does', async () => {
    const bare = open(path, { subprotocol: false }, guarded);
    expect(await until('a refusal', () => bare.refused)).toBe(401);
    await open(path, { subprotocol: false, headers: { authorization: 'Bearer the-key' } }, guarded).opened();
  });

  it.each([
    ['a page of another origin', { origin: 'https://evil.example' }],
    ['a rebound name', { host: 'evil.example' }],
  ])('refuses %s', async (_, headers) => {
    const socket = open(path, { headers });
    expect(await until('a refusal', () => socket.refused)).toBe(403);
  });
});

describe('the intake', () => {
  it('has taken everything in when it answers a ping, a repeat changing nothing', async () => {
    const name = `in.${randomUUID()}`;
    const socket = await open('in').admitted();
    const events = Array.from({ length: 700 }, (_, n) => event(name, { payload: { n } }));
    for (const one of [...events, ...events.slice(0, 10)]) socket.say(one);
    await socket.settled();
    const { body } = await server.post('/api/events/filter', { filter: { event: { name: [name] } } });
    expect(body).toMatchObject({ total: 700 });
  });

  it('takes what is said at once, without waiting for answers', async () => {
    const name = `eager.${randomUUID()}`;
    const socket = await open('in').opened();
    socket.say({ type: 'auth', token: null });
    const one = event(name);
    socket.say(one);
    await socket.settled();
    expect(await logged(name)).toEqual([one.id]);
  });

  it.each([
    ['is not valid', { event: 'x' }, /^Invalid event: /],
    ['is not JSON', '{', /^Invalid event: /],
    ['is too large', { payload: { text: 'x'.repeat(2_000_000) } }, /too large/],
  ])('closes on an event that %s, with those before it taken', async (_, bad, reason) => {
    const name = `bad.${randomUUID()}`;
    const socket = await open('in').admitted();
    const good = event(name);
    socket.say(good);
    await socket.settled();
    socket.say(typeof bad === 'string' || 'event' in bad ? bad : event(name, bad));
    expect(await socket.ended()).toMatchObject({ code: 1011, reason: expect.stringMatching(reason) as unknown });
    expect(await logged(name)).toEqual([good.id]);
  });

  it('makes a sender wait while too many events wait, and drops nothing', async () => {
    const full = await startTestServer();
    onTestFinished(() => full.close());
    const limits = { mostQueuedEvents: 1 };
    Object.assign(full.context, limits);
    const socket = await open('in', {}, full).admitted();
    const events = [event('first'), event('second')];
    socket.say(events[0]);
    await socket.settled();
    await expect.poll(async () => (await full.post('/api/events', [event('x')])).status).toBe(429);
    socket.say(events[1]);
    socket.socket.ping();
    await expect.poll(async () => (await full.post('/api/events', [event('x')])).status).toBe(429);
    expect(socket.pongs).toBe(1);
    Object.assign(full.context, { mostQueuedEvents: 100 });
    await until('the second event', () => socket.pongs === 2);
    expect(await full.context.store.events.findIds(events.map(({ id }) => id))).toHaveProperty('size', 2);
  });
});

describe('a subscriber', () => {
  it('gets what is stored of the last minutes, then what comes in, in order', async () => {
    const name = `out.${randomUUID()}`;
    const old = event(name, { occurred: new Date(Date.now() - 16 * 60_000).toISOString() });
    const stored = [event(name), event(name)];
    await server.post('/api/events', [old, ...stored, event('other')]);
    const socket = await subscribe(name);
    await until('the stored events', () => socket.events.length === 2);
    const live = event(name);
    await server.post('/api/events', [live, event('other')]);
    await until('the new event', () => socket.events.length === 3);
    expect(socket.events.map(({ id }) => id)).toEqual([...stored, live].map(({ id }) => id));
    expect(socket.events[0]).toMatchObject({ event: name, received: expect.any(String) as unknown });
  });

  it('gets only what comes in when it wants no backfill, and filters by related resources', async () => {
    const name = `live.${randomUUID()}`;
    const ann = { related: [{ 'prefect.resource.id': 'ann', 'prefect.resource.role': 'user' }] };
    await server.post('/api/events', [event(name, ann)]);
    const filter = { event: { name: [name] }, related: { id: ['ann'] } };
    const socket = await subscribe(name, { filter, backfill: false });
    const marks: string[] = [];
    // The subscription has no acknowledgement: events are sent until the first arrives.
    await until('an event', async () => {
      const [mark, other] = [event(name, ann), event(name)];
      marks.push(mark.id);
      await server.post('/api/events', [other, mark]);
      return socket.events.length > 0;
    });
    expect(socket.events.every(({ id }) => marks.includes(id))).toBe(true);
  });

  it.each([
    ['another message', { type: 'event' }, /^Expected 'filter' message$/],
    ['a filter it cannot read', { type: 'filter', filter: { evnt: {} } }, /^Invalid filter: /],
  ])('is closed on %s', async (_, message, reason) => {
    const socket = await open('out').admitted();
    socket.say(message);
    expect(await socket.ended()).toMatchObject({ code: 1002, reason: expect.stringMatching(reason) as unknown });
  });

  it('loses and doubles nothing at the seam, whenever it comes', async () => {
    const name = `seam.${randomUUID()}`;
    const sent: string[] = [];
    let isSending = true;
    const sending = (async () => {
      while (isSending) {
        const batch = Array.from({ length: 5 }, () => event(name));
        // Each batch repeats one of the batch before, which leaves gaps in the log's numbering.
        const again = sent.length > 0 ? [event(name, { id: sent.at(-1) })] : [];
        await server.post('/api/events', [...again, ...batch]);
        sent.push(...batch.map(({ id }) => id));
      }
    })();
    const sockets: EventSocket[] = [];
    for (let count = 0; count < 8; count += 1) {
      const before = sent.length;
      sockets.push(await subscribe(name));
      await until('more events to be sent', () => sent.length > before + 20);
    }
    isSending = false;
    await sending;
    for (const socket of sockets) {
      await until(`all ${sent.length} events`, () => socket.events.length >= sent.length);
      expect(socket.events.map(({ id }) => id)).toEqual(sent);
    }
  });

  it('that reads slowly is late and misses nothing', async () => {
    const name = `slow.${randomUUID()}`;
    const socket = await subscribe(name);
    socket.socket.pause();
    const events = Array.from({ length: 600 }, (_, n) => event(name, { payload: { n, text: 'x'.repeat(20_000) } }));
    for (let start = 0; start < events.length; start += 100) {
      expect((await server.post('/api/events', events.slice(start, start + 100))).status).toBe(204);
    }
    socket.socket.resume();
    await until('all events', () => socket.events.length >= events.length);
    expect(socket.events.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
  });
});

it('closes every socket when the server stops', async () => {
  const own = await startTestServer();
  const socket = await open('out', {}, own).admitted();
  await own.close();
  expect(await socket.ended()).toMatchObject({ code: 1001 });
});
