import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { FlowRunMemo } from '../../src/contract/messages.js';
import { openTemporalConnection, type TemporalConnection } from '../../src/temporal/connection.js';
import type { StartFlowRunOptions } from '../../src/temporal/flow-run-start.js';
import { createTemporalGateway, type TemporalGateway } from '../../src/temporal/temporal-gateway.js';
import { connectToTestTemporal, TEST_NAMESPACE, uniqueTaskQueue, type TestTemporal } from '../temporal-server.js';

const WAITING = { timeout: 20_000, interval: 50 };
const MEMO: FlowRunMemo = {
  name: 'gregarious-owl',
  tags: ['a'],
  deployment_id: null,
  parent_task_run_id: null,
  initial_state: null,
};

describe('the Temporal gateway', () => {
  let server: TestTemporal;
  let temporal: TemporalConnection;
  let gateway: TemporalGateway;
  let workflowBundle: WorkflowBundleWithSourceMap;

  beforeAll(async () => {
    server = await connectToTestTemporal();
    temporal = await openTemporalConnection({ address: server.address, namespace: TEST_NAMESPACE });
    gateway = createTemporalGateway(temporal);
    const workflowsPath = fileURLToPath(new URL('./fixtures/workflows.ts', import.meta.url));
    workflowBundle = await bundleWorkflowCode({ workflowsPath, logger: quiet() });
  });
  afterAll(async () => {
    await temporal.close();
    await server.close();
  });

  async function startWorker(taskQueue: string): Promise<() => Promise<void>> {
    const { nativeConnection: connection, namespace } = server;
    const worker = await Worker.create({ connection, namespace, taskQueue, workflowBundle });
    const running = worker.run();
    let stopped = false;
    const stop = async () => {
      if (!stopped) worker.shutdown();
      stopped = true;
      await running;
    };
    onTestFinished(stop);
    return stop;
  }

  async function start(workflowType: string, more: Partial<StartFlowRunOptions> = {}): Promise<string> {
    const workflowId = randomUUID();
    const taskQueue = uniqueTaskQueue();
    const started = await gateway.startFlowRun({
      workflowId,
      workflowType,
      taskQueue,
      parameters: {},
      memo: MEMO,
      flowName: 'a flow',
      tags: ['a'],
      ...more,
    });
    expect(started.started).toBe(true);
    return workflowId;
  }

  /** How the run ends, once it has. */
  const ended = async (workflowId: string) => {
    const outcome = await vi.waitFor(async () => {
      const found = await gateway.readOutcome(workflowId);
      if (found === null) throw new Error('still open');
      return found;
    }, WAITING);
    return outcome;
  };

  const yes = (actor: string) => ({ run_input: { ok: true }, actor, idempotency_key: `key-${actor}` });
  const DEADLINE = { deadlineMs: 20_000 };

  it('starts a run once for its id, with memo, summary and search attributes', async () => {
    const workflowId = await start('pausing', { taskQueue: 'nobody-polls' });
    const again = await gateway.startFlowRun({
      ...{ workflowId, workflowType: 'pausing', taskQueue: 'nobody-polls', parameters: {} },
      ...{ memo: MEMO, flowName: 'a flow', tags: [] },
    });
    const execution = await gateway.describeFlowRun(workflowId);
    expect(again).toEqual({ started: false, firstRunId: execution?.firstRunId });
    expect(execution).toMatchObject({
      ...{ status: 'running', workflowType: 'pausing', taskQueue: 'nobody-polls', closedAt: null },
      ...{ memo: { sluice: MEMO }, summary: 'a flow / gregarious-owl' },
    });
    const pairs = execution?.searchAttributes.getAll().map(({ key, value }) => [key.name, value]);
    expect(Object.fromEntries(pairs ?? [])).toMatchObject({
      ...{ SluiceFlow: 'a flow', SluiceState: 'Pending', SluiceTags: ['a'] },
    });
    await gateway.terminateFlowRun(workflowId, 'test over');
  });

  it('does not start a second run when the first has ended', async () => {
    const workflowId = await start('pausing', { taskQueue: 'nobody-polls' });
    await gateway.terminateFlowRun(workflowId, 'enough');
    const again = await gateway.startFlowRun({
      ...{ workflowId, workflowType: 'pausing', taskQueue: 'nobody-polls', parameters: {} },
      ...{ memo: MEMO, flowName: 'a flow', tags: [] },
    });
    expect(again.started).toBe(false);
    expect(await ended(workflowId)).toEqual({ type: 'terminated', message: 'enough', code: null });
  });

  it('holds a delayed run back for its delay', async () => {
    const taskQueue = uniqueTaskQueue();
    await startWorker(taskQueue);
    const before = Date.now();
    const workflowId = await start('continuing', { taskQueue, startDelayMs: 700 });
    await server.client.workflow.getHandle(workflowId).result();
    expect(Date.now() - before).toBeGreaterThan(650);
  });

  it('refuses parameters that Temporal does not carry, by their size', async () => {
    for (const size of [3, 5]) {
      const parameters = { text: 'x'.repeat(size * 1024 * 1024) };
      await expect(start('pausing', { parameters })).rejects.toMatchObject({
        code: 'payload-too-large',
        message: expect.stringMatching(/^The parameters are \d+ bytes/) as string,
        fields: [{ path: 'parameters' }],
      });
    }
  });

  it('resumes, and tells what the run refused', async () => {
    const taskQueue = uniqueTaskQueue();
    await startWorker(taskQueue);
    const workflowId = await start('pausing', { taskQueue });
    await expect(gateway.resumeFlowRun(workflowId, { actor: 'ann' }, DEADLINE)).rejects.toMatchObject({
      code: 'run-input-invalid',
      message: 'No ok.',
      fields: [{ path: 'ok', message: 'expected a value, found nothing' }],
      details: { pause_key: 'p' },
    });
    expect(await gateway.resumeFlowRun(workflowId, yes('ben'), DEADLINE)).toMatchObject({ decision_id: 'ben' });
    expect(await ended(workflowId)).toMatchObject({
      type: 'completed',
      result: { accepted: { actor: 'ben' } },
    });
    await expect(gateway.resumeFlowRun(workflowId, yes('cat'), DEADLINE)).rejects.toMatchObject({
      code: 'flow-run-finished',
    });
  });

  it('gives a repeated idempotency key the first answer, also while the first is under way', async () => {
    const taskQueue = uniqueTaskQueue();
    await startWorker(taskQueue);
    const workflowId = await start('pausing', { taskQueue, parameters: { slow: true } });
    const key = { idempotency_key: 'one', run_input: { ok: 1 } };
    const answers = await Promise.all(
      ['ann', 'ben', 'cat'].map((actor) => gateway.resumeFlowRun(workflowId, { ...key, actor }, DEADLINE)),
    );
    expect(new Set(answers.map((answer) => answer.decision_id)).size).toBe(1);
  });

  it('sends a resume again that was lost because something came in while the run was closing with it', async () => {
    const taskQueue = uniqueTaskQueue();
    await startWorker(taskQueue);
    for (let round = 0; round < 10; round += 1) {
      const workflowId = await start('pausing', { taskQueue });
      const handle = server.client.workflow.getHandle(workflowId);
      const noise = Array.from({ length: 6 }, () => handle.signal('noise').catch(() => undefined));
      const answer = await gateway.resumeFlowRun(workflowId, yes(`a${round}`), DEADLINE);
      expect(answer).toMatchObject({ decision_id: `a${round}` });
      await Promise.all(noise);
    }
  });

  it('puts 100 resumes of one run through, though Temporal allows ten at once', async () => {
    const taskQueue = uniqueTaskQueue();
    await startWorker(taskQueue);
    const workflowId = await start('pausing', { taskQueue });
    const refused = await Promise.all(
      Array.from({ length: 100 }, (_, i) =>
        gateway.resumeFlowRun(workflowId, { actor: `a${i}` }, DEADLINE).catch((error: { code: string }) => error.code),
      ),
    );
    expect(refused).toEqual(Array.from({ length: 100 }, () => 'run-input-invalid'));
  });

  it('says within the deadline that no worker took a resume, also to those that queue behind it', async () => {
    const workflowId = await start('pausing', { taskQueue: uniqueTaskQueue() });
    const before = Date.now();
    const codes = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        gateway
          .resumeFlowRun(workflowId, yes(`a${i}`), { deadlineMs: 500 })
          .catch((error: { code: string }) => error.code),
      ),
    );
    expect(codes).toEqual(Array.from({ length: 8 }, () => 'wait-timeout'));
    expect(Date.now() - before).toBeLessThan(2_500);
    await gateway.terminateFlowRun(workflowId, 'test over');
  });

  it('keeps a signalled resume for the worker that comes later', async () => {
    const taskQueue = uniqueTaskQueue();
    const workflowId = await start('pausing', { taskQueue });
    await gateway.signalResume(workflowId, yes('ann'));
    await startWorker(taskQueue);
    expect(await server.client.workflow.getHandle(workflowId).result()).toMatchObject({ accepted: { actor: 'ann' } });
  });

  it('signals a suspension and answers queries, open and closed', async () => {
    const taskQueue = uniqueTaskQueue();
    const stop = await startWorker(taskQueue);
    const workflowId = await start('pausing', { taskQueue });
    expect(await gateway.queryState(workflowId)).toMatchObject({ waiting: true });
    expect(await gateway.queryPause(workflowId)).toBeNull();
    await gateway.signalSuspend(workflowId, { actor: 'ann' });
    await server.client.workflow.getHandle(workflowId).result();
    expect(await gateway.queryState(workflowId)).toMatchObject({ waiting: true });
    await expect(gateway.signalSuspend(workflowId, {})).rejects.toMatchObject({ code: 'flow-run-finished' });
    await stop();
    await expect(gateway.queryState(workflowId)).rejects.toMatchObject({ code: 'wait-timeout' });
  });

  it('cancels a run and reads how it ended', async () => {
    const taskQueue = uniqueTaskQueue();
    await startWorker(taskQueue);
    const workflowId = await start('pausing', { taskQueue });
    await gateway.queryState(workflowId);
    await gateway.cancelFlowRun(workflowId);
    await vi.waitFor(
      async () => expect((await gateway.describeFlowRun(workflowId))?.status).toBe('cancelled'),
      WAITING,
    );
    expect(await ended(workflowId)).toMatchObject({ type: 'cancelled', code: null });
  });

  it('reads our code out of a failure, and none out of a foreign one', async () => {
    const taskQueue = uniqueTaskQueue();
    await startWorker(taskQueue);
    const ours = await start('failing', { taskQueue });
    const foreign = await start('failingForeign', { taskQueue });
    const broke = { type: 'failed', message: 'It broke.', code: 'flow-failed' };
    expect(await ended(ours)).toEqual(broke);
    expect(await ended(foreign)).toEqual({ type: 'failed', message: 'Not ours.', code: null });
  });

  it('runs a failed run once more with its parameters and what it carried', async () => {
    const taskQueue = uniqueTaskQueue();
    await startWorker(taskQueue);
    const workflowId = await start('failing', { taskQueue, parameters: { n: 1 } });
    await ended(workflowId);
    await gateway.retryFlowRun(workflowId);
    await expect(gateway.retryFlowRun(workflowId)).rejects.toMatchObject({ code: 'conflict' });
    expect(await ended(workflowId)).toEqual({
      type: 'completed',
      result: { parameters: { n: 1 }, carry: { remembered: { n: 1 } } },
    });
    expect(await gateway.describeFlowRun(workflowId)).toMatchObject({
      ...{ memo: { sluice: MEMO }, summary: 'a flow / gregarious-owl', status: 'completed' },
    });
  });

  it('does not retry an open run', async () => {
    const workflowId = await start('pausing', { taskQueue: uniqueTaskQueue() });
    await expect(gateway.retryFlowRun(workflowId)).rejects.toMatchObject({ code: 'conflict' });
    await gateway.terminateFlowRun(workflowId, 'test over');
  });

  it('follows a run that continued as new', async () => {
    const taskQueue = uniqueTaskQueue();
    await startWorker(taskQueue);
    const { workflowId } = await server.client.workflow.start('continuing', {
      ...{ workflowId: randomUUID(), taskQueue, args: [2] },
    });
    expect(await ended(workflowId)).toEqual({ type: 'completed', result: 'the last run' });
    const execution = await gateway.describeFlowRun(workflowId);
    expect(execution?.firstRunId).not.toBe(execution?.runId);
  });

  it('lists runs that closed since an instant', async () => {
    const since = new Date(Date.now() - 1_000);
    const workflowId = await start('pausing', { taskQueue: uniqueTaskQueue() });
    await gateway.terminateFlowRun(workflowId, 'enough');
    await vi.waitFor(async () => {
      const closed: string[] = [];
      for await (const run of gateway.listClosedFlowRuns(since)) closed.push(`${run.workflowId} ${run.status}`);
      expect(closed).toContain(`${workflowId} terminated`);
    }, WAITING);
  });

  it('lists runs that closed with more than fits into an answer of Temporal', async () => {
    const since = new Date(Date.now() - 1000);
    const memo = { ...MEMO, triggered_by: 'x'.repeat(32_000) };
    const started = await Promise.all(Array.from({ length: 140 }, () => start('waiting', { memo })));
    await Promise.all(started.map((id) => gateway.terminateFlowRun(id, 'enough')));
    await vi.waitFor(async () => {
      const closed = new Set<string>();
      for await (const run of gateway.listClosedFlowRuns(since)) closed.add(run.workflowId);
      expect(started.filter((id) => !closed.has(id))).toEqual([]);
    }, WAITING);
  });

  it('knows a run that is not there', async () => {
    const absent = randomUUID();
    const notFound = { code: 'flow-run-not-found' };
    expect(await gateway.describeFlowRun(absent)).toBeUndefined();
    await expect(gateway.resumeFlowRun(absent, yes('ann'), DEADLINE)).rejects.toMatchObject(notFound);
    await expect(gateway.signalResume(absent, yes('ann'))).rejects.toMatchObject(notFound);
    await expect(gateway.cancelFlowRun(absent)).rejects.toMatchObject(notFound);
    await expect(gateway.terminateFlowRun(absent, 'x')).rejects.toMatchObject(notFound);
    await expect(gateway.queryState(absent)).rejects.toMatchObject(notFound);
    await expect(gateway.retryFlowRun(absent)).rejects.toMatchObject(notFound);
  });

  it('says that the server cannot be reached', async () => {
    const lost = await openTemporalConnection({ address: '127.0.0.1:1', namespace: TEST_NAMESPACE });
    onTestFinished(() => lost.close());
    const nowhere = createTemporalGateway(lost);
    const unavailable = { code: 'temporal-unavailable' };
    const calls = [
      nowhere.ping(),
      nowhere.resumeFlowRun(randomUUID(), yes('ann'), { deadlineMs: 60_000 }),
      nowhere.signalResume(randomUUID(), yes('ann')),
      nowhere.describeFlowRun(randomUUID()),
      nowhere.retryFlowRun(randomUUID()),
    ];
    await Promise.all(calls.map((call) => expect(call).rejects.toMatchObject(unavailable)));
    await gateway.ping();
  });
});

function quiet() {
  const say = () => undefined;
  return { log: say, trace: say, debug: say, info: say, warn: say, error: say };
}
