// `sluice deployment schedule create` of each kind, with each of its options, on a real server.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createClient, type SluiceClient } from '../../src/client/index.js';
import { startTestServer, type TestServer } from '../api/server.js';
import { runCliHere } from './run-cli.js';

let server: TestServer;
let client: SluiceClient;
let name: string;
beforeAll(async () => {
  server = await startTestServer();
  client = createClient({ apiUrl: `${server.url}/api` });
});
afterAll(() => server.close());
beforeEach(async () => {
  const { id } = await client.deployments.apply({ flow_name: 'scheduled', name: randomUUID() });
  name = `scheduled/${(await client.deployments.read({ id })).name}`;
});

const schedule = (verb: string, ...args: string[]) =>
  runCliHere(['deployment', 'schedule', verb, name, ...args, '--api-url', `${server.url}/api`]);
/** What `create` makes of the options, and how `ls` tells of it. */
async function created(...args: string[]) {
  const { code, stdout, stderr } = await schedule('create', ...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const [newest] = await client.deployments.schedules.list(name);
  expect(stdout).toBe(`Created schedule ${newest?.id} of '${name}'.\n`);
  return { ...newest, listed: (await schedule('ls')).stdout };
}

describe('a schedule', () => {
  it('by cron, in a zone of its own or in UTC', async () => {
    const made = await created('--cron', '0 3 * * MON-FRI', '--timezone', 'Europe/Berlin');
    expect(made).toMatchObject({ active: true, schedule: { cron: '0 3 * * MON-FRI', timezone: 'Europe/Berlin' } });
    expect(made.listed).toMatch(/ cron: 0 3 \* \* MON-FRI \(Europe\/Berlin\) +yes/);
    expect((await created('--cron', '@daily')).listed).toMatch(/ cron: @daily +yes/);
  });

  it('by an interval, counted from an instant, put off by up to a while', async () => {
    const from = ['--anchor-date', '2026-01-01T00:00:00Z', '--jitter', '2 minutes'];
    expect(await created('--interval', '1 hour', ...from)).toMatchObject({
      schedule: { interval: 3600, anchor_date: expect.stringMatching(/^2026-01-01T00:00:00/) as string },
      jitter_seconds: 120,
    });
  });

  it('by a recurrence rule, under a name, with parameters, paused, late by so much at most', async () => {
    const rule = ['--rrule', 'FREQ=MONTHLY;BYDAY=-1FR', '--timezone', 'America/New_York'];
    const more = ['--slug', 'payday', '--params', '{"num": 3}', '--catchup', '2 hours', '--no-active'];
    const made = await created(...rule, ...more);
    expect(made).toMatchObject({
      active: false,
      slug: 'payday',
      parameters: { num: 3 },
      catchup_seconds: 7200,
      schedule: { rrule: expect.stringContaining('FREQ=MONTHLY;BYDAY=-1FR') as string, timezone: 'America/New_York' },
    });
    expect(made.listed).toMatch(/FREQ=MONTHLY;BYDAY=-1FR \(America\/New_York\) +payday +no/);
  });

  it('in the place of those there were', async () => {
    await created('--cron', '0 1 * * *');
    await created('--interval', '15 minutes');
    await created('--cron', '0 2 * * *', '--replace');
    expect(await client.deployments.schedules.list(name)).toMatchObject([{ schedule: { cron: '0 2 * * *' } }]);
  });
});

describe('what no schedule can be made of', () => {
  it.each([
    [[], 2, 'Give one of --cron, --interval and --rrule.'],
    [['--cron', '* * * * *', '--rrule', 'FREQ=DAILY'], 2, 'Give one of --cron'],
    [['--cron', '0 25 * * *'], 1, '--cron'],
    [['--cron', '0 3 * * *', '--timezone', 'Mars/Olympus'], 1, '--timezone'],
    [['--rrule', 'FREQ=SOMETIMES'], 1, '--rrule'],
    [['--interval', '0'], 1, '--interval'],
    [['--interval', 'often'], 2, 'Expected a span of time'],
    [['--interval', '1 hour', '--anchor-date', 'yesterday'], 1, '--anchor-date'],
    [['--cron', '0 3 * * *', '--params', '[1]'], 2, 'JSON object'],
  ])('%j is refused by the option that is wrong', async (args, code, words) => {
    const refused = await schedule('create', ...args);
    expect(refused).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(words) as string });
    expect(refused.stderr).not.toMatch(/\n\s+at |schedule\./);
    expect(await client.deployments.schedules.list(name)).toEqual([]);
  });
});
