// Suspension on a real server: from inside and outside, by continue-as-new, with what was done remembered.
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveFlows, until, type FlowServer } from './harness.js';
import { RecordingPlatform } from './recording-platform.js';
import { countOf, openGate, work } from './work.js';

const recorded = new RecordingPlatform();
let server: FlowServer;
beforeAll(async () => {
  const flows = fileURLToPath(new URL('./flows/index.ts', import.meta.url));
  server = await serveFlows(flows, recorded.platform, work);
});
afterAll(() => server.stop());

const RESUMED = ['Resuming', 'Pending', 'Running'];

describe('a suspended run', () => {
  it('holds nothing but a few events, and goes on from its first line with finished tasks remembered', async () => {
    const run = await server.start('suspending', { key: 's1' });
    const pause = await run.suspended();
    expect(pause).toMatchObject({ key: '1', kind: 'suspended' });
    expect(recorded.statesOf(run.id).at(-1)).toMatchObject({
      type: 'PAUSED',
      name: 'Suspended',
      state_details: { pause_reschedule: true, pause_key: '1', pause_timeout: pause.timeout_at },
    });
    expect(await run.resume({ actor: 'ann' })).toMatchObject({ status: 'ACCEPT', kind: 'suspended' });
    expect(await run.result()).toEqual([1, 1]);
    expect(countOf('s1 before')).toBe(1);
    expect(recorded.stateNames(run.id)).toEqual(['Pending', 'Running', 'Suspended', ...RESUMED, 'Completed']);
    expect(recorded.of(run.id, 'flow-run-state').at(-1)?.run_count).toBe(1);
    expect(recorded.taskStateNames(run.id)).toEqual({
      'count-0': ['Pending', 'Running', 'Completed'],
      'count-1': ['Pending', 'Running', 'Completed'],
    });
    const { created } = recorded.batches.filter(({ flow_run }) => flow_run.id === run.id).at(-1)?.flow_run ?? {};
    expect(created).toBe(recorded.batches.find(({ flow_run }) => flow_run.id === run.id)?.flow_run.created);
  });

  it('keeps its flow run id when its workflow id is no UUID', async () => {
    const run = await server.start('suspending', { key: 's-named' }, { workflowId: `named-${Date.now()}` });
    const before = (await run.state()).flow_run_id;
    await run.suspended();
    expect((await run.state()).flow_run_id).toBe(before);
    await run.resume();
    await run.result();
    expect(recorded.stateNames(before).at(-1)).toBe('Completed');
  });

  it('fails when nobody comes', async () => {
    const run = await server.start('suspending', { key: 's2', timeout: 0.3 });
    expect(await run.failure()).toMatchObject({ code: 'pause-timeout' });
    expect(recorded.stateNames(run.id)).toEqual(['Pending', 'Running', 'Suspended', 'Failed']);
    expect(recorded.statesOf(run.id).at(-1)?.message).toBe('The flow was paused and never resumed.');
    expect(countOf('s2 after')).toBe(0);
  });

  it('goes on with a value when nobody comes, if it has one', async () => {
    const run = await server.start('suspendingWithDefault');
    expect(await run.result()).toEqual({ number: 4 });
    expect(recorded.of(run.id, 'decision').map(({ decision }) => decision.outcome)).toEqual(['defaulted']);
  });

  it('judges an answer by its whole schema; refused, it is as suspended as before', async () => {
    const run = await server.start('suspendingForInput', { key: 's3' });
    await run.suspended();
    expect(await run.refusal({ run_input: { number: 3 } })).toMatchObject({
      code: 'run-input-invalid',
      fields: [{ path: 'number', message: 'Expected an even number.' }],
    });
    expect(await run.pause()).toMatchObject({ kind: 'suspended', key: 'even' });
    expect(await run.refusal({ run_input: {} })).toMatchObject({ code: 'run-input-invalid' });
    const answer = await run.resume({ run_input: { number: 4 }, idempotency_key: 'k' });
    expect(await run.resume({ idempotency_key: 'k' }).catch(() => answer)).toEqual(answer);
    expect(await run.result()).toEqual([1, { number: 4 }, 1]);
    expect([countOf('s3 before'), countOf('s3 after')]).toEqual([1, 1]);
    expect(recorded.stateNames(run.id)).toEqual(['Pending', 'Running', 'Suspended', ...RESUMED, 'Completed']);
  });

  it('takes one of many answers at once', async () => {
    const run = await server.start('suspendingForInput', { key: 's4' });
    await run.suspended();
    const answers = [2, 3, 4, 5, 6, 8].map((number) =>
      run.resume({ run_input: { number }, actor: String(number) }).then(
        () => 'accepted',
        () => 'refused',
      ),
    );
    expect((await Promise.all(answers)).filter((outcome) => outcome === 'accepted')).toHaveLength(1);
    const [, { number }] = (await run.result()) as [number, { number: number }];
    expect(number % 2).toBe(0);
    expect(recorded.of(run.id, 'decision').map(({ decision }) => decision.actor)).toEqual([String(number)]);
  });

  it('judges many wrong answers at once one after another, and waits on', async () => {
    const run = await server.start('suspendingForInput', { key: 's4-wrong' });
    await run.suspended();
    const wrong = [3, 5, 7, 9, 11, 13].map((number) => run.refusal({ run_input: { number } }));
    expect((await Promise.all(wrong)).map(({ code }) => code)).toEqual(wrong.map(() => 'run-input-invalid'));
    await run.resume({ run_input: { number: 2 } });
    expect(await run.result()).toEqual([1, { number: 2 }, 1]);
  });

  it('goes through pauses that depend on what happened, and asks no question twice', async () => {
    const run = await server.start('sometimesPausing', { key: 's5', pause: true });
    await run.paused({ key: 'sometimes' });
    await run.resume();
    await run.paused({ key: '2', kind: 'suspended' });
    await run.resume({ run_input: { value: 'answer' } });
    expect(await run.result()).toEqual(['COMPLETED', 'answer', 1]);
    const other = await server.start('sometimesPausing', { key: 's6', pause: false });
    await other.paused({ key: '1' });
    await other.resume({ run_input: { value: 'answer' } });
    expect(await other.result()).toEqual(['COMPLETED', 'answer', 1]);
  });

  it('loops around suspensions, each round done once', async () => {
    const run = await server.start('looping', { key: 's7', rounds: 4 });
    for (let round = 0; round < 4; round += 1) {
      await run.paused({ key: String(round + 1) });
      await run.resume({ run_input: { value: `answer ${round}` } });
    }
    expect(await run.result()).toEqual(['answer 0', 'answer 1', 'answer 2', 'answer 3']);
    expect([0, 1, 2, 3].map((round) => countOf(`s7 ${round}`))).toEqual([1, 1, 1, 1]);
  });

  it('calls a task again whose arguments changed or whose result is not kept', async () => {
    const run = await server.start('changingArguments', { key: 's8' });
    await run.suspended();
    await run.resume();
    expect(await run.result()).toEqual([2, 2, 1]);
    expect(recorded.taskStateNames(run.id, 'echo')).toEqual({
      'echo-0': [...['Pending', 'Running', 'Completed'], ...['Pending', 'Running', 'Completed']],
    });
  });
});

