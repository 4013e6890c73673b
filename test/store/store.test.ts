// The store on both kinds of database, and what each has for itself: a folder that one process holds, a server that several
// share and that may go away.
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventSchema } from '../../src/domain/events/event.js';
import { openStore } from '../../src/store/store.js';
import { findFreePort } from '../free-port.js';
import { startPostgres, type PostgresServer } from './postgres-server.js';
import { describeStore, now } from './store.suite.js';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

describeStore('a store in this process', () => openStore({ now }));
describeStore('a store on a Postgres server', async () =>
  openStore({ now, databaseUrl: await server.createDatabase('suite') }),
);

describe('on a server', () => {
  it('is opened by several at once on an empty database', async () => {
    const databaseUrl = await server.createDatabase('together');
    const stores = await Promise.all([1, 2, 3].map(() => openStore({ now, databaseUrl })));
    await Promise.all(stores.map((store) => store.ping()));
    await Promise.all(stores.map((store) => store.close()));
  });

  it('gives queued events to one router each, and those of a router that died to another', async () => {
    const databaseUrl = await server.createDatabase('claims');
    let clock = new Date('2026-01-01T00:00:00Z');
    const [a, b] = await Promise.all([1, 2].map(() => openStore({ now: () => clock, databaseUrl })));
    if (!a || !b) throw new Error('Expected two stores.');
    const CLAIM_MS = 10_000;
    await a.events.insert(
      Array.from({ length: 40 }, (_, index) =>
        eventSchema.parse({
          id: randomUUID(),
          occurred: clock.toISOString(),
          event: `claimed.${index}`,
          resource: { 'prefect.resource.id': 'x' },
        }),
      ),
    );
    const claims = await Promise.all(
      [a, b, a, b].map((store, index) => store.events.claim(`router-${index % 2}`, 15, CLAIM_MS)),
    );
    const positions = claims.flat().map(({ position }) => position);
    expect(new Set(positions).size).toBe(positions.length);
    expect(positions).toHaveLength(40);
    // One renews what it works on, the other has died.
    clock = new Date(clock.getTime() + CLAIM_MS - 1);
    await a.events.renewClaim('router-0', CLAIM_MS);
    clock = new Date(clock.getTime() + 2);
    const left = await a.events.claim('router-2', 100, CLAIM_MS);
    const ofTheDead = claims.flatMap((claim, index) => (index % 2 === 1 ? claim : [])).map(({ position }) => position);
    expect(left.map(({ position }) => position).sort()).toEqual(ofTheDead.sort());
    // What is given back is there at once, and what was delivered is gone.
    await a.events.endClaim('router-2');
    expect(await b.events.claim('router-1', 100, CLAIM_MS)).toHaveLength(left.length);
    await b.events.complete(positions);
    expect(await b.events.countQueued()).toBe(0);
    await Promise.all([a.close(), b.close()]);
  });

  it('says store-unavailable when nobody listens', async () => {
    const databaseUrl = `postgres://postgres@127.0.0.1:${await findFreePort()}/x`;
    await expect(openStore({ now, databaseUrl })).rejects.toMatchObject({ code: 'store-unavailable' });
  });

  it('says store-unavailable while the server is away', async () => {
    const own = await startPostgres();
    const lost: Error[] = [];
    const store = await openStore({ now, databaseUrl: own.url, onConnectionError: (error) => lost.push(error) });
    await own.stop();
    await expect(store.ping()).rejects.toMatchObject({ code: 'store-unavailable' });
    await expect(store.flows.findByName('x')).rejects.toMatchObject({ code: 'store-unavailable' });
    await expect(store.transaction(({ flows }) => flows.findByName('x'))).rejects.toMatchObject({
      code: 'store-unavailable',
    });
    await store.close();
  });
});

describe('in a folder', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'sluice-store-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('keeps what was written, and is held by one at a time', async () => {
    const first = await openStore({ now, dataDir: folder });
    const id = '018f0000-0000-7000-8000-000000000001';
    await first.flows.insert(id, { name: 'kept', tags: [], labels: {} });
    await expect(openStore({ now, dataDir: folder })).rejects.toMatchObject({
      code: 'store-unavailable',
      message: expect.stringContaining(`process ${process.pid}`) as unknown,
    });
    await first.close();
    const second = await openStore({ now, dataDir: folder });
    expect((await second.flows.find(id))!.name).toBe('kept');
    await second.close();
  });

  it.each([
    ['a process that was killed', { process_id: 999_999_999, started: 'x' }],
    ['an earlier process that had the id of this one', { process_id: process.pid, started: 'earlier' }],
    ['a process that was killed while it wrote it', ''],
  ])('takes over the lock of %s', async (_, holder) => {
    await writeFile(path.join(folder, 'store.lock'), holder === '' ? '' : JSON.stringify(holder));
    const store = await openStore({ now, dataDir: folder });
    expect(JSON.parse(await readFile(path.join(folder, 'store.lock'), 'utf8'))).toMatchObject({
      process_id: process.pid,
    });
    await store.close();
  });
});
