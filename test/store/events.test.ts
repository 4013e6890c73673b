// The event log: what a filter finds, in the store and in memory alike, on both kinds of database; pages, counts, the
// order of arrival, deletion.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileEventFilter } from '../../src/domain/events/event-filter-match.js';
import { eventSchema, type Event, type ReceivedEvent } from '../../src/domain/events/event.js';
import { eventFilterSchema, fixSpan, type EventFilterInput } from '../../src/domain/filters/event-filter.js';
import { openStore, type Store } from '../../src/store/store.js';
import { startPostgres, type PostgresServer } from './postgres-server.js';

const NOW = '2026-03-01T12:00:00.000000Z';
const now = () => new Date(NOW);
const spanned = (filter: EventFilterInput) => fixSpan(eventFilterSchema.parse(filter), NOW);

type Sketch = Partial<Omit<Event, 'resource' | 'related'>> & {
  readonly resource?: Record<string, string>;
  readonly related?: Record<string, string>[];
};

const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const at = (minutes: number) =>
  `2026-03-01T${String(10 + Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}:00Z`;

function event(number: number, sketch: Sketch = {}): Event {
  const resource = { 'prefect.resource.id': `shop.order.${number}`, ...sketch.resource };
  return eventSchema.parse({ id: id(number), occurred: at(number), event: 'order.created', ...sketch, resource });
}

const user = (name: string, role = 'user', more: Record<string, string> = {}) => ({
  'prefect.resource.id': `shop.user.${name}`,
  'prefect.resource.role': role,
  ...more,
});

const LOG: Event[] = [
  event(1, { event: 'order.created', resource: { kind: 'book', size: '10%' }, related: [user('ann')] }),
  event(2, { event: 'order.paid', resource: { kind: 'book_case' }, related: [user('ann'), user('bob', 'payer')] }),
  event(3, { event: 'order.shipped', resource: { kind: 'bo[o]k', 'prefect.resource.id': 'shop.order.1' } }),
  event(4, { event: 'stock.low', payload: { left: 'Nearly "none"', warehouse: 'NORTH' } }),
  event(5, { event: 'stock.out', related: [user('bob', 'user', { level: 'gold' })] }),
  event(6, { event: 'x', occurred: '2025-01-01T00:00:00Z' }),
  event(7, { event: 'order.created', occurred: '2026-03-01T13:00:00Z' }),
];

