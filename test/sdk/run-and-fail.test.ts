// Parameters, states, names, messages, retries and time limits of runs, on a real server.
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isUuid } from '../../src/domain/ids.js';
import { serveFlows, until, type FlowServer } from './harness.js';
import { RecordingPlatform } from './recording-platform.js';
import { countOf, openGate, work } from './work.js';

const recorded = new RecordingPlatform();
let server: FlowServer;
beforeAll(async () => {
  const flows = fileURLToPath(new URL('./flows/running.ts', import.meta.url));
  server = await serveFlows(flows, recorded.platform, work);
});
afterAll(() => server.stop());

describe('parameters', () => {
  it('are parsed by the schema, defaults filled in', async () => {
    const run = await server.start('parameters', { who: 'Ann', nested: { ages: [1] } });
    expect(await run.result()).toEqual({ who: 'Ann', nested: { ages: [1] }, greeting: 'hello' });
  });

  it('that do not fit fail the run at once, with the paths of the fields', async () => {
    const run = await server.start('parameters', { nested: { ages: ['x'] } });
    const error = await run.failure();
    expect(error).toMatchObject({ code: 'parameters-invalid', fields: [{ path: 'who' }, { path: 'nested.ages[0]' }] });
    expect(recorded.stateNames(run.id)).toEqual(['Pending', 'Running', 'Failed']);
    expect(recorded.statesOf(run.id).at(-1)?.message).toBe(
      'Validation of flow parameters failed with error: ' +
        'who: Invalid input: expected string, received undefined; ' +
        'nested.ages[0]: Invalid input: expected number, received string',
    );
  });

  it('may be left out, null or anything where a flow asks for none', async () => {
    expect(await (await server.start('anything')).result()).toEqual({});
    expect(await (await server.start('anything', null)).result()).toEqual({});
    expect(await (await server.start('anything', { a: [1] })).result()).toEqual({ a: [1] });
    expect(await (await server.start('unchecked', { n: 'x' })).result()).toEqual({ n: 'x' });
  });
});

describe('a run', () => {
  it('goes from Pending to Running to Completed and says who it is', async () => {
    const run = await server.start('parameters', { who: 'Ann', nested: { ages: [] } });
    await run.result();
    expect(recorded.stateNames(run.id)).toEqual(['Pending', 'Running', 'Completed']);
    const [head] = recorded.batches.filter(({ flow_run }) => flow_run.id === run.id);
    expect(head?.flow_run).toMatchObject({
      id: run.id,
      workflow_id: run.id,
      flow_name: 'named flow',
      flow_version: 'v7',
      task_queue: server.taskQueue,
      parameters: { who: 'Ann', nested: { ages: [] } },
      deployment_id: null,
    });
    expect(head?.flow_run.name).toMatch(/^[a-z]+(-[a-z]+)+$/);
  });

  it('has states with ids and times of their own, in order', async () => {
    const run = await server.start('futures');
    await run.result();
    const states = recorded
      .recordsOf(run.id)
      .flatMap((record) => ('state' in record ? [{ id: record.state.id, timestamp: record.state.timestamp }] : []));
    expect(new Set(states.map(({ id }) => id)).size).toBe(states.length);
    const times = states.map(({ timestamp }) => timestamp);
    expect(times).toEqual([...times].sort());
    expect(new Set(times).size).toBe(times.length);
  });

  it('started under a workflow id that is no UUID has a flow run id made from it', async () => {
    const run = await server.start('anything', {}, { workflowId: `order-${Date.now()}` });
    await run.result();
    const batch = recorded.batches.find(({ flow_run }) => flow_run.workflow_id === run.id);
    expect(isUuid(batch?.flow_run.id ?? '')).toBe(true);
    expect((await run.state()).flow_run_id).toBe(batch?.flow_run.id);
  });

  it('started by the platform keeps the name, tags and first state it was given', async () => {
    const state = { ...recorded.statesOf((await server.start('anything')).id)[0], type: 'PENDING', name: 'Pending' };
    const memo = {
      name: 'given-name',
      tags: ['a'],
      deployment_id: null,
      parent_task_run_id: null,
      initial_state: state,
    };
    const run = await server.start('anything', {}, { memo: { sluice: memo } });
    await run.result();
    expect(recorded.stateNames(run.id)).toEqual(['Running', 'Completed']);
    expect(recorded.batches.find(({ flow_run }) => flow_run.id === run.id)?.flow_run).toMatchObject({
      name: 'given-name',
      tags: ['a'],
    });
  });

  it.each([
    ['throwsTypeError', /^Flow run encountered an exception: TypeError: Cannot read properties of undefined/],
    ['throwsText', /^Flow run encountered an exception: just text$/],
  ])('fails when the flow function throws: %s', async (flow, message) => {
    const run = await server.start(flow);
    expect((await run.failure()).code).toBe('flow-failed');
    const last = recorded.statesOf(run.id).at(-1);
    expect(last).toMatchObject({ type: 'FAILED', name: 'Failed' });
    expect(last?.message).toMatch(message);
  });
});

