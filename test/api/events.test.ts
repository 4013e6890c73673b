// Events over HTTP: what is taken in and what is refused, pages, counts.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReceivedEvent } from '../../src/domain/events/event.js';
import { deleteOldEvents } from '../../src/services/events/retention.js';
import { AS_REFERENCE, startTestServer, type TestServer } from './server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const event = (rest: Record<string, unknown> = {}) => ({
  id: randomUUID(),
  occurred: new Date().toISOString(),
  event: 'order.created',
  resource: { 'prefect.resource.id': 'shop.order.1' },
  ...rest,
});

interface Page {
  readonly events: ReceivedEvent[];
  readonly total: number;
  readonly next_page: string | null;
}
const page = async (body: unknown) => (await server.post('/api/events/filter', body)).body as unknown as Page;
const named = async (name: string) => (await page({ filter: { event: { name: [name] } } })).events;

describe('intake', () => {
  it('takes a batch, and a repeat by id changes nothing', async () => {
    const name = `repeat.${randomUUID()}`;
    const batch = [event({ event: name }), event({ event: name, payload: { n: 1 }, related: [user('ann')] })];
    const first = await server.post('/api/events', batch);
    expect([first.status, first.text]).toEqual([204, '']);
    const changed = batch.map((one) => ({ ...one, payload: { n: 2 } }));
    expect((await server.post('/api/events/', [...changed, changed[0]])).status).toBe(204);
    const events = await named(name);
    expect(events.map(({ payload }) => payload)).toEqual([{ n: 1 }, {}]);
    expect(events[0]).toEqual({
      ...batch[1],
      occurred: expect.stringMatching(/^\d{4}-.*\.\d{6}Z$/) as unknown,
      received: expect.stringMatching(/^\d{4}-.*\.\d{6}Z$/) as unknown,
      follows: null,
    });
  });

  it('takes nothing of a batch with a bad event, and says which it is', async () => {
    const name = `bad.${randomUUID()}`;
    const batch = [event({ event: name }), event({ event: name, resource: { kind: 'x' } }), event({ event: name })];
    const { status, body } = await server.post('/api/events', batch);
    expect(status).toBe(422);
    expect(body.errors).toEqual([
      { path: '[1].resource', message: expect.stringContaining('prefect.resource.id') as unknown },
    ]);
    expect(body.detail).toMatch(/Nothing of the batch was taken\.$/);
    expect(await named(name)).toEqual([]);
  });

  it('answers the clients of the reference in its envelope', async () => {
    const { status, body } = await server.post('/api/events', [event({ id: undefined })], AS_REFERENCE);
    expect(status).toBe(422);
    expect(body).toMatchObject({ exception_message: 'Invalid request received.' });
    expect(body.exception_detail[0]).toMatchObject({ type: 'missing', loc: ['body', 0, 'id'] });
    expect((await server.post('/api/events', event(), AS_REFERENCE)).status).toBe(422);
    expect((await server.post('/api/events', [], AS_REFERENCE)).status).toBe(204);
  });

  it.each([
    ['a name that is too long', { event: 'x'.repeat(1025) }],
    ['a label that is no text', { resource: { 'prefect.resource.id': 'a', n: 1 } }],
    ['an empty resource id', { resource: { 'prefect.resource.id': '' } }],
    ['too many labels', { resource: { 'prefect.resource.id': 'a', ...many(500, (n) => [`l${n}`, 'x']) } }],
    ['a related resource without a role', { related: [{ 'prefect.resource.id': 'a' }] }],
    ['too many related resources', { related: Array.from({ length: 101 }, (_, n) => user(String(n))) }],
    ['no instant', { occurred: 'yesterday' }],
    ['an id that is no UUID', { id: '7' }],
    ['a payload that is no object', { payload: [] }],
  ])('refuses %s', async (_, rest) => {
    expect((await server.post('/api/events', [event(rest)])).status).toBe(422);
  });

  it('takes an event that is dated into the future, as clocks of senders are wrong; its day comes later', async () => {
    const name = `early.${randomUUID()}`;
    const occurred = new Date(Date.now() + 86_400_000).toISOString();
    expect((await server.post('/api/events', [event({ event: name, occurred }), event({ event: name })])).status).toBe(
      204,
    );
    const until = new Date(Date.now() + 2 * 86_400_000).toISOString();
    const found = async (rest: object) => (await page({ filter: { event: { name: [name] }, ...rest } })).total;
    expect([await found({}), await found({ occurred: { until } })]).toEqual([1, 2]);
  });

  it('refuses an event of 2 MB and keeps one just under the limit', async () => {
    const [large, name] = [(bytes: number) => ({ text: 'x'.repeat(bytes) }), `large.${randomUUID()}`];
    const batch = [event({ event: name }), event({ event: name, payload: large(2_000_000) })];
    const refused = await server.post('/api/events', batch);
    expect(refused.status).toBe(422);
    expect(refused.body.errors).toMatchObject([
      { path: '[1]', message: expect.stringContaining('1500000') as unknown },
    ]);
    expect(refused.body.detail).toContain('none of the batch was taken');
    expect(await named(name)).toEqual([]);
    expect((await server.post('/api/events', [event({ event: name, payload: large(1_490_000) })])).status).toBe(204);
    expect(await named(name)).toHaveLength(1);
  });

  it('says when to come again while too many events wait', async () => {
    const full = await startTestServer();
    Object.assign(full.context, { mostQueuedEvents: 2 });
    expect((await full.post('/api/events', [event(), event()])).status).toBe(204);
    await expect.poll(async () => (await full.post('/api/events', [event()])).status, { timeout: 5_000 }).toBe(429);
    const refused = await full.post('/api/events', [event()]);
    expect(refused.headers['retry-after']).toBe('1');
    expect(refused.body).toMatchObject({ code: 'too-many-requests', details: { retry_after_seconds: 1 } });
    await full.close();
  });
});

