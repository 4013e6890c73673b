// State handlers and hooks of tasks and flows on a real server: order, replacement, failure, what states carry, and that
// a replay calls nobody again.
import { fileURLToPath } from 'node:url';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleFlows } from '../../src/hosting/workflow-bundle.js';
import { flow } from '../../src/sdk/flow.js';
import { serveFlows, until, type FlowServer, type Run } from './harness.js';
import { RecordingPlatform } from './recording-platform.js';
import { countOf, work } from './work.js';

const FLOWS = fileURLToPath(new URL('./flows/handling.ts', import.meta.url));
const recorded = new RecordingPlatform();
let server: FlowServer;
beforeAll(async () => {
  server = await serveFlows(FLOWS, recorded.platform, work);
});
afterAll(() => server.stop());

const handled = async (how: string) => {
  const run = await server.start('handledTask', { how });
  return { outcome: await run.result(), messages: recorded.messages(run.id), id: run.id };
};
const endOf = async (run: Run) => {
  await run.result().catch(() => undefined);
  return recorded.statesOf(run.id).at(-1);
};

describe('handlers of a task', () => {
  it('are asked in order at every change, and each sees what the one before made of it', async () => {
    const { outcome, messages, id } = await handled('inOrder');
    expect(outcome).toEqual(['COMPLETED', 'Improved', null, 'better']);
    expect(messages).toEqual([
      'first: task echo nothing -> Pending',
      'second: task echo nothing -> Pending',
      'first: task echo Pending -> Running',
      'second: task echo Pending -> Running',
      'first: task echo Running -> Completed',
      'second: task echo Running -> Improved',
    ]);
    expect(recorded.taskStateNames(id)).toEqual({ 'echo-0': ['Pending', 'Running', 'Improved'] });
  });

  it('may end a task before it runs', async () => {
    const { outcome, id } = await handled('spared');
    expect(outcome).toEqual(['COMPLETED', 'Spared', null, 'not run']);
    expect(recorded.taskStateNames(id)).toEqual({ 'echo-0': ['Pending', 'Spared'] });
  });

  it.each([
    ['refused', 'TypeError: no good'],
    ['refusedAtStart', 'TypeError: not today'],
  ])('that throw fail it, and those after them are not asked: %s', async (how, reason) => {
    const { outcome, messages } = await handled(how);
    expect(outcome).toEqual(['FAILED', 'Failed', `Exception raised while calling state handlers: ${reason}`, null]);
    expect(messages.filter((line) => line.includes('Completed') || line.includes('Failed'))).toEqual([]);
  });

  it('that throw a state set it', async () => {
    expect((await handled('signalled')).outcome).toEqual(['COMPLETED', 'Skipped', 'not needed', 'skipped']);
    expect((await handled('failedBySignal')).outcome).toEqual(['FAILED', 'Failed', 'looks wrong', [1]]);
  });

  it.each([0, 0.01])('that fail an attempt leave it to be tried again (delay %d)', async (delay) => {
    const key = `retried after handler ${delay}`;
    const run = await server.start('retriedAfterHandler', { key, delay });
    expect(await run.result()).toBe(2);
    expect(recorded.taskStateNames(run.id)).toEqual({
      'count-0': ['Pending', 'Running', 'Failed', ...(delay > 0 ? ['AwaitingRetry'] : []), 'Retrying', 'Completed'],
    });
  });

  it('are told when a retry comes', async () => {
    const run = await server.start('watchedRetries', { key: 'watched' });
    expect(await run.result()).toBe(2);
    expect(recorded.messages(run.id)).toEqual([
      expect.stringMatching(/^retried at \d{4}-\d\d-\d\dT[\d:.]+Z: Task run encountered an exception RangeError/),
      'retrying',
    ]);
  });

  it('read what a failed state carries', async () => {
    const run = await server.start('failsWithData');
    expect(await run.result()).toEqual(['FAILED', 'Failed', 'a equaled b!', { flag: true, value: 7 }]);
    expect(recorded.messages(run.id)).toEqual(['a == b == 7']);
    expect(recorded.of(run.id, 'task-run-state').at(-1)?.state.data).toEqual({ flag: true, value: 7 });
  });

  it('call tasks of their own, which shift none of the flow and are called once', async () => {
    const key = 'calling handlers';
    const run = await server.start('handlersCallTasks', { key });
    await run.suspended();
    await run.resume();
    expect(await run.result()).toEqual([1, 2]);
    expect(recorded.messages(run.id)).toEqual(['handler got 1', 'handler got 2']);
    expect(countOf(`${key} handler`)).toBe(2);
    const names = Object.keys(recorded.taskStateNames(run.id)).sort();
    expect(names.slice(0, 2)).toEqual(['count-0', 'count-1']);
    expect(names.slice(2)).toEqual([
      expect.stringMatching(/^count-handler-\d+-0$/),
      expect.stringMatching(/^count-handler-\d+-0$/),
    ]);
  });

  it('are made of an action and a check', async () => {
    const run = await server.start('callsBack', { key: 'called back' });
    expect(await run.result()).toBe(2);
    expect(recorded.messages(run.id)).toEqual([expect.stringMatching(/^flaky is retried at \d{4}-/)]);
  });
});

