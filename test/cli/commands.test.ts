// The command line as a process, against a real API with a real worker: answers as JSON and for people, exit codes,
// sentences of refusal, colours.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type FlowRun, type SluiceClient } from '../../src/client/index.js';
import { startTestPlatform, type TestPlatform } from '../client/test-platform.js';
import { runCli, runCliHere, runCliInTerminal, type CliRun } from './run-cli.js';

const LIMIT = { timeoutMs: 30_000 };

let platform: TestPlatform;
let client: SluiceClient;
let environment: Record<string, string>;

beforeAll(async () => {
  platform = await startTestPlatform('cli');
  client = createClient({ apiUrl: platform.apiUrl, apiKey: platform.apiKey });
  environment = { SLUICE_API_URL: platform.apiUrl, SLUICE_API_KEY: platform.apiKey };
});
afterAll(() => platform.close());

const sluice = (...args: string[]): Promise<CliRun> =>
  runCliHere([...args, '--api-url', platform.apiUrl, '--api-key', platform.apiKey]);

/** The JSON answer of a command that succeeds. */
async function json<Document>(...args: string[]): Promise<Document> {
  const { code, stdout, stderr } = await sluice(...args, '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Document;
}

/** The JSON error of a command that fails. */
async function jsonError(...args: string[]): Promise<{ code: string; message: string; fields: unknown[] }> {
  const { code, stdout, stderr } = await sluice(...args, '--json');
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  return (JSON.parse(stderr) as { error: { code: string; message: string; fields: unknown[] } }).error;
}

async function paused(flowName: string): Promise<string> {
  const run = await client.flowRuns.start(flowName);
  await client.flowRuns.wait(run, { state: 'PAUSED', ...LIMIT });
  return run.id;
}

describe('a process', () => {
  it('answers by its output and its exit code', async () => {
    const started = await runCli(['flow-run', 'start', 'greetUserModel', '--json'], { environment });
    expect(started).toMatchObject({ code: 0, stderr: '' });
    const { id } = JSON.parse(started.stdout) as FlowRun;
    await client.flowRuns.wait(id, { state: 'Paused', ...LIMIT });
    const refused = await runCli(['flow-run', 'resume', id, '--json'], { environment });
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(JSON.parse(refused.stderr)).toMatchObject({ error: { code: 'run-input-invalid' } });
  });
});

describe('a run driven from the command line', () => {
  it('starts, is listed, waited for, shown, answered and logged, each as JSON', async () => {
    const tag = randomUUID();
    const params = ['--params', '{}', '--name', 'from-cli', '--tag', tag];
    const run = await json<FlowRun>('flow-run', 'start', 'greetUserModel', ...params);
    expect(run).toMatchObject({ name: 'from-cli', tags: [tag], parameters: {} });
    const waited = await json<FlowRun>('flow-run', 'wait', run.id, '--state', 'Paused', '--timeout', '30s');
    expect(waited.state_name).toBe('Paused');
    const listed = await json<FlowRun[]>('flow-run', 'ls', '--tag', tag, '--state', 'PAUSED');
    expect(listed.map(({ id }) => id)).toEqual([run.id]);
    expect(await json('flow-run', 'ls', '--tag', tag, '--state', 'Running')).toEqual([]);
    expect(await json('flow-run', 'pause', run.id)).toMatchObject({ key: '1', schema: { required: ['name', 'age'] } });
    expect(await jsonError('flow-run', 'resume', run.id, '--field', 'name=Ada', '--field', 'age=old')).toMatchObject({
      code: 'run-input-invalid',
      fields: [{ path: 'age' }],
    });
    const answer = ['--field', 'name=42', '--field', 'age=36', '--actor', 'ada'];
    expect(await json('flow-run', 'resume', run.id, ...answer)).toMatchObject({ status: 'ACCEPT', pause_key: '1' });
    expect(await json('flow-run', 'wait', run.id)).toMatchObject({ state_type: 'COMPLETED' });
    expect(await json('flow-run', 'logs', run.id)).toMatchObject([{ message: 'Hello, 42!', level: 20 }]);
    expect(await json('flow-run', 'inspect', run.id)).toMatchObject({
      id: run.id,
      pause: null,
      decisions: [{ actor: 'ada', answer: { name: '42', age: 36 } }],
      task_runs: [],
    });
    expect(await jsonError('flow-run', 'resume', run.id)).toMatchObject({ code: 'pause-already-resolved' });
    expect(await json('flow-run', 'delete', run.id)).toMatchObject({ status: 'DELETED' });
    expect(await jsonError('flow-run', 'inspect', run.id)).toMatchObject({ code: 'flow-run-not-found' });
  });

  it('is suspended', async () => {
    const id = await paused('inspiringJoke');
    expect(await json('flow-run', 'suspend', id, '--no-timeout')).toMatchObject({ status: 'REQUESTED' });
    expect(await json('flow-run', 'wait', id, '--state', 'Suspended', '--timeout', '30')).toMatchObject({ id });
  });

  it('is cancelled, and waiting for it fails', async () => {
    const id = await paused('inspiringJoke');
    await json('flow-run', 'cancel', id);
    const { code, stdout } = await sluice('flow-run', 'wait', id);
    expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringContaining('is in Cancelled') as string });
  });

  it('is watched: states and log in their order, and the exit code tells how it ended', async () => {
    const { code, stdout } = await sluice('flow-run', 'start', 'conditionalPause', '--param', 'fail=true', '--watch');
    expect(code).toBe(0);
    const seen = stdout.split('\n').map((line) => line.split(' | ').slice(1).join(' | ').trim());
    const order = ['Running', 'Task one failed. Skipping pause flow run..', 'Completed'].map((text) =>
      seen.findIndex((line) => line.includes(text)),
    );
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order).not.toContain(-1);
    const failed = await sluice('flow-run', 'start', 'conditionalPause', '--param', 'timeoutSeconds=0.1', '--watch');
    expect(failed.code).toBe(1);
    expect(failed.stdout).toMatch(/Paused\n.*answer it by: sluice flow-run resume /);
    expect(failed.stdout).toContain('was paused and never resumed');
    const id = /\(([0-9a-f-]{36})\)/.exec(failed.stdout)?.[1] ?? '';
    expect(await json('flow-run', 'retry', id)).toMatchObject({ id });
  });

  it('takes its answer from standard input, as a whole or with fields over it', async () => {
    const id = await paused('greetUserModel');
    const stdin = '{"name": "Ada", "age": 1}';
    const { code } = await runCli(['flow-run', 'resume', id, '--input', '-', '--field', 'age=36'], {
      environment,
      stdin,
    });
    expect(code).toBe(0);
    expect(await client.flowRuns.result(id, LIMIT)).toBe('Hello, Ada!');
    expect(await client.flowRuns.decisions(id)).toMatchObject([{ answer: { name: 'Ada', age: 36 } }]);
  });
});

