// The embedded database behind the Postgres driver: it works in a thread, and one that dies is started again with all that was
// written.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Worker } from 'node:worker_threads';
import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { EmbeddedDatabase } from '../../src/store/embedded-database.js';
import { startThread } from '../../src/threads/start-thread.js';

const ENTRY = new URL('../../src/store/embedded-thread', import.meta.url);

/** Enough for the thread, and far less than what the tests have it answer. */
const HEAP_MB = 64;

let folder: string;
let threads: Worker[];
let embedded: EmbeddedDatabase;
let pool: pg.Pool;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sluice-embedded-'));
  threads = [];
  embedded = new EmbeddedDatabase(folder, (own) => {
    const thread = startThread(ENTRY, {
      workerData: { folder: own },
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    threads.push(thread);
    return thread;
  });
  pool = new pg.Pool({ max: 1, user: 'postgres', database: 'postgres', stream: () => embedded.connect() });
  pool.on('error', () => undefined);
});
afterEach(async () => {
  await pool.end();
  await embedded.close();
  await rm(folder, { recursive: true, force: true });
});

it('leaves this thread free while it works', async () => {
  await pool.query('select 1');
  let turns = 0;
  const turning = setInterval(() => (turns += 1), 1);
  await pool.query('select count(*) from generate_series(1, 2000000)');
  clearInterval(turning);
  expect(turns).toBeGreaterThan(5);
});

it('goes on after a query that fails, and after a value of some megabytes', async () => {
  // The pool hangs up after it, before the rest of the answer has come: that is no answer to what is asked next.
  await expect(pool.query('select * from nowhere')).rejects.toMatchObject({ code: '42P01' });
  const text = 'long'.repeat(1_000_000);
  const { rows } = await pool.query<{ text: string }>('select $1::text as text', [text]);
  expect(rows[0]?.text).toBe(text);
});

it('keeps nothing of what it has answered', async () => {
  for (let megabytes = 0; megabytes < 3 * HEAP_MB; megabytes += 1) {
    await pool.query("select repeat('kept', 25) from generate_series(1, 10000)");
  }
  expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
});

it('has nothing left of a connection that hung up in a transaction', async () => {
  await pool.query('create table kept (value int)');
  const client = await pool.connect();
  await client.query('begin');
  await client.query('insert into kept values (1)');
  client.release(true);
  expect((await pool.query('select * from kept')).rows).toEqual([]);
});

it('is started again when its thread dies, with what was written', async () => {
  await pool.query('create table kept (value int)');
  await pool.query('insert into kept values (1)');
  const busy = expect(pool.query('select count(*) from generate_series(1, 20000000)')).rejects.toThrow(/thread ended/);
  await threads.at(-1)?.terminate();
  await busy;
  const before = threads.length;
  expect((await pool.query('select * from kept')).rows).toEqual([{ value: 1 }]);
  expect(threads).toHaveLength(before + 1);
});