describe('handlers of a flow', () => {
  it('are asked in order and may rescue it', async () => {
    const run = await server.start('improvedFlow');
    expect(await run.result()).toEqual({ rescued: true });
    expect(recorded.stateNames(run.id)).toEqual(['Pending', 'Running', 'Rescued']);
    expect(recorded.messages(run.id)).toEqual([
      'first: flow improvedFlow nothing -> Pending',
      'second: flow improvedFlow nothing -> Pending',
      'first: flow improvedFlow Pending -> Running',
      'second: flow improvedFlow Pending -> Running',
      'first: flow improvedFlow Running -> Failed',
      'second: flow improvedFlow Running -> Rescued',
    ]);
  });

  it('that throw fail it', async () => {
    const run = await server.start('refusedFlow');
    expect(await run.failure()).toMatchObject({ code: 'flow-failed' });
    expect(recorded.statesOf(run.id).at(-1)).toMatchObject({
      type: 'FAILED',
      message: 'Exception raised while calling state handlers: TypeError: no good',
    });
  });

  it('that throw at its start fail it before its first line', async () => {
    const run = await server.start('refusedFlowAtStart', { key: 'not started' });
    expect(await endOf(run)).toMatchObject({ type: 'FAILED' });
    expect(countOf('not started')).toBe(0);
  });

  it('see it paused, suspended and resumed', async () => {
    const run = await server.start('handledPause');
    await run.paused();
    await run.resume();
    await run.suspended();
    await run.resume();
    await run.result();
    expect(recorded.messages(run.id).map((line) => line.replace('flow: flow handledPause ', ''))).toEqual([
      ...['nothing -> Pending', 'Pending -> Running', 'Running -> Paused', 'Paused -> Running'],
      ...['Running -> Suspended', 'Suspended -> Resuming', 'Resuming -> Pending'],
      ...['Pending -> Running', 'Running -> Completed'],
    ]);
  });
});

describe('hooks', () => {
  it('of a task are called for each attempt, and for its end; a broken one harms nothing', async () => {
    const run = await server.start('hookedTasks', { key: 'hooked tasks' });
    expect(await run.result()).toEqual(['Completed', 'Failed', 'TimedOut']);
    expect(recorded.messages(run.id)).toEqual([
      ...[
        'running: task flaky-0 1 Running',
        'running: task flaky-0 2 Retrying',
        'completion: task flaky-0 2 Completed',
      ],
      ...['running: task flaky-1 1 Running', 'running: task flaky-1 2 Retrying', 'failure: task flaky-1 2 Failed'],
      ...['running: task hold-0 1 Running', 'failure: task hold-0 1 TimedOut'],
    ]);
  });

  it('of a task tell of a crash and of its cancellation', async () => {
    const run = await server.start('hookedTaskEnds', { key: 'ended tasks' });
    await until('the task to run', () => countOf('ended tasks') === 1);
    await run.handle.cancel();
    await expect(run.result()).rejects.toThrow();
    expect(recorded.messages(run.id)).toEqual([
      'crash: task echo-0 1 Crashed',
      'cancellation: task hold-0 1 Cancelled',
    ]);
  });

  const hooksOf = (run: Run) =>
    recorded
      .messages(run.id)
      .filter((line) => line.startsWith('on'))
      .map((line) => line.replace(/ flow [\w-]+/, ''));

  it('of a flow are called for each attempt and for its end', async () => {
    const completed = await server.start('hookedFlow', { key: 'hooked flow', failures: 1 });
    expect(await completed.result()).toBe(2);
    expect(hooksOf(completed)).toEqual(['onRunning: 1 Running', 'onRunning: 2 Running', 'onCompletion: 2 Completed']);
    const failed = await server.start('hookedFlow', { key: 'failing flow', failures: 9 });
    await failed.failure();
    expect(hooksOf(failed)).toEqual(['onRunning: 1 Running', 'onRunning: 2 Running', 'onFailure: 2 Failed']);
  });

  it('tell of a flow that took too long', async () => {
    const run = await server.start('hookedTimeout', { key: 'too slow' });
    await run.failure();
    expect(hooksOf(run)).toEqual(['onRunning: 1 Running', 'onFailure: 1 TimedOut']);
  });

  it('tell of a cancellation, and handlers do their work in spite of it', async () => {
    const run = await server.start('hookedCancellation', { key: 'cancelled hooks' });
    await until('the task to run', () => countOf('cancelled hooks') === 1);
    await run.handle.cancel();
    await expect(run.result()).rejects.toThrow();
    expect(hooksOf(run)).toEqual(['onRunning: 1 Running', 'onCancellation: 1 Cancelling']);
    expect(recorded.messages(run.id)).toContain('told of the end');
    expect(recorded.messages(run.id)).toContain('task: task hold Running -> Cancelled');
  });

  it('tell of a run that a handler calls crashed', async () => {
    const run = await server.start('crashesBySignal');
    expect(await endOf(run)).toMatchObject({ type: 'CRASHED', message: 'the disk is gone' });
    expect(hooksOf(run)).toEqual(['onRunning: 1 Running', 'onCrashed: 1 Crashed']);
  });
});

describe('a replay', () => {
  it('takes the same way and calls no task again', async () => {
    const key = 'replayed';
    const run = await server.start('handlersCallTasks', { key });
    await run.suspended();
    await run.resume();
    await run.result();
    const workflowBundle = await bundleFlows(FLOWS);
    const histories = await run.histories();
    expect(histories).toHaveLength(2);
    for (const history of histories) await Worker.runReplayHistory({ workflowBundle }, history, run.id);
    expect(countOf(`${key} handler`)).toBe(2);
  });
});

describe('definitions', () => {
  it.each(['stateHandlers', 'onFailure', 'onRunning'])('refuse %s that are no list of functions', (field) => {
    const wrong = { [field]: 'log it' };
    expect(() => flow(wrong, async () => 1)).toThrow(`Expected '${field}' to be a list of functions`);
  });
});