/** What each filter finds, oldest first. The default span leaves out 6 (long ago) and 7 (yet to come). */
const CASES: [string, EventFilterInput, number[]][] = [
  ['nothing asked', {}, [1, 2, 3, 4, 5]],
  [
    'nulls and empty lists',
    { event: null, resource: { id: [] }, related: { id: null }, id: { id: [] } },
    [1, 2, 3, 4, 5],
  ],
  ['since', { occurred: { since: '2024-01-01T00:00:00Z' } }, [6, 1, 2, 3, 4, 5]],
  ['until, inclusive', { occurred: { until: at(2) } }, [1, 2]],
  ['until in the future', { occurred: { since: at(5), until: '2027-01-01T00:00:00Z' } }, [5, 7]],
  ['name', { event: { name: ['order.paid', 'stock.low'] } }, [2, 4]],
  ['prefix', { event: { prefix: ['order.'] } }, [1, 2, 3]],
  ['prefix with % and _', { event: { prefix: ['order_', '%'] } }, []],
  ['exclude_prefix', { event: { exclude_prefix: ['order.', 'stock.l'] } }, [5]],
  ['prefix but not a name', { event: { prefix: ['order.'], exclude_name: ['order.paid'] } }, [1, 3]],
  ['resource id', { resource: { id: ['shop.order.1'] } }, [1, 3]],
  ['resource id prefix', { resource: { id_prefix: ['shop.order.4', 'shop.order.5'] } }, [4, 5]],
  ['label', { resource: { labels: { kind: 'book' } } }, [1]],
  ['label with *', { resource: { labels: { kind: 'book*' } } }, [1, 2]],
  ['label with ?', { resource: { labels: { kind: 'b??k' } } }, [1]],
  ['label with brackets as they are', { resource: { labels: { kind: 'bo[o]k' } } }, [3]],
  ['label with _ and % as they are', { resource: { labels: { kind: 'book_case', size: '%' } } }, []],
  ['label with %', { resource: { labels: { size: '10%' } } }, [1]],
  ['label negated, missing never fits', { resource: { labels: { kind: '!book' } } }, [2, 3]],
  ['label, any of a list', { resource: { labels: { kind: ['book', 'bo[o]k'] } } }, [1, 3]],
  ['label, empty list', { resource: { labels: { kind: [] } } }, []],
  ['label in other case', { resource: { labels: { kind: 'Book' } } }, []],
  ['related id', { related: { id: ['shop.user.ann'] } }, [1, 2]],
  ['related role', { related: { role: ['payer'] } }, [2]],
  ['related, criteria on the same one', { related: { id: ['shop.user.ann'], role: ['payer'] } }, []],
  ['related, several filters', { related: [{ id: ['shop.user.ann'] }, { role: ['payer'] }] }, [2]],
  [
    'related pairs',
    {
      related: {
        resources_in_roles: [
          ['shop.user.bob', 'user'],
          ['shop.user.bob', 'payer'],
        ],
      },
    },
    [2, 5],
  ],
  ['related label', { related: { labels: { level: 'g*' } } }, [5]],
  ['related label negated', { related: { labels: { level: '!silver' } } }, [5]],
  ['any resource id', { any_resource: { id: ['shop.user.bob', 'shop.order.4'] } }, [2, 4, 5]],
  ['any resource id prefix', { any_resource: { id_prefix: ['shop.user.'] } }, [1, 2, 5]],
  ['any resource label', { any_resource: [{ labels: { level: 'gold' } }, { id_prefix: ['shop.order.'] }] }, [5]],
  ['any resource that says nothing', { any_resource: {} }, [1, 2, 3, 4, 5]],
  ['ids', { id: { id: [id(2), id(6), id(99)] } }, [2]],
  ['text, any word, any case', { text: { query: 'north BOB' } }, [2, 4, 5]],
  ['text, excluded', { text: { query: 'order -shipped !paid' } }, [1, 4, 5]],
  ['text, required', { text: { query: '+ann +bob' } }, [2]],
  ['text, phrase', { text: { query: '"nearly \\\\"none"' } }, [4]],
  ['text, lone prefixes and blanks', { text: { query: ' - + ! ' } }, [1, 2, 3, 4, 5]],
  ['text with % and _', { text: { query: 'order_paid' } }, []],
];

let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

