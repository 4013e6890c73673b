// `flow-run watch` and `flow-run logs --follow` as processes of their own: they print what a run does while it does it, and
// end with it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type SluiceClient } from '../../src/client/index.js';
import { startTestPlatform, type TestPlatform } from '../client/test-platform.js';
import { DevProcess } from '../dev/dev-process.js';
import { runCli } from './run-cli.js';

const LIMIT = { timeoutMs: 60_000 };

let platform: TestPlatform;
let client: SluiceClient;
let environment: Record<string, string>;
beforeAll(async () => {
  platform = await startTestPlatform('follow');
  client = createClient({ apiUrl: platform.apiUrl, apiKey: platform.apiKey });
  environment = { SLUICE_API_URL: platform.apiUrl, SLUICE_API_KEY: platform.apiKey };
});
afterAll(() => platform.close());

async function paused(flowName: string): Promise<string> {
  const run = await client.flowRuns.start(flowName);
  await client.flowRuns.wait(run, { state: 'PAUSED', ...LIMIT });
  return run.id;
}

/** Begins a command that goes on until the run ends. */
const begin = (...command: string[]) => new DevProcess([], environment, ['flow-run', ...command]);

describe('flow-run watch', () => {
  it('shows the pause and how it is answered, then what comes, and ends with the run', async () => {
    const id = await paused('greetUserModel');
    const watching = begin('watch', id);
    await watching.prints(new RegExp(`\\| Paused\\nanswer it by: sluice flow-run resume ${id}$`, 'm'));
    await client.flowRuns.resume(id, { runInput: { name: 'Ada', age: 36 } });
    expect(await watching.ended).toBe(0);
    const order = ['| Pending', '| Running', '| Paused', 'Hello, Ada!', '| Completed'];
    const places = order.map((text) => watching.lines.findLastIndex((line) => line.includes(text)));
    expect(places).not.toContain(-1);
    expect(places[3]).toBeGreaterThan(places[2] as number);
    expect(places[4]).toBeGreaterThan(places[3] as number);
  });

  it('fails with a run that does not complete, and with one that is not there', async () => {
    const id = await paused('inspiringJoke');
    const watching = begin('watch', id);
    await watching.prints(/\| Paused/);
    await client.flowRuns.cancel(id);
    expect(await watching.ended).toBe(1);
    expect(watching.output).toContain('| Cancelled');
    const ended = await runCli(['flow-run', 'watch', id, '--json'], { environment });
    expect([ended.code, JSON.parse(ended.stdout)]).toMatchObject([1, { id, state_type: 'CANCELLED' }]);
    const unknown = await runCli(['flow-run', 'watch', '00000000-0000-4000-8000-000000000000'], { environment });
    expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('(flow-run-not-found)') as string });
  });
});

describe('flow-run logs --follow', () => {
  it('prints the lines as they come, those of its level, and ends with the run', async () => {
    const id = await paused('greetUserModel');
    const following = begin('logs', id, '--follow');
    const errors = begin('logs', id, '--follow', '--level', 'error');
    await client.flowRuns.resume(id, { runInput: { name: 'Grace', age: 40 } });
    expect(await following.ended).toBe(0);
    expect(following.lines.filter((line) => line !== '')).toEqual([
      expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} \| INFO +\| Hello, Grace!$/),
    ]);
    expect([await errors.ended, errors.output.trim()]).toEqual([0, '']);
  });

  it('has printed what is there while the run still waits', async () => {
    const id = await paused('inspiringJoke');
    const line = {
      flow_run_id: id,
      level: 30,
      name: 'test',
      message: 'Said early.',
      timestamp: new Date().toISOString(),
    };
    const headers = { authorization: `Bearer ${platform.apiKey}` };
    expect((await platform.server.call('POST', '/api/logs/', { body: [line], headers })).status).toBe(201);
    const following = begin('logs', id, '--follow');
    await following.prints(/WARNING +\| Said early\.$/m);
    expect((await client.flowRuns.read(id)).state_name).toBe('Paused');
    await client.flowRuns.cancel(id);
    expect(await following.ended).toBe(0);
    expect(following.output.match(/Said early/g)).toHaveLength(1);
  });
});
