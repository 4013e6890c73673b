// `sluice work-pool` and `sluice work-queue` on a real server.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../api/server.js';
import { runCliHere, type CliRun } from './run-cli.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const sluice = (...args: string[]): Promise<CliRun> => runCliHere([...args, '--api-url', `${server.url}/api`]);

async function json(...args: string[]): Promise<unknown> {
  const { code, stdout, stderr } = await sluice(...args, '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as unknown;
}

describe('sluice work-pool', () => {
  it('makes, lists, shows, pauses, limits and deletes pools', async () => {
    const name = `pool-${randomUUID()}`;
    expect((await sluice('work-pool', 'create', name, '--description', 'Reports.')).stdout).toMatch(
      new RegExp(`^Created work pool '${name}' \\([0-9a-f-]{36}\\)\\.\\n$`),
    );
    expect((await sluice('work-pool', 'ls')).stdout).toMatch(
      new RegExp(`^NAME +TYPE +STATUS +LIMIT +ID\\n[^]*${name} +sluice +not ready `),
    );
    await sluice('work-pool', 'pause', name);
    expect(await json('work-pool', 'inspect', name)).toMatchObject({ status: 'PAUSED', is_paused: true, workers: [] });
    await sluice('work-pool', 'resume', name);
    await sluice('work-pool', 'set-concurrency-limit', name, '5');
    const shown = await sluice('work-pool', 'inspect', name);
    expect(shown.stdout).toMatch(/^limit +0 of 5$/m);
    expect(shown.stdout).toMatch(/^QUEUE +PRIORITY +STATUS +LIMIT +POLLED\ndefault +1 +not ready/m);
    expect((await sluice('work-pool', 'update', name, '--description', 'At night.')).stdout).toBe(
      `Changed work pool '${name}'.\n`,
    );
    expect(await json('work-pool', 'update', name, '--concurrency-limit', '7')).toMatchObject({
      description: 'At night.',
      concurrency_limit: 7,
    });
    await sluice('work-pool', 'clear-concurrency-limit', name);
    expect(await json('work-pool', 'inspect', name)).toMatchObject({ concurrency_limit: null, is_paused: false });
    expect((await sluice('work-pool', 'delete', name)).stdout).toBe(`Deleted work pool '${name}'.\n`);
    const gone = await sluice('work-pool', 'inspect', name);
    expect([gone.code, gone.stderr]).toEqual([1, expect.stringContaining('(not-found)')]);
  });
});

describe('a limit', () => {
  it.each([
    [['work-pool', 'set-concurrency-limit', 'p', 'zero'], 'Expected a whole number from 0 up.'],
    [['work-pool', 'create', 'p', '--concurrency-limit', '-1'], 'Expected a whole number from 0 up.'],
    [['work-queue', 'update', 'q', '--pool', 'p'], 'Say what to change'],
    [['work-pool', 'update', 'p'], 'Say what to change'],
  ])('%j is misuse, told in a sentence', async (args, words) => {
    const { code, stdout, stderr } = await sluice(...args);
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(words)]);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('may be 0: the pool starts nothing', async () => {
    const name = `pool-${randomUUID()}`;
    await sluice('work-pool', 'create', name);
    expect((await sluice('work-pool', 'set-concurrency-limit', name, '0')).code).toBe(0);
    expect(await json('work-pool', 'inspect', name)).toMatchObject({ concurrency_limit: 0 });
  });
});

describe('sluice work-queue', () => {
  it('makes, lists, changes, pauses and deletes the queues of a pool', async () => {
    const pool = `pool-${randomUUID()}`;
    await sluice('work-pool', 'create', pool);
    const of = ['--pool', pool];
    const made = await sluice('work-queue', 'create', 'urgent', ...of, '--priority', '1');
    expect(made.stdout).toContain(`Created work queue 'urgent' of '${pool}'`);
    const { stdout } = await sluice('work-queue', 'ls', ...of);
    expect(stdout).toMatch(
      /^NAME +WORK POOL +PRIORITY +STATUS +LIMIT +ID\nurgent +pool-\S+ +1 +not ready[^]*\ndefault /,
    );
    expect((await sluice('work-queue', 'ls')).stdout).toMatch(new RegExp(`^urgent +${pool} +1 `, 'm'));
    expect(await json('work-queue', 'update', 'urgent', ...of, '--concurrency-limit', '3')).toMatchObject({
      concurrency_limit: 3,
      priority: 1,
    });
    await sluice('work-queue', 'pause', 'urgent', ...of);
    expect((await sluice('work-queue', 'inspect', 'urgent', ...of)).stdout).toMatch(/^status +paused$/m);
    await sluice('work-queue', 'resume', 'urgent', ...of);
    expect(await json('work-queue', 'inspect', 'urgent', ...of)).toMatchObject({ is_paused: false });
    expect((await sluice('work-queue', 'delete', 'urgent', ...of)).code).toBe(0);
    expect(await json('work-queue', 'ls', ...of)).toMatchObject([{ name: 'default' }]);
  });

  it('asks for the pool', async () => {
    const { code, stderr } = await sluice('work-queue', 'inspect', 'urgent');
    expect([code, stderr]).toEqual([2, expect.stringContaining('--pool <name>')]);
  });
});
