// Following the log while several transactions write at once, on a real server: positions are given out before a
// transaction commits, and a follower must pass over none of them.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventSchema, type Event } from '../../src/domain/events/event.js';
import { eventFilterSchema } from '../../src/domain/filters/event-filter.js';
import { eventFeedOf } from '../../src/services/events/event-feed.js';
import { followEvents } from '../../src/services/events/follow-events.js';
import type { ServiceContext } from '../../src/services/service-context.js';
import { openStore, type Store } from '../../src/store/store.js';
import { openTestContext } from '../api/context.js';
import { startPostgres, type PostgresServer } from '../store/postgres-server.js';

let postgres: PostgresServer;
let store: Store;
let other: Store;
let context: ServiceContext;
let close: () => Promise<void>;
beforeAll(async () => {
  postgres = await startPostgres();
  const databaseUrl = await postgres.createDatabase('feed');
  const now = () => new Date();
  [store, other] = [await openStore({ now, databaseUrl }), await openStore({ now, databaseUrl })];
  const opened = await openTestContext();
  close = opened.close;
  context = { ...opened.context, store };
});
afterAll(async () => {
  eventFeedOf(context).close();
  await close();
  await store.close();
  await other.close();
  await postgres.stop();
});

const event = (name: string): Event =>
  eventSchema.parse({
    id: randomUUID(),
    occurred: new Date().toISOString(),
    event: name,
    resource: { 'prefect.resource.id': 'r' },
  });

/** Follows events of a name from now on; `seen` fills as they come. */
async function follow(name: string, from: 'now' | 'filter' = 'now') {
  const filter = eventFilterSchema.parse({ event: { name: [name] } });
  const seen: string[] = [];
  const following = followEvents(context, filter, { from, idleMs: 50 });
  await following.next();
  let isOver = false;
  const reading = (async () => {
    for await (const queued of following) {
      if (queued.event) seen.push(queued.event.id);
      if (isOver) break;
    }
  })();
  const stop = async () => {
    isOver = true;
    await reading;
  };
  return { seen, stop };
}

/** A transaction that has written an event and stays open until it is told to end. */
async function openTransaction(written: Event, on = store) {
  let end: (commit: boolean) => void = () => undefined;
  const told = new Promise<boolean>((resolve) => (end = resolve));
  let tellWritten: () => void = () => undefined;
  const isWritten = new Promise<void>((resolve) => (tellWritten = resolve));
  const done = on
    .transaction(async ({ events }) => {
      await events.insert([written]);
      tellWritten();
      if (!(await told)) throw new Error('rolled back');
    })
    .catch(() => undefined);
  await isWritten;
  return {
    async commit() {
      end(true);
      await done;
    },
    async rollBack() {
      end(false);
      await done;
    },
  };
}

describe('a follower', () => {
  it('gets an event that was committed after a later one, in the order of the log', async () => {
    const name = randomUUID();
    const [first, second] = [event(name), event(name)];
    const { seen, stop } = await follow(name);
    const open = await openTransaction(first);
    await store.events.insert([second]);
    const witness = event(randomUUID());
    await store.events.insert([witness]);
    expect(seen).toEqual([]);
    await open.commit();
    await expect.poll(() => seen).toEqual([first.id, second.id]);
    await stop();
  });

  it('goes on when a transaction was given up', async () => {
    const name = randomUUID();
    const second = event(name);
    const { seen, stop } = await follow(name);
    const open = await openTransaction(event(name));
    await store.events.insert([second]);
    await open.rollBack();
    await expect.poll(() => seen).toEqual([second.id]);
    await stop();
  });

  it('that begins while a transaction is open gets its event as well', async () => {
    const name = randomUUID();
    const [first, second] = [event(name), event(name)];
    const open = await openTransaction(first, other);
    await store.events.insert([second]);
    const following = follow(name, 'filter');
    await open.commit();
    const { seen, stop } = await following;
    await expect.poll(() => seen).toEqual([first.id, second.id]);
    await stop();
  });

  it('hears of what another server writes', async () => {
    const name = randomUUID();
    const written = event(name);
    const { seen, stop } = await follow(name);
    await other.events.insert([written]);
    await expect.poll(() => seen, { timeout: 5_000 }).toEqual([written.id]);
    await stop();
  });

  it('sees every event once while many write at once', async () => {
    const name = randomUUID();
    const { seen, stop } = await follow(name);
    const written: string[] = [];
    const write = async (on: Store) => {
      for (let round = 0; round < 30; round += 1) {
        const batch = [event(name), event(name)];
        await on.transaction(({ events }) => events.insert(batch));
        written.push(...batch.map(({ id }) => id));
        if (round % 5 === 0) await on.events.insert(batch);
      }
    };
    await Promise.all([store, store, other, other].map(write));
    await expect.poll(() => seen.length, { timeout: 10_000 }).toBe(written.length);
    expect(new Set(seen)).toEqual(new Set(written));
    await stop();
  });
});