describe('a run suspended from outside', () => {
  it('lets running tasks finish, says how many, starts no more, and goes on after them', async () => {
    const run = await server.start('holdingTwo', { key: 's9' });
    await until('both tasks to run', () => countOf('s9 1') + countOf('s9 2') === 2);
    await run.handle.signal('suspend', { timeout_seconds: null });
    await until('the state to say so', () => recorded.stateNames(run.id).at(-1) === 'Suspending');
    expect(recorded.statesOf(run.id).at(-1)).toMatchObject({
      type: 'RUNNING',
      message: 'Suspends when 2 running tasks finished.',
    });
    openGate('s9 1');
    await until('one task to finish', () =>
      Object.values(recorded.taskStateNames(run.id)).flat().includes('Completed'),
    );
    expect(await run.pause()).toBeNull();
    openGate('s9 2');
    const pause = await run.suspended();
    expect(pause.timeout_at).toBeNull();
    expect(countOf('s9 after')).toBe(0);
    await run.resume();
    expect(await run.result()).toEqual([['s9 1', 's9 2'], 1]);
    expect([countOf('s9 1'), countOf('s9 2')]).toEqual([1, 1]);
  });

  it('while it is paused keeps its pause, its form and its answer', async () => {
    const run = await server.start('ordering');
    const paused = await run.paused({ kind: 'paused' });
    await run.handle.signal('suspend');
    const suspended = await run.suspended();
    expect(suspended).toEqual({ ...paused, kind: 'suspended' });
    expect(await run.refusal({ run_input: { item: 'piano', amount: 2 } })).toMatchObject({ code: 'run-input-invalid' });
    await run.resume({ run_input: { item: 'piano', amount: 1 } });
    expect(await run.result()).toEqual({ item: 'piano', amount: 1, note: 'none' });
    expect(recorded.stateNames(run.id)).toEqual(['Pending', 'Running', 'Paused', 'Suspended', ...RESUMED, 'Completed']);
  });

  it('more than once is suspended once', async () => {
    const run = await server.start('ordering');
    await run.paused();
    await Promise.all(Array.from({ length: 5 }, () => run.handle.signal('suspend')));
    await run.suspended();
    await run.handle.signal('suspend');
    await run.resume({ run_input: { item: 'drum', amount: 1 } });
    await run.result();
    expect(recorded.stateNames(run.id).filter((name) => name === 'Suspended')).toHaveLength(1);
  });
});
