// The client against the real API with a real worker: each call does what it says, and refuses as it says.
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createClient, type SluiceClient } from '../../src/client/index.js';
import type { buildNames } from '../../workflows/examples/build-names.js';
import type { conditionalPause } from '../../workflows/examples/conditional-pause.js';
import type { greetUserModel } from '../../workflows/examples/greet-user.js';
import type { inspiringJoke } from '../../workflows/examples/inspiring-joke.js';
import { startTestPlatform, type TestPlatform } from './test-platform.js';

const LIMIT = { timeoutMs: 30_000 };

let platform: TestPlatform;
let client: SluiceClient;

beforeAll(async () => {
  platform = await startTestPlatform('client');
  client = createClient({ apiUrl: platform.apiUrl, apiKey: platform.apiKey });
});
afterAll(() => platform.close());

const refusal = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect.fail('expected a refusal'),
    (error: unknown) => error,
  );

async function pausedModelRun(): Promise<string> {
  const run = await client.flowRuns.start<typeof greetUserModel>('greetUserModel');
  await client.flowRuns.wait(run, { state: 'Paused', ...LIMIT });
  return run.id;
}

describe('a run from start to result', () => {
  it('starts by name, pauses with its form, takes an answer and gives its result', async () => {
    const run = await client.flowRuns.start<typeof greetUserModel>(
      'greetUserModel',
      {},
      { name: 'first', tags: ['a'] },
    );
    expect(run).toMatchObject({ name: 'first', tags: ['a'], state_type: 'PENDING', parameters: {} });
    const paused = await client.flowRuns.wait(run, { state: 'PAUSED', ...LIMIT });
    expect(paused.state_name).toBe('Paused');
    const pause = await client.flowRuns.pause(run);
    expect(pause).toMatchObject({ key: '1', schema: { properties: { age: { type: 'integer' } } } });
    const answer = await client.flowRuns.resume(run, {
      runInput: { name: 'Ada', age: 36 },
      actor: 'ada',
      pauseKey: '1',
    });
    expect(answer).toMatchObject({ status: 'ACCEPT', pause_key: '1', kind: 'paused' });
    const result: string = await client.flowRuns.result(run, LIMIT);
    expect(result).toBe('Hello, Ada!');
    expect(await client.flowRuns.decisions(run)).toMatchObject([{ actor: 'ada', answer: { name: 'Ada', age: 36 } }]);
    expect((await client.flowRuns.states(run)).map(({ name }) => name)).toContain('Paused');
    expect((await client.flowRuns.logs(run)).map(({ message }) => message)).toEqual(['Hello, Ada!']);
    expect(await client.flowRuns.pause(run)).toBeNull();
  });

  it('starts by the flow itself, as anything that has its definition', async () => {
    const flow = { definition: { name: undefined, workflowType: 'conditionalPause' } };
    const run = await client.flowRuns.start(flow, { fail: true });
    await expect(client.flowRuns.result(run, LIMIT)).resolves.toBe('skipped');
    const tasks = await client.taskRuns.list({ flowRun: run });
    expect(tasks).toMatchObject([{ flow_run_id: run.id, state_type: 'FAILED' }]);
  });

  it('is found by lists and counts in their short form', async () => {
    const tag = randomUUID();
    const run = await client.flowRuns.start<typeof inspiringJoke>('inspiringJoke', {}, { tags: [tag] });
    await client.flowRuns.wait(run, { state: 'Paused', ...LIMIT });
    const found = async (query: Parameters<SluiceClient['flowRuns']['count']>[0]): Promise<number> => {
      const runs = await client.flowRuns.list({ tags: [tag], ...query });
      expect(await client.flowRuns.count({ tags: [tag], ...query })).toBe(runs.length);
      return runs.length;
    };
    expect(await found({})).toBe(1);
    expect(await found({ flowName: 'inspiringJoke', state: ['PAUSED', 'Completed'] })).toBe(1);
    expect(await found({ state: 'Suspended' })).toBe(0);
    expect(await found({ ids: [run.id], name: run.name })).toBe(1);
    expect(await found({ flowName: ['greetUser'] })).toBe(0);
    expect(await found({ filter: { flow_runs: { name: { any_: ['nobody'] } } } })).toBe(0);
    await client.flowRuns.cancel(run);
  });
});

