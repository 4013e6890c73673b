// Nothing is lost, whatever is killed and whenever: the whole product as a person starts it, each part killed with -9 at the
// worst moment. One environment lives through all of it.
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFailed } from 'vitest';
import { createClient, type SluiceClient } from '../../src/client/index.js';
import { DevProcess, onFreePorts, PATIENCE } from '../dev/dev-process.js';
import { ownTemporal } from '../dev/own-temporal.js';
import * as outside from './from-outside.js';
import type * as flows from './flows.js';

const LIMIT = { timeoutMs: PATIENCE.timeout };
const module = (name: string) => fileURLToPath(new URL(name, import.meta.url));

describe('kill -9', { timeout: 600_000 }, () => {
  let folder: string;
  let dataDir: string;
  let apiUrl: string;
  let args: string[];
  let client: SluiceClient;
  let dev: DevProcess;

  const begin = async (): Promise<void> => {
    dev = new DevProcess(args, await ownTemporal());
    await dev.prints(/^Ready\./m);
  };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-crash-'));
    dataDir = join(folder, 'data');
    ({ args, apiUrl } = await onFreePorts());
    args.push('--data-dir', dataDir, '--workflows', module('./flows.ts'), '--activities', module('./tasks.ts'));
    client = createClient({ apiUrl });
    await begin();
  }, 600_000);
  // What the processes said is all there is to go by.
  beforeEach(() => onTestFailed(() => console.log(dev.output)));
  afterAll(async () => {
    await dev.stop('SIGTERM');
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  const kill = (part: outside.Part) => outside.kill(dataDir, part);
  const isBack = (part: outside.Part, fromLine: number) =>
    dev.prints(new RegExp(`^\\[${part}\\] is back`, 'm'), fromLine);
  const callsOf = (key: string) => outside.callsOf(folder, key);
  const open = (key: string) => outside.openGate(folder, key);
  const start = async (flowName: keyof typeof flows) => {
    const key = randomUUID();
    const run = await client.flowRuns.start(flowName, { folder, key });
    return { id: run.id, key };
  };
  /** A run that waits in its pause. */
  const startPaused = async () => {
    const run = await start('pausing');
    await open(`${run.key}-held`);
    await client.flowRuns.wait(run.id, { state: 'Paused', ...LIMIT });
    return run;
  };

  it('of the worker, during a task: the task runs again, and no retry is spent', async () => {
    const { id, key } = await start('pausing');
    await expect.poll(() => callsOf(`${key}-held`), PATIENCE).toBe(1);
    const line = dev.lines.length;
    await kill('worker');
    await open(`${key}-held`);
    await isBack('worker', line);
    const run = await client.flowRuns.wait(id, { state: 'Paused', ...LIMIT });
    expect(run.run_count).toBe(1);
    expect([await callsOf(`${key}-before`), await callsOf(`${key}-held`)]).toEqual([1, 2]);
    const taskRuns = await client.taskRuns.list({ flowRun: id });
    expect(taskRuns.map(({ state_type }) => state_type)).toEqual(['COMPLETED', 'COMPLETED']);
    await client.flowRuns.cancel(id);
  });

  it('of the worker, during a task that said how far it was: it goes on from there', async () => {
    const { id, key } = await start('workingOff');
    await expect.poll(() => callsOf(`${key}-held`), PATIENCE).toBe(1);
    // Until the worker has told Temporal what the task said; it does so once in a while.
    await expect.poll(() => outside.progressOf(`127.0.0.1:${args[3]}`, id), PATIENCE).toBe('3');
    const line = dev.lines.length;
    await kill('worker');
    await open(`${key}-held`);
    await isBack('worker', line);
    expect(await client.flowRuns.result(id, LIMIT)).toEqual(['wait', 'd']);
  });

  it('of the worker, during a state handler of a task and again of the run: each state is entered once', async () => {
    const { id, key } = await start('handled');
    for (const kind of ['task', 'flow']) {
      await expect.poll(() => callsOf(`${key}-${kind}-handler`), PATIENCE).toBe(1);
      const line = dev.lines.length;
      await kill('worker');
      await open(`${key}-${kind}-handler`);
      await isBack('worker', line);
    }
    expect(await client.flowRuns.result(id, LIMIT)).toEqual({ before: 1, after: 1 });
    const namesOf = (states: readonly { name: string; message: string | null }[]) =>
      states.map(({ name, message }) => (message ? `${name}: ${message}` : name));
    expect(namesOf(await client.flowRuns.states(id))).toEqual(['Pending', 'Running', 'Checked: held 2 times']);
    const taskRuns = await client.taskRuns.list({ flowRun: id });
    expect(taskRuns.map(({ name, state_name, run_count }) => `${name} ${state_name} ${run_count}`).sort()).toEqual([
      'hold-handler-0-0 Completed 1',
      'hold-handler-0-1 Completed 1',
      'note-0 Checked 1',
      'note-1 Completed 1',
    ]);
    expect([await callsOf(`${key}-before`), await callsOf(`${key}-after`)]).toEqual([1, 1]);
  });

  it('of the worker, in a pause and again between the resume and the next task', async () => {
    const { id, key } = await startPaused();
    let line = dev.lines.length;
    await kill('worker');
    await isBack('worker', line);
    await expect(client.flowRuns.resume(id, { runInput: { word: 'x' } })).rejects.toMatchObject({
      code: 'run-input-invalid',
      fields: [{ path: 'word' }],
    });
    const answer = await client.flowRuns.resume(id, { runInput: { word: 'on' }, actor: 'ada' });
    line = dev.lines.length;
    await kill('worker');
    expect(answer).toMatchObject({ status: 'ACCEPT', pause_key: 'word' });
    await open(`${key}-after`);
    await isBack('worker', line);
    const result = await client.flowRuns.result<Record<string, unknown>>(id, LIMIT);
    expect(result).toMatchObject({ before: 1, held: 1, word: 'on' });
    expect([await callsOf(`${key}-before`), await callsOf(`${key}-held`)]).toEqual([1, 1]);
    expect(await client.flowRuns.decisions(id)).toMatchObject([{ actor: 'ada', answer: { word: 'on' } }]);
  });

  it('of the API, during a resume: repeated under its key it counts once and has one answer', async () => {
    const { id, key } = await startPaused();
    const options = { runInput: { word: 'once' }, idempotencyKey: randomUUID() };
    const line = dev.lines.length;
    const cut = fetch(`${apiUrl}/flow_runs/${id}/resume`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ run_input: options.runInput, idempotency_key: options.idempotencyKey }),
    }).then(
      (response) => response.status,
      () => 'cut',
    );
    await kill('server');
    expect([200, 202, 'cut']).toContain(await cut);
    await isBack('server', line);
    const first = await client.flowRuns.resume(id, options);
    expect(first).toMatchObject({ status: 'ACCEPT', pause_key: 'word' });
    expect(await client.flowRuns.resume(id, options)).toEqual(first);
    await open(`${key}-after`);
    expect(await client.flowRuns.result(id, LIMIT)).toEqual({ before: 1, held: 1, word: 'once', after: 1 });
    expect(await client.flowRuns.resume(id, options)).toEqual(first);
    expect(await client.flowRuns.decisions(id)).toHaveLength(1);
  });

  it('of Temporal, under a run in a task and a run in a pause', async () => {
    const waiting = await startPaused();
    const working = await start('pausing');
    await expect.poll(() => callsOf(`${working.key}-held`), PATIENCE).toBe(1);
    const line = dev.lines.length;
    await kill('temporal');
    await open(`${working.key}-held`);
    await isBack('temporal', line);
    for (const { id, key } of [waiting, working]) {
      await client.flowRuns.wait(id, { state: 'Paused', ...LIMIT });
      // Refused as long as Temporal is not there again, and then taken.
      const resume = () =>
        client.flowRuns.resume(id, { runInput: { word: key } }).then(
          ({ status }) => status,
          () => null,
        );
      await expect.poll(resume, PATIENCE).toMatch(/^(ACCEPT|RECORDED)$/);
      await open(`${key}-after`);
      expect(await client.flowRuns.result(id, LIMIT)).toMatchObject({ before: 1, word: key });
      expect(await client.flowRuns.decisions(id)).toHaveLength(1);
    }
  });

  it('of nothing, and yet: of 100 resumes at once one is taken, and 99 are told whose', async () => {
    const { id, key } = await startPaused();
    const resume = async (person: number) => {
      const response = await fetch(`${apiUrl}/flow_runs/${id}/resume`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'idempotency-key': `${id}-${person}`,
          'x-sluice-actor': `${person}`,
        },
        body: JSON.stringify({ run_input: { word: `word ${person}` } }),
      });
      return { person, status: response.status, body: (await response.json()) as Record<string, unknown> };
    };
    const answers = await Promise.all(Array.from({ length: 100 }, (_, person) => resume(person)));
    const [winner, ...others] = answers.filter(({ status }) => status === 200);
    expect(others).toEqual([]);
    const told = answers.filter(({ status }) => status !== 200);
    expect(new Set(told.map(({ status, body }) => `${status} ${String(body['code'])}`))).toEqual(
      new Set(['409 pause-already-resolved']),
    );
    const winners = told.map(({ body }) => (body['details'] as { actor: string }).actor);
    expect([winners.length, ...new Set(winners)]).toEqual([99, String(winner?.person)]);
    expect(await resume(winner?.person as number)).toEqual(winner);
    await open(`${key}-after`);
    expect(await client.flowRuns.result(id, LIMIT)).toMatchObject({ word: `word ${winner?.person}` });
  });

  it('of everything at once: a suspended run goes on when all is started again', async () => {
    const { id, key } = await start('suspending');
    await client.flowRuns.wait(id, { state: 'Suspended', ...LIMIT });
    await dev.stop('SIGKILL');
    await begin();
    expect((await client.flowRuns.read(id)).state_name).toBe('Suspended');
    await client.flowRuns.resume(id, { runInput: { word: 'awake' } });
    expect(await client.flowRuns.result(id, LIMIT)).toEqual({ before: 1, word: 'awake', after: 1 });
    expect(await callsOf(`${key}-before`)).toBe(1);
  });
});