describe.each([
  ['a store in this process', () => openStore({ now })],
  ['a store on a server', async () => openStore({ now, databaseUrl: await postgres.createDatabase('events') })],
])('%s', (_, open: () => Promise<Store>) => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
    await store.events.insert(LOG);
  });
  afterAll(() => store.close());

  it.each(CASES)('finds by %s, and memory agrees', async (_name, input, expected) => {
    const filter = spanned({ ...input, order: 'ASC' });
    const found = await store.eventQueries.list(filter, 50, null);
    expect(found.map(({ event: { id } }) => id)).toEqual(expected.map(id));
    expect(await store.eventQueries.count(filter)).toBe(expected.length);
    const received: ReceivedEvent[] = LOG.map((one) => ({ ...one, received: NOW }));
    const fitting = received.filter(compileEventFilter(filter)).map((one) => one.id);
    expect(fitting.sort()).toEqual(expected.map(id).sort());
  });

  it('keeps the newest event of each resource', async () => {
    const filter = spanned({ resource: { distinct: true, id_prefix: ['shop.order.1', 'shop.order.2'] } });
    const found = await store.eventQueries.list(filter, 50, null);
    expect(found.map(({ event: one }) => one.id)).toEqual([id(3), id(2)]);
    expect(await store.eventQueries.count(filter)).toBe(2);
  });

  it.each(['ASC', 'DESC'] as const)('pages on from a place, %s', async (order) => {
    const filter = spanned({ order });
    const whole = await store.eventQueries.list(filter, 50, null);
    const pages: string[] = [];
    for (let page = await store.eventQueries.list(filter, 2, null); page.length > 0;) {
      pages.push(...page.map(({ event: one }) => one.id));
      const last = page.at(-1)!;
      page = await store.eventQueries.list(filter, 2, { occurred: last.event.occurred, position: last.position });
    }
    expect(pages).toEqual(whole.map(({ event: one }) => one.id));
  });

  it('counts by name, by resource under its newest name, and by interval', async () => {
    const filter = spanned({ event: { prefix: ['order.'] }, occurred: { until: '2027-01-01T00:00:00Z' } });
    expect(await store.eventCounts.byName(filter)).toEqual([
      expect.objectContaining({ value: 'order.created', count: 2, start_time: '2026-03-01T10:01:00.000000Z' }),
      expect.objectContaining({ value: 'order.paid', label: 'order.paid', count: 1 }),
      expect.objectContaining({ value: 'order.shipped', count: 1 }),
    ]);
    expect((await store.eventCounts.byResource(filter))[0]).toEqual({
      value: 'shop.order.1',
      label: 'shop.order.1',
      count: 2,
      start_time: '2026-03-01T10:01:00.000000Z',
      end_time: '2026-03-01T10:03:00.000000Z',
    });
    const pivot = Date.parse('2026-03-01T10:02:00Z') * 1000;
    const counts = await store.eventCounts.byInterval(filter, pivot, 120_000_000);
    expect([...counts].sort(([a], [b]) => a - b)).toEqual([
      [-1, 1],
      [0, 2],
      [89, 1],
    ]);
  });

  it('logs a repeated id once, and queues it once', async () => {
    const repeated = event(50, { occurred: '2020-01-01T00:00:00Z' });
    const queued = await store.events.countQueued();
    expect(await store.events.insert([repeated, repeated])).toEqual([repeated.id]);
    expect(await store.events.insert([{ ...repeated, event: 'other' }])).toEqual([]);
    expect(await store.events.countQueued()).toBe(queued + 1);
    expect(await store.events.findAll([repeated.id])).toMatchObject([{ event: 'order.created' }]);
  });

  it('keeps every label readable, whatever characters came', async () => {
    const strange = event(51, { resource: { 'a\u0000b': 'x\ud800y', same: '👋' }, payload: { kept: 'p\u0000' } });
    await store.events.insert([strange]);
    const [stored] = await store.events.findAll([strange.id]);
    expect(stored?.resource).toMatchObject({ 'a\uFFFDb': 'x\uFFFDy', same: '👋' });
    expect(stored?.payload).toEqual({ kept: 'p\u0000' });
    const filter = spanned({ resource: { labels: { same: '?' } } });
    expect((await store.eventQueries.list(filter, 5, null)).map(({ event: one }) => one.id)).toEqual([strange.id]);
    await store.events.complete(await positions());
  });

  it('deletes what was received before an instant, a few at a time, and never what is still queued', async () => {
    const waiting = { ...event(60), id: randomUUID() };
    await store.events.insert([waiting]);
    const before = await store.eventQueries.count(
      spanned({ occurred: { since: '2000-01-01T00:00:00Z', until: '2030-01-01T00:00:00Z' } }),
    );
    expect(await store.events.deleteReceivedBefore('2026-03-01T12:00:00Z', 3)).toBe(0);
    expect(await store.events.deleteReceivedBefore('2026-03-01T12:00:01Z', 3)).toBe(3);
    while ((await store.events.deleteReceivedBefore('2026-03-01T12:00:01Z', 3)) > 0);
    expect(before).toBeGreaterThan(4);
    const left = await store.eventQueries.list(spanned({}), 50, null);
    expect(left.map(({ event: one }) => one.id)).toEqual([waiting.id]);
  });

  async function positions(): Promise<number[]> {
    return (await store.events.readAfter(0, 1000)).map(({ position }) => position);
  }
});