describe('retries of a flow', () => {
  it('show AwaitingRetry and Running, and keep what finished tasks gave', async () => {
    const run = await server.start('retriedFlow', { key: 'retried', failures: 2 });
    expect(await run.result()).toEqual([1, 3]);
    expect(recorded.stateNames(run.id)).toEqual([
      ...['Pending', 'Running', 'AwaitingRetry', 'Running', 'AwaitingRetry', 'Running'],
      'Completed',
    ]);
    const waiting = recorded.statesOf(run.id)[2];
    expect(waiting?.message).toBe('Flow run encountered an exception: Error: attempt 1');
    expect(waiting?.state_details.scheduled_time).not.toBeNull();
    expect(recorded.of(run.id, 'flow-run-state').map(({ run_count }) => run_count)).toEqual([0, 1, 1, 2, 2, 3, 3]);
  });

  it('end, and the run fails with the last error', async () => {
    const run = await server.start('retriedFlow', { key: 'hopeless', failures: 99 });
    expect(await run.failure()).toMatchObject({ code: 'flow-failed' });
    expect(recorded.statesOf(run.id).at(-1)?.message).toBe('Flow run encountered an exception: Error: attempt 3');
    expect(countOf('hopeless once')).toBe(1);
  });
});

describe('a flow that takes too long', () => {
  it('fails as TimedOut and its tasks are cancelled', async () => {
    const run = await server.start('timedOutFlow', { key: 'endless' });
    expect((await run.failure()).code).toBe('flow-timeout');
    expect(recorded.statesOf(run.id).at(-1)).toMatchObject({
      type: 'FAILED',
      name: 'TimedOut',
      message: 'Flow run exceeded timeout of 0.3 second(s)',
    });
  });
});

describe('retries of a task', () => {
  it('show AwaitingRetry and Retrying, with the time of the next attempt', async () => {
    const run = await server.start('flakyTask', { key: 'flaky', failures: 2 });
    expect(await run.result()).toBe(3);
    expect(recorded.taskStateNames(run.id)).toEqual({
      'flaky-0': [...['Pending', 'Running', 'AwaitingRetry', 'Retrying', 'AwaitingRetry', 'Retrying'], 'Completed'],
    });
    const waiting = recorded.of(run.id, 'task-run-state')[2];
    expect(waiting?.state).toMatchObject({
      type: 'SCHEDULED',
      message: 'Task run encountered an exception RangeError: failure 1',
    });
    const delayMs =
      Date.parse(waiting?.state.state_details.scheduled_time ?? '') - Date.parse(waiting?.state.timestamp ?? '');
    expect(delayMs).toBe(10);
    expect(recorded.of(run.id, 'task-run-state').map(({ run_count }) => run_count)).toEqual([0, 1, 1, 2, 2, 3, 3]);
  });

  it('work for local tasks alike', async () => {
    const run = await server.start('flakyTask', { key: 'flaky local', failures: 1, local: true });
    expect(await run.result()).toBe(2);
    expect(recorded.taskStateNames(run.id)).toEqual({
      'flaky-0': ['Pending', 'Running', 'AwaitingRetry', 'Retrying', 'Completed'],
    });
  });

  it('without a delay go straight to Retrying', async () => {
    const run = await server.start('impatientRetries', { key: 'impatient' });
    expect(await run.result()).toBe(3);
    expect(recorded.taskStateNames(run.id)).toEqual({
      'flaky-0': ['Pending', 'Running', 'Retrying', 'Retrying', 'Completed'],
    });
  });

  it('end where the condition says no', async () => {
    const run = await server.start('choosyRetries', { key: 'choosy' });
    expect((await run.failure()).code).toBe('task-failed');
    expect(countOf('choosy')).toBe(2);
  });

  it('end where the condition throws, and wait for one that takes its time', async () => {
    const broken = await server.start('brokenCondition', { key: 'broken condition', answer: 'throws' });
    expect((await broken.failure()).code).toBe('task-failed');
    expect(countOf('broken condition')).toBe(1);
    const slow = await server.start('brokenCondition', { key: 'slow condition', answer: 'later' });
    expect(await slow.result()).toBe(2);
  });

  it('back off and end in Failed with the words of the last error', async () => {
    const run = await server.start('backingOff', { key: 'backing off' });
    expect(await run.result()).toBe(4);
    const due = recorded.of(run.id, 'task-run-state').filter(({ state }) => state.name === 'AwaitingRetry');
    const delays = due.map(
      ({ state }) => Date.parse(state.state_details.scheduled_time ?? '') - Date.parse(state.timestamp),
    );
    expect(delays).toHaveLength(3);
    for (const [index, delay] of delays.entries()) {
      expect(delay).toBeGreaterThanOrEqual(10 * 2 ** index);
      expect(delay).toBeLessThanOrEqual(15 * 2 ** index + 1);
    }
  });
});

