// Runs that a plain Temporal client starts under a workflow id of its own: the workflow id finds them wherever a flow run
// id does, over HTTP, in the client and on the command line.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type SluiceClient } from '../../src/client/index.js';
import { runCliHere } from '../cli/run-cli.js';
import { connectToTestTemporal, type TestTemporal } from '../temporal-server.js';
import { startTestPlatform, type TestPlatform } from './test-platform.js';

const LIMIT = { timeoutMs: 60_000 };
let platform: TestPlatform;
let client: SluiceClient;
let temporal: TestTemporal;

beforeAll(async () => {
  platform = await startTestPlatform('foreign run');
  client = createClient({ apiUrl: platform.apiUrl, apiKey: platform.apiKey });
  temporal = await connectToTestTemporal();
});
afterAll(async () => {
  await temporal.close();
  await platform.close();
});

/** Starts an example flow as somebody would who knows nothing of the platform. */
async function startForeign(workflowId: string, flowName = 'greetUserModel') {
  const { taskQueue } = platform;
  return temporal.client.workflow.start(flowName, { workflowId, taskQueue, args: [] });
}

/** Waits for its record, which follows the start. */
async function recorded(workflowId: string, state: string): Promise<void> {
  await expect
    .poll(
      () =>
        client.flowRuns.read(workflowId).then(
          (run) => run.state_name,
          () => null,
        ),
      { timeout: 60_000 },
    )
    .toBe(state);
}

describe('a run with a workflow id that is no UUID', () => {
  it.each(['order 4711/é', randomUUID().toUpperCase()])('is reached by the workflow id %s', async (name) => {
    const workflowId = name.includes('/') ? `${name} ${randomUUID()}` : name;
    const handle = await startForeign(workflowId);
    await recorded(workflowId, 'Paused');
    const run = await client.flowRuns.read(workflowId);
    expect(run.workflow_id).toBe(workflowId);
    expect(run.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5/);
    expect(await client.flowRuns.read(run.id)).toMatchObject({ id: run.id });
    const pause = await client.flowRuns.pause(workflowId);
    expect(pause?.schema).toMatchObject({ properties: { age: {} } });
    await expect(client.flowRuns.resume(workflowId, { runInput: { name: 'Ada', age: 'old' } })).rejects.toMatchObject({
      code: 'run-input-invalid',
    });
    const answer = await client.flowRuns.resume(workflowId, { runInput: { name: 'Ada', age: 36 } });
    expect(answer.status).toBe('ACCEPT');
    expect(await client.flowRuns.result(workflowId, LIMIT)).toBe('Hello, Ada!');
    expect(await handle.result()).toBe('Hello, Ada!');
    expect((await client.flowRuns.states(workflowId)).map((state) => state.name)).toContain('Paused');
    expect(await client.flowRuns.decisions(workflowId)).toHaveLength(1);
    expect(await client.flowRuns.logs(workflowId)).toEqual(await client.flowRuns.logs(run.id));
    expect(await client.taskRuns.list({ flowRun: workflowId })).toEqual([]);
  });

  it('is resumed and cancelled from the command line', async () => {
    const sluice = (...args: string[]) =>
      runCliHere([...args, '--api-url', platform.apiUrl, '--api-key', platform.apiKey]);
    const [resumed, cancelled] = [`shirt ${randomUUID()}`, `shirt ${randomUUID()}`];
    for (const workflowId of [resumed, cancelled]) {
      await startForeign(workflowId, 'greetUser');
      await recorded(workflowId, 'Paused');
    }
    expect(await sluice('flow-run', 'resume', resumed, '--field', 'value=Ada')).toMatchObject({ code: 0, stderr: '' });
    expect(await sluice('flow-run', 'wait', resumed)).toMatchObject({ code: 0, stderr: '' });
    const shown = await sluice('flow-run', 'inspect', resumed);
    expect(shown.stdout).toContain(resumed);
    expect(await sluice('flow-run', 'logs', resumed)).toMatchObject({ code: 0 });
    expect(await sluice('flow-run', 'cancel', cancelled)).toMatchObject({ code: 0, stderr: '' });
    await recorded(cancelled, 'Cancelled');
  });

  it('is the latest of those that had the workflow id; an earlier one is found by its own id', async () => {
    const workflowId = `again ${randomUUID()}`;
    await startForeign(workflowId, 'greetUser');
    await recorded(workflowId, 'Paused');
    const first = await client.flowRuns.read(workflowId);
    await client.flowRuns.resume(workflowId, { runInput: { value: 'Ada' } });
    await client.flowRuns.result(first, LIMIT);
    await startForeign(workflowId, 'greetUser');
    await recorded(workflowId, 'Paused');
    const second = await client.flowRuns.read(workflowId);
    expect(second.id).not.toBe(first.id);
    expect(await client.flowRuns.read(first.id)).toMatchObject({ id: first.id, state_type: 'COMPLETED' });
    await expect(client.flowRuns.result(first.id)).rejects.toMatchObject({
      code: 'conflict',
      details: { latest_flow_run_id: second.id },
    });
    await client.flowRuns.cancel(workflowId);
    await recorded(workflowId, 'Cancelled');
  });

  it('is not found under a name that no run has', async () => {
    await expect(client.flowRuns.read('no such run')).rejects.toMatchObject({ code: 'flow-run-not-found' });
    await expect(client.flowRuns.resume('no such run')).rejects.toMatchObject({ code: 'flow-run-not-found' });
    await expect(client.flowRuns.states('no such run')).rejects.toMatchObject({ code: 'flow-run-not-found' });
  });
});
