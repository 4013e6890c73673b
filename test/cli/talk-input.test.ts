// The terminal conversation of the greeter, by the command line as a process, against a real server with a worker.
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createClient } from '../../src/client/index.js';
import { startTestPlatform, type TestPlatform } from '../client/test-platform.js';
import { runCli } from './run-cli.js';

const LIMIT = { timeoutMs: 60_000 };
// Reached only when something hangs, also on a machine that has much else to do.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let platform: TestPlatform;
beforeAll(async () => {
  platform = await startTestPlatform('talking');
});
afterAll(() => platform.close());

it('greets every name that is typed, until it is told to quit', { timeout: 180_000 }, async () => {
  const client = createClient({ apiUrl: platform.apiUrl, apiKey: platform.apiKey });
  const environment = { SLUICE_API_URL: platform.apiUrl, SLUICE_API_KEY: platform.apiKey };
  const run = await client.flowRuns.start('greeter');
  const talk = ['flow-run', 'talk', run.id, '--prompt', 'What is your name? '];
  const first = await runCli(talk, { environment, stdin: 'andrew\n\nbob\nq\nnever\n' });
  expect(first).toEqual({ code: 0, stdout: 'Hello, andrew!\nHello, bob!\n', stderr: '' });
  const second = await runCli([...talk, '--quit-with', '__EXIT__', '--json'], { environment, stdin: 'cleo\n' });
  expect(second).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(second.stdout)).toEqual({ flow_run_id: run.id, answers: ['Hello, cleo!'] });
  await expect(client.flowRuns.result(run, LIMIT)).resolves.toBe('Goodbye!');
});