describe('a task that fails', () => {
  it('throws an error with the name and message of what it threw', async () => {
    const run = await server.start('caughtFailure', { key: 'caught' });
    expect(await run.result()).toEqual({ name: 'RangeError', message: 'failure 1' });
    expect(recorded.taskStateNames(run.id)).toEqual({ 'flaky-0': ['Pending', 'Running', 'Failed'] });
  });

  it('by its timeout is TimedOut', async () => {
    const run = await server.start('timedOutTask', { key: 'slow' });
    expect(await run.result()).toEqual(['FAILED', 'TimedOut', 'Task run exceeded timeout of 0.1 second(s)']);
  });

  it('holds back what waits for it', async () => {
    const run = await server.start('heldBack', { key: 'upstream' });
    expect(await run.result()).toEqual(['PENDING', 'NotReady']);
  });
});

describe('tasks', () => {
  it('are submitted, mapped, chained and named', async () => {
    const run = await server.start('futures');
    expect(await run.result()).toEqual({ sum: [1, 2, 3], chained: 'from a future', named: 4 });
    expect(Object.keys(recorded.taskStateNames(run.id)).sort()).toEqual(
      ['echo-0', 'echo-1', 'echo-2', 'echo-3', 'echo-4', 'echo 4'].sort(),
    );
  });

  it.each([false, true])('run by the hundred beside each other (local: %s)', async (local) => {
    const run = await server.start('many', { tasks: 600, local });
    expect(await run.result()).toBe(179_700);
    expect(Object.keys(recorded.taskStateNames(run.id))).toHaveLength(600);
  });
});

describe('log lines', () => {
  it('of flows and tasks reach the platform, with what they belong to', async () => {
    const run = await server.start('logging');
    await run.result();
    expect(recorded.of(run.id, 'log').map(({ level, message, name }) => [level, message, name])).toEqual([
      [20, 'first {"number":1}', 'sluice.flow-runs'],
      [50, 'last', 'sluice.flow-runs'],
    ]);
    const line = await until('the line of the task', () => recorded.logs.find((log) => log.flow_run_id === run.id));
    expect(line).toMatchObject({ level: 30, message: 'from a task {"from":"a task"}', name: 'sluice.task-runs' });
    expect(line.task_run_id).toBe(recorded.of(run.id, 'task-run-state')[0]?.task_run.id);
  });
});

describe('a run that is asked for its state', () => {
  it('says how many tasks run', async () => {
    const run = await server.start('holding', { key: 'asked' });
    await until('the task to run', () => countOf('asked') === 1);
    expect(await run.state()).toMatchObject({ flow_run_id: run.id, running_tasks: 1, run_count: 1 });
    openGate('asked');
    expect(await run.result()).toBe('asked');
  });
});
