// Cancelled runs and lost workers, on a real server.
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WorkflowFailedError } from '@temporalio/client';
import { serveFlows, until, type FlowServer, type Run } from './harness.js';
import { RecordingPlatform } from './recording-platform.js';
import { countOf, openGate, work } from './work.js';

const FLOWS = fileURLToPath(new URL('./flows/index.ts', import.meta.url));
const recorded = new RecordingPlatform();
let server: FlowServer;
beforeAll(async () => {
  server = await serveFlows(FLOWS, recorded.platform, work);
});
afterAll(() => server.stop());

async function closedAs(run: Run): Promise<string> {
  await expect(run.result()).rejects.toThrow(WorkflowFailedError);
  return (await run.handle.describe()).status.name;
}

describe('a cancelled run', () => {
  it('cancels its running tasks and ends as Cancelled', async () => {
    const run = await server.start('working', { key: 'c1', heartbeat: 1 });
    await until('the task to run', () => countOf('c1') === 1);
    await run.handle.cancel();
    expect(await closedAs(run)).toBe('CANCELLED');
    expect(recorded.stateNames(run.id)).toEqual(['Pending', 'Running', 'Cancelling', 'Cancelled']);
    expect(recorded.taskStateNames(run.id)).toEqual({ 'hold-0': ['Pending', 'Running', 'Cancelled'] });
    await until('the task to hear of it', () => countOf('c1 cancelled') === 1);
  });

  it('wakes from a pause; who answers then is told', async () => {
    const run = await server.start('blocked');
    await run.paused();
    await run.handle.cancel();
    expect(await closedAs(run)).toBe('CANCELLED');
    expect(recorded.stateNames(run.id)).toEqual(['Pending', 'Running', 'Paused', 'Cancelling', 'Cancelled']);
    expect(recorded.of(run.id, 'decision').map(({ decision }) => decision.outcome)).toEqual(['cancelled']);
  });

  it('ends at once when it is suspended', async () => {
    const run = await server.start('away');
    await run.suspended();
    await run.handle.cancel();
    expect(await closedAs(run)).toBe('CANCELLED');
    expect(recorded.stateNames(run.id)).toEqual(['Pending', 'Running', 'Suspended', 'Cancelling', 'Cancelled']);
  });

  it('that takes too long instead leaves its tasks Cancelled too', async () => {
    const run = await server.start('timedOutFlow', { key: 'c2' });
    expect((await run.failure()).code).toBe('flow-timeout');
    expect(recorded.taskStateNames(run.id)).toEqual({ 'hold-0': ['Pending', 'Running', 'Cancelled'] });
  });
});

describe('a worker that stops while a task runs', () => {
  it('costs no retry: another worker starts the task again', async () => {
    const taskQueue = `moving-${Date.now()}`;
    const first = await serveFlows(FLOWS, recorded.platform, work, { taskQueue, shutdownGraceMs: 1 });
    const run = await first.start('holding', { key: 'c3', heartbeat: 1 });
    await until('the task to run', () => countOf('c3') === 1);
    await first.stop();
    const second = await serveFlows(FLOWS, recorded.platform, work, { taskQueue });
    await until('the task to run again', () => countOf('c3') === 2);
    openGate('c3');
    expect(await second.run(run.id).result()).toBe('c3');
    await until('the end on record', () => recorded.stateNames(run.id).at(-1) === 'Completed');
    expect(recorded.taskStateNames(run.id)).toEqual({ 'hold-0': ['Pending', 'Running', 'Completed'] });
    expect(recorded.of(run.id, 'task-run-state').at(-1)?.run_count).toBe(1);
    await second.stop();
  });
});