describe('pages', () => {
  it('walk over everything once, newest first, however many events come in meanwhile', async () => {
    const name = `pages.${randomUUID()}`;
    const at = (second: number) => new Date(Date.now() - 60_000 + second * 1000).toISOString();
    const batch = Array.from({ length: 7 }, (_, second) => event({ event: name, occurred: at(second) }));
    await server.post('/api/events', batch);
    const pages: Page[] = [await page({ filter: { event: { name: [name] } }, limit: 3 })];
    for (let next = pages[0]!.next_page; next !== null; next = pages.at(-1)!.next_page) {
      await server.post('/api/events', [event({ event: name, occurred: at(0) }), event({ event: name })]);
      const { pathname, search, origin } = new URL(next);
      expect([origin, pathname]).toEqual(
        [`http://127.0.0.1`, '/api/events/filter/next'].map((part, index) =>
          index === 0 ? (expect.stringContaining('http://') as unknown as string) : part,
        ),
      );
      pages.push((await server.get(pathname + search)).body as unknown as Page);
    }
    const seen = pages.flatMap(({ events }) => events.map(({ id }) => id));
    expect(seen).toEqual(batch.map(({ id }) => id).reverse());
    expect(new Set(seen).size).toBe(seen.length);
    expect(pages.map(({ total }) => total)).toEqual(pages.map(() => 7));
  });

  it('need no body, and refuse unknown criteria and limits', async () => {
    expect((await server.call('POST', '/api/events/filter')).status).toBe(200);
    expect((await server.post('/api/events/filter', { filter: null, limit: 0 })).body).toMatchObject({ events: [] });
    const refused = await server.post('/api/events/filter', { filter: { evnt: {} } }, AS_REFERENCE);
    expect(refused.body.exception_detail).toMatchObject([{ type: 'extra_forbidden', loc: ['body', 'filter', 'evnt'] }]);
    const tooMany = await server.post('/api/events/filter', { limit: 51 }, AS_REFERENCE);
    expect(tooMany.body.exception_detail).toMatchObject([{ loc: ['body', 'limit'] }]);
  });

  it('refuse a token that is none', async () => {
    for (const token of ['x', Buffer.from('{}').toString('base64')]) {
      const reply = await server.get(`/api/events/filter/next?page-token=${token}`);
      expect([reply.status, reply.body.code]).toEqual([403, 'forbidden']);
    }
    expect((await server.get('/api/events/filter/next')).status).toBe(422);
  });
});

describe('counts', () => {
  it('by time hold every interval of the span, aligned, with its edges', async () => {
    const name = `counted.${randomUUID()}`;
    const hour = (text: string) => `2026-02-03T${text}:00Z`;
    const times = ['10:05', '10:55', '12:00'];
    await server.post(
      '/api/events',
      times.map((time) => event({ event: name, occurred: hour(time) })),
    );
    const filter = { event: { name: [name] }, occurred: { since: hour('09:30'), until: hour('12:30') } };
    const { list } = await server.post('/api/events/count-by/time', { filter, time_unit: 'hour' });
    expect(list).toMatchObject([0, 2, 0, 1].map((count) => ({ count })));
    expect(list[1]).toEqual({
      value: '1',
      label: '2026-02-03T10:00:00.000000Z',
      count: 2,
      start_time: '2026-02-03T10:00:00.000000Z',
      end_time: '2026-02-03T10:59:59.999999Z',
    });
    const days = await server.post('/api/events/count-by/day', { filter, time_unit: 'hour' });
    expect(days.list).toMatchObject([{ count: 3, start_time: '2026-02-03T00:00:00.000000Z' }]);
    expect((await server.post('/api/events/count-by/event', { filter })).list).toMatchObject([
      { value: name, count: 3 },
    ]);
  });

  it('are refused for too many intervals, whatever is counted', async () => {
    const body = { filter: {}, time_unit: 'second' };
    for (const countable of ['time', 'event']) {
      const refused = await server.post(`/api/events/count-by/${countable}`, body, AS_REFERENCE);
      expect(refused.status).toBe(422);
      expect(refused.body.detail).toMatch(/^The given interval would create \d+ buckets, which is too many\./);
    }
  });
});

describe('retention', () => {
  it('deletes what was received too long ago, once it was routed', async () => {
    const name = `old.${randomUUID()}`;
    const { store } = server.context;
    await server.post('/api/events', [
      event({ event: name, occurred: '2020-01-01T00:00:00Z' }),
      event({ event: name }),
    ]);
    const later = { ...server.context, now: () => new Date(Date.now() + 8 * 86_400_000) };
    expect(await deleteOldEvents(later, 7)).toBe(0);
    const queued = await store.events.readAfter(0, 10_000);
    await store.events.complete(queued.map(({ position }) => position));
    expect(await deleteOldEvents(server.context, 7)).toBe(0);
    expect(await deleteOldEvents(later, 7)).toBe(queued.length);
    expect(await named(name)).toEqual([]);
  });
});

function user(name: string) {
  return { 'prefect.resource.id': `shop.user.${name}`, 'prefect.resource.role': 'user' };
}

function many(count: number, entry: (n: number) => [string, string]) {
  return Object.fromEntries(Array.from({ length: count }, (_, n) => entry(n)));
}