describe('an idempotency key', () => {
  it('makes a second start answer the first run', async () => {
    const idempotencyKey = randomUUID();
    const first = await client.flowRuns.start('inspiringJoke', {}, { idempotencyKey });
    const second = await client.flowRuns.start('inspiringJoke', {}, { idempotencyKey });
    expect(second.id).toBe(first.id);
    expect((await client.flowRuns.start('inspiringJoke')).id).not.toBe(first.id);
  });

  it('makes a second resume give the first answer, while another key is told who won', async () => {
    const id = await pausedModelRun();
    const answer = { runInput: { name: 'Ada', age: 36 }, idempotencyKey: randomUUID(), actor: 'ada' };
    const first = await client.flowRuns.resume(id, answer);
    expect(await client.flowRuns.resume(id, answer)).toEqual(first);
    await client.flowRuns.wait(id, LIMIT);
    expect(await refusal(client.flowRuns.resume(id, { runInput: { name: 'Bob', age: 1 } }))).toMatchObject({
      code: 'pause-already-resolved',
      details: { actor: 'ada', outcome: 'resumed', status: 409 },
    });
  });
});

describe('what is refused', () => {
  it('parameters that do not fit, by their paths, before a run exists', async () => {
    const before = await client.flowRuns.count();
    expect(await refusal(client.flowRuns.start('conditionalPause', { fail: 'maybe' }))).toMatchObject({
      code: 'parameters-invalid',
      fields: [{ path: 'fail' }],
    });
    expect(await client.flowRuns.count()).toBe(before);
  });

  it('an input that does not fit, by its paths, and the run stays paused', async () => {
    const id = await pausedModelRun();
    expect(await refusal(client.flowRuns.resume(id, { runInput: { name: 'Ada', age: 'old' } }))).toMatchObject({
      code: 'run-input-invalid',
      fields: [{ path: 'age' }],
    });
    expect((await client.flowRuns.read(id)).state_name).toBe('Paused');
  });

  it('a pause that is not the open one', async () => {
    const id = await pausedModelRun();
    const answer = { runInput: { name: 'Ada', age: 36 }, pauseKey: '2' };
    expect(await refusal(client.flowRuns.resume(id, answer))).toMatchObject({ code: 'flow-run-not-paused' });
  });

  it('what is not there, and a wrong key', async () => {
    const id = randomUUID();
    expect(await refusal(client.flowRuns.read(id))).toMatchObject({ code: 'flow-run-not-found' });
    expect(await refusal(client.flowRuns.resume(id))).toMatchObject({ code: 'flow-run-not-found' });
    const unknown = await refusal(client.flowRuns.start('nowhere'));
    expect(unknown).toMatchObject({ code: 'flow-not-found', message: "There is no flow named 'nowhere'." });
    const stranger = createClient({ apiUrl: platform.apiUrl, apiKey: 'other' });
    expect(await refusal(stranger.flows.list())).toMatchObject({ code: 'unauthenticated' });
  });
});

describe('waiting', () => {
  it('gives up in time, and says where the run is', async () => {
    const id = await pausedModelRun();
    expect(await refusal(client.flowRuns.wait(id, { timeoutMs: 50 }))).toMatchObject({
      code: 'wait-timeout',
      details: { state_name: 'Paused', flow_run_id: id },
    });
  });

  it('ends when the run ends otherwise', async () => {
    const run = await client.flowRuns.start<typeof conditionalPause>('conditionalPause', { fail: true });
    expect(await refusal(client.flowRuns.wait(run, { state: 'Paused', ...LIMIT }))).toMatchObject({
      code: 'flow-run-finished',
      details: { state_name: 'Completed' },
    });
  });

  it('passes over the pause that was answered', async () => {
    const run = await client.flowRuns.start('getShirtOrderLooping');
    await client.flowRuns.wait(run, { state: 'PAUSED', ...LIMIT });
    const { pause_key: answered } = await client.flowRuns.resume(run, { runInput: { size: 'small', color: 'green' } });
    expect(answered).toBe('1');
    const again = await client.flowRuns.wait(run, { state: 'PAUSED', afterPauseKey: answered, ...LIMIT });
    expect(again.state?.state_details.pause_key).toBe('2');
    await client.flowRuns.resume(run, { runInput: { size: 'large', color: 'green' } });
    await expect(client.flowRuns.result(run, LIMIT)).resolves.toEqual({ size: 'large', color: 'green' });
  });
});