describe('in a terminal', () => {
  it('a resume asks for each field of the form, again where it must, in colour', async () => {
    const id = await paused('greetUserInitialData');
    const terminal = { environment, stdin: '\nold\n36\n' };
    const { code, shown } = await runCliInTerminal(['flow-run', 'resume', id], terminal);
    expect({ code, shown }).toMatchObject({ code: 0 });
    expect(shown).toContain("Waiting in pause '1'");
    expect(shown).toContain('What should we call you?');
    expect(shown).toContain("expected a whole number, got 'old'");
    expect(shown).toContain('\u001b[1m');
    expect(await client.flowRuns.result(id, LIMIT)).toBe('Hello, stranger!');
  });

  it('NO_COLOR takes the colours away', async () => {
    const { shown } = await runCliInTerminal(['flow', 'ls', '--limit', '50'], {
      environment: { ...environment, NO_COLOR: '1' },
    });
    expect(shown).toContain('greetUser');
    expect(shown).not.toContain('\u001b[');
  });
});

describe('for people', () => {
  it('lists are tables without colours in a pipe, and no rows are a sentence aside', async () => {
    const flows = await sluice('flow', 'ls', '--limit', '50');
    expect(flows.code).toBe(0);
    expect(flows.stdout.split('\n')[0]).toMatch(/^ID +NAME +CREATED$/);
    expect(flows.stdout).toMatch(/ greetUser +(\d+ \w+ ago|now)/);
    expect(flows.stdout).not.toContain('\u001b[');
    const none = await sluice('flow-run', 'ls', '--flow-name', 'nobody');
    expect(none).toEqual({ code: 0, stdout: '', stderr: 'No flow runs found.\n' });
  });

  it('refusals are sentences with their code and the way on', async () => {
    const id = await paused('greetUserModel');
    const refused = await sluice('flow-run', 'resume', id);
    expect(refused.code).toBe(1);
    expect(refused.stdout).toBe('');
    expect(refused.stderr).toMatch(/^Error: .*'1'.*\(run-input-invalid\)\n/);
    expect(refused.stderr).toContain('--field name=value');
    const shown = await sluice('flow-run', 'inspect', id);
    expect(shown.stdout).toMatch(/state +Paused/);
    expect(shown.stdout).toMatch(/age +integer +yes/);
    const unknown = await sluice('flow-run', 'start', 'nowhere');
    expect(unknown.stderr).toContain("There is no flow named 'nowhere'. (flow-not-found)");
    const stranger = await runCliHere(['flow', 'ls', '--api-url', platform.apiUrl, '--api-key', 'wrong']);
    expect(stranger.code).toBe(1);
    expect(stranger.stderr).toContain('(unauthenticated)');
    expect(stranger.stderr).toContain('SLUICE_API_KEY');
  });
});

describe('the doctor', () => {
  it('finds a running platform well', async () => {
    const { code, stdout } = await runCli(['doctor', '--json'], { environment });
    expect(code).toBe(0);
    const findings = JSON.parse(stdout) as { name: string; status: string }[];
    const of = (name: string): string | undefined => findings.find((finding) => finding.name === name)?.status;
    expect([of('node'), of('settings'), of('API'), of('ready'), of('store')]).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
  });
});