describe('control', () => {
  it('suspends a paused run from outside, and resumes it', async () => {
    const run = await client.flowRuns.start<typeof inspiringJoke>('inspiringJoke');
    await client.flowRuns.wait(run, { state: 'Paused', ...LIMIT });
    await client.flowRuns.suspend(run, { timeoutSeconds: null });
    await client.flowRuns.wait(run, { state: 'Suspended', ...LIMIT });
    await client.flowRuns.resume(run);
    await expect(client.flowRuns.result(run, LIMIT)).resolves.toHaveLength(2);
  });

  it('cancels a run, whose result then says so', async () => {
    const run = await client.flowRuns.start<typeof inspiringJoke>('inspiringJoke');
    await client.flowRuns.wait(run, { state: 'Paused', ...LIMIT });
    await client.flowRuns.cancel(run, { actor: 'Ädä Ω' });
    expect(await refusal(client.flowRuns.result(run, LIMIT))).toMatchObject({
      code: 'flow-run-cancelled',
      details: { flow_run_id: run.id, state_type: 'CANCELLED' },
    });
    expect(await refusal(client.flowRuns.cancel(run))).toMatchObject({ code: 'flow-run-finished' });
  });

  it('retries a failed run from where it failed', async () => {
    let up = false;
    const users = http.createServer((_request, response) => {
      const document = { results: [{ name: { title: 'Ms', first: 'Ada', last: 'Lovelace' } }] };
      response.writeHead(up ? 200 : 500, { 'content-type': 'application/json' }).end(JSON.stringify(document));
    });
    onTestFinished(() => void users.close());
    users.listen(0, '127.0.0.1');
    await once(users, 'listening');
    const url = `http://127.0.0.1:${(users.address() as AddressInfo).port}/`;
    const run = await client.flowRuns.start<typeof buildNames>('buildNames', { url, num: 1 });
    await client.flowRuns.wait(run, { state: 'FAILED', ...LIMIT });
    expect(await refusal(client.flowRuns.result(run, LIMIT))).toMatchObject({
      code: 'flow-failed',
      message: expect.stringContaining('HTTP 500') as string,
    });
    up = true;
    const again = await client.flowRuns.retry(run);
    expect(again.state_type).not.toBe('FAILED');
    await expect(client.flowRuns.result(run, LIMIT)).resolves.toMatchObject([{ first: 'Ada' }]);
  });
});

describe('documents without a worker', () => {
  it('keep inputs of a run under their keys', async () => {
    const id = await createRecordedRun();
    const { inputs } = client.flowRuns;
    await inputs.create(id, { key: 'note-1', value: { text: 'hi' }, sender: 'test' });
    expect(await inputs.list(id, { prefix: 'note' })).toMatchObject([{ key: 'note-1', sender: 'test' }]);
    expect(await inputs.read(id, 'note-1')).toEqual({ text: 'hi' });
    expect(await refusal(inputs.create(id, { key: 'note-1', value: 1 }))).toMatchObject({ code: 'run-input-exists' });
    await inputs.delete(id, 'note-1');
    expect(await refusal(inputs.read(id, 'note-1'))).toMatchObject({ code: 'not-found' });
  });

  it('take states and are deleted', async () => {
    const id = await createRecordedRun();
    expect(await client.flowRuns.setState(id, { type: 'RUNNING' })).toMatchObject({ status: 'ACCEPT' });
    await client.flowRuns.delete(id);
    expect(await refusal(client.flowRuns.read(id))).toMatchObject({ code: 'flow-run-not-found' });
  });

  it('are flows, read by id and by name', async () => {
    const [flow] = await client.flows.list({ name: 'greetUser' });
    expect(flow?.name).toBe('greetUser');
    expect(await client.flows.read({ name: 'greetUser' })).toEqual(flow);
    expect(await client.flows.read({ id: flow?.id ?? '' })).toEqual(flow);
    expect(await refusal(client.flows.read({ name: 'nowhere' }))).toMatchObject({ code: 'flow-not-found' });
  });

  it('tell that the server is ready', async () => {
    await expect(client.server.checkReady()).resolves.toBeUndefined();
  });
});

/** A recorded run, made as a client of the reference would. */
async function createRecordedRun(): Promise<string> {
  const headers = { authorization: `Bearer ${platform.apiKey}` };
  const flow = await platform.server.post('/api/flows/', { name: `recorded-${randomUUID()}` }, headers);
  const run = await platform.server.post('/api/flow_runs/', { flow_id: (flow.body as { id: string }).id }, headers);
  return (run.body as { id: string }).id;
}
