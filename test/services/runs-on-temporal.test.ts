// What is asked of runs that a worker serves, and what becomes of it: each wish on the real server with the real engine.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { isSluiceError } from '../../src/domain/errors.js';
import type { StateCreate } from '../../src/domain/states.js';
import { cancelFlowRun } from '../../src/services/flow-runs/cancel-flow-run.js';
import { createFlowRun } from '../../src/services/flow-runs/create-flow-run.js';
import { deleteFlowRun } from '../../src/services/flow-runs/delete-flow-run.js';
import { listFlowRunStates } from '../../src/services/flow-runs/list-flow-run-states.js';
import { readFlowRun } from '../../src/services/flow-runs/read-flow-run.js';
import { readFlowRunResult } from '../../src/services/flow-runs/read-flow-run-result.js';
import { resumeFlowRun } from '../../src/services/flow-runs/resume-flow-run.js';
import { retryFlowRun } from '../../src/services/flow-runs/retry-flow-run.js';
import { setFlowRunState } from '../../src/services/flow-runs/set-flow-run-state.js';
import { suspendFlowRun } from '../../src/services/flow-runs/suspend-flow-run.js';
import { readFlowByName } from '../../src/services/flows/read-flow-by-name.js';
import { reconcile } from '../../src/services/reconcile.js';
import { startReconciler } from '../../src/services/run-reconciler.js';
import { sendInput } from '../../src/services/run-inputs/send-input.js';
import { createRunInput } from '../../src/services/run-inputs/create-run-input.js';
import { openTestContext } from '../api/context.js';
import { findFreePort } from '../free-port.js';
import { openServedContext, type ServedContext } from './served-context.js';
import { allowed, counts } from './served-tasks.js';

let served: ServedContext;
beforeAll(async () => {
  served = await openServedContext();
});
afterAll(() => served.close());

const propose = async (id: string, state: StateCreate, force = false) => {
  const { result, written } = await setFlowRunState(served.context, id, { state, force });
  const reason = 'reason' in result.details ? result.details.reason : null;
  return { status: result.status, reason, state: result.state?.name, written };
};
const statesOf = async (id: string) => (await listFlowRunStates(served.context, id)).map(({ name }) => name);
const workflowStatus = async (id: string) => (await served.context.temporal.describeFlowRun(id))?.status;

describe('creating', () => {
  it('starts the run, whose workflow has its id, and records it from Pending to Completed', async () => {
    const run = await served.start('addOne', { parameters: { n: 1 }, tags: ['a'] });
    expect(run).toMatchObject({ state_type: 'PENDING', workflow_id: run.id, task_queue: served.taskQueue });
    await served.reaches(run.id, 'Completed');
    expect(await readFlowRunResult(served.context, run.id)).toBe(2);
    expect(await statesOf(run.id)).toEqual(['Pending', 'Running', 'Completed']);
  });

  it.each([
    [{}, [{ path: 'n', message: 'is required' }]],
    [{ n: 1.5 }, [{ path: 'n', message: 'must be integer, found 1.5' }]],
    [{ n: 1, x: 2 }, [{ path: 'x', message: 'is not a field of this document' }]],
    [{ n: 1, deep: { list: ['a', 2] } }, [{ path: 'deep.list[1]', message: 'must be string, found 2' }]],
  ])('refuses the parameters %j before a run exists', async (parameters, fields) => {
    const flow = await readFlowByName(served.context, 'addOne');
    const before = await served.context.store.flowRuns.count({});
    await expect(served.start('addOne', { parameters })).rejects.toMatchObject({ code: 'parameters-invalid', fields });
    expect(await served.context.store.flowRuns.count({})).toBe(before);
    expect(flow.name).toBe('addOne');
  });

  it('leaves no run behind when Temporal refuses to start it', async () => {
    const before = await served.context.store.flowRuns.count({});
    const start = served.start('waits', { tags: ['x'.repeat(50_000)] });
    await expect(start).rejects.toSatisfy((error) => !isSluiceError(error, 'temporal-unavailable'));
    expect(await served.context.store.flowRuns.count({})).toBe(before);
  });

  it('records a run that is created as running elsewhere, and starts nothing', async () => {
    const run = await served.start('waits', { state: { type: 'RUNNING' } });
    expect(run).toMatchObject({ state_type: 'RUNNING', run_count: 1, workflow_id: null });
    expect(await workflowStatus(run.id)).toBeUndefined();
  });

  it('holds a scheduled run back until its time', async () => {
    const scheduled_time = new Date(Date.now() + 2_000).toISOString();
    const state = { type: 'SCHEDULED', state_details: { scheduled_time } };
    const run = await served.start('addOne', { parameters: { n: 1 }, state });
    expect(run.next_scheduled_start_time).not.toBeNull();
    const { start_time } = await served.reaches(run.id, 'Completed');
    expect(Date.parse(start_time!)).toBeGreaterThanOrEqual(Date.parse(scheduled_time));
  });

  it('keeps a run whose start does not reach Temporal, and the reconciler starts it', async () => {
    const { context, close } = await openTestContext(`127.0.0.1:${await findFreePort()}`);
    const flow = await readFlowByName(served.context, 'addOne');
    const away = { ...served.context, temporal: context.temporal };
    const request = { flow_id: flow.id, parameters: { n: 41 }, context: {}, tags: [], labels: {} };
    const { flowRun } = await createFlowRun(away, request);
    expect(flowRun.state_type).toBe('PENDING');
    await close();
    const report = await reconcile(served.context, { closedSince: new Date(), olderThanMs: 0 });
    expect(report.started).toBe(1);
    await served.reaches(flowRun.id, 'Completed');
    expect(await readFlowRunResult(served.context, flowRun.id)).toBe(42);
  });

  it('takes an input for a run whose start has not reached Temporal yet, and starts it', async () => {
    const { context, close } = await openTestContext(`127.0.0.1:${await findFreePort()}`);
    onTestFinished(close);
    const flow = await readFlowByName(served.context, 'listens');
    const request = { flow_id: flow.id, parameters: {}, context: {}, tags: [], labels: {} };
    const { flowRun } = await createFlowRun({ ...served.context, temporal: context.temporal }, request);
    const input = { key: 'intautomaticruninput-auto-1', value: '{"value":7}' };
    await createRunInput(served.context, flowRun.id, input);
    await served.reaches(flowRun.id, 'Completed');
    expect(await readFlowRunResult(served.context, flowRun.id)).toBe(7);
  });
});

describe('cancelling', () => {
  it('tells a running run, which enters Cancelled itself', async () => {
    const run = await served.start('sleeps');
    await served.reaches(run.id, 'Running');
    expect(await propose(run.id, { type: 'CANCELLING' })).toMatchObject({ status: 'ACCEPT', state: 'Cancelling' });
    await served.reaches(run.id, 'Cancelled');
    expect(await statesOf(run.id)).toEqual(['Pending', 'Running', 'Cancelling', 'Cancelled']);
    expect(await propose(run.id, { type: 'CANCELLING' })).toMatchObject({
      status: 'ABORT',
      reason: 'Run is already in terminal state CANCELLED.',
    });
  });

  it.each(['waits', 'suspends'])('wakes a run that %s', async (flowName) => {
    const run = await served.start(flowName);
    await served.reaches(run.id, flowName === 'waits' ? 'Paused' : 'Suspended');
    if (flowName === 'suspends') await served.holdsNothing(run.id);
    await cancelFlowRun(served.context, run.id);
    await served.reaches(run.id, 'Cancelled');
    await expect(resumeFlowRun(served.context, run.id, {})).rejects.toMatchObject({
      code: 'pause-already-resolved',
      details: { outcome: 'cancelled' },
    });
  });

  it('shows Cancelling while no worker polls', async () => {
    const run = await served.start('waits');
    await served.reaches(run.id, 'Paused');
    await served.withoutWorker(async () => {
      expect(await propose(run.id, { type: 'CANCELLED' })).toMatchObject({ status: 'REJECT', state: 'Cancelling' });
      expect((await readFlowRun(served.context, run.id)).state_type).toBe('CANCELLING');
    });
    await served.reaches(run.id, 'Cancelled');
    expect(await statesOf(run.id)).toEqual(['Pending', 'Running', 'Paused', 'Cancelling', 'Cancelled']);
  });

  it('ends a run whose time has not come at once', async () => {
    const state = {
      type: 'SCHEDULED',
      state_details: { scheduled_time: new Date(Date.now() + 3_600_000).toISOString() },
    };
    const run = await served.start('addOne', { parameters: { n: 1 }, state });
    expect(await propose(run.id, { type: 'CANCELLING' })).toMatchObject({ status: 'ACCEPT', state: 'Cancelled' });
    expect(await workflowStatus(run.id)).toBe('terminated');
  });
});

describe('ending by force', () => {
  it.each(['COMPLETED', 'FAILED', 'CRASHED', 'CANCELLED'] as const)('terminates and writes %s', async (type) => {
    const run = await served.start('waits');
    await served.reaches(run.id, 'Paused');
    if (type !== 'CANCELLED') {
      const refused = await propose(run.id, { type });
      expect(refused).toMatchObject({ status: 'ABORT', written: false, state: 'Paused' });
      expect(refused.reason).toMatch(/force/);
    }
    expect(await propose(run.id, { type, message: 'enough' }, true)).toMatchObject({ status: 'ACCEPT', written: true });
    expect(await workflowStatus(run.id)).toBe('terminated');
    expect(await readFlowRun(served.context, run.id)).toMatchObject({ state_type: type, state: { message: 'enough' } });
  });

  it('leaves what only the run can do to the run', async () => {
    const run = await served.start('sleeps');
    await served.reaches(run.id, 'Running');
    for (const type of ['PENDING', 'RUNNING', 'SCHEDULED'] as const) {
      expect(await propose(run.id, { type })).toMatchObject({ status: 'ABORT', state: 'Running', written: false });
    }
    await propose(run.id, { type: 'CANCELLED' }, true);
  });
});

describe('suspending and resuming', () => {
  it('suspends a run that waits, and resumes it by a state', async () => {
    const run = await served.start('waits');
    await served.reaches(run.id, 'Paused');
    const details = { pause_reschedule: true };
    expect(await propose(run.id, { type: 'PAUSED', name: 'Suspended', state_details: details })).toMatchObject({
      status: 'ACCEPT',
      state: 'Suspended',
    });
    expect(await propose(run.id, { type: 'PAUSED', name: 'Suspended', state_details: details })).toMatchObject({
      status: 'REJECT',
      reason: 'Cannot suspend flows that are not currently running.',
    });
    expect((await propose(run.id, { type: 'SCHEDULED', name: 'Resuming' })).status).toBe('ACCEPT');
    await served.reaches(run.id, 'Completed');
    expect(await readFlowRunResult(served.context, run.id)).toBe('resumed');
    expect((await readFlowRun(served.context, run.id)).run_count).toBe(1);
  });

  it('resumes a paused run by a state', async () => {
    const run = await served.start('waits');
    await served.reaches(run.id, 'Paused');
    expect((await propose(run.id, { type: 'RUNNING' })).status).toBe('ACCEPT');
    await served.reaches(run.id, 'Completed');
    expect(await statesOf(run.id)).toEqual(['Pending', 'Running', 'Paused', 'Running', 'Completed']);
  });

  it('tells a resume that comes too late who won, and a repeat the first answer', async () => {
    const run = await served.start('waits');
    await served.reaches(run.id, 'Paused');
    const first = await resumeFlowRun(served.context, run.id, { actor: 'ann', idempotency_key: 'k' });
    expect(first).toMatchObject({ type: 'accepted', answer: { status: 'ACCEPT', pause_key: '1', kind: 'paused' } });
    await served.reaches(run.id, 'Completed');
    expect(await resumeFlowRun(served.context, run.id, { idempotency_key: 'k' })).toEqual(first);
    await expect(resumeFlowRun(served.context, run.id, { actor: 'bob' })).rejects.toMatchObject({
      code: 'pause-already-resolved',
      details: { actor: 'ann', outcome: 'resumed', pause_key: '1' },
    });
    await expect(suspendFlowRun(served.context, run.id, {})).rejects.toMatchObject({ code: 'flow-run-finished' });
  });

  it('keeps a resume while no worker polls, for the pause that is open and no other', async () => {
    const run = await served.start('waits');
    await served.reaches(run.id, 'Paused');
    await served.withoutWorker(async () => {
      const options = { deadlineMs: 500 };
      await expect(resumeFlowRun(served.context, run.id, { pause_key: '2' }, options)).rejects.toMatchObject({
        code: 'flow-run-not-paused',
      });
      expect(await resumeFlowRun(served.context, run.id, { actor: 'ann' }, options)).toEqual({ type: 'recorded' });
    });
    await served.reaches(run.id, 'Completed');
    expect(await served.context.store.decisions.listByRun(run.id)).toMatchObject([{ actor: 'ann', pause_key: '1' }]);
  });

  it('refuses what cannot be suspended', async () => {
    const run = await served.start('suspends');
    await served.reaches(run.id, 'Suspended');
    await expect(suspendFlowRun(served.context, run.id, {})).rejects.toMatchObject({ code: 'flow-run-not-running' });
    await propose(run.id, { type: 'CANCELLED' }, true);
    const child = await served.start('waits');
    await served.reaches(child.id, 'Paused');
    await served.context.store.flowRuns.update(child.id, { parent_task_run_id: randomUUID() });
    await expect(suspendFlowRun(served.context, child.id, {})).rejects.toMatchObject({
      code: 'subflow-not-independent',
    });
    await propose(child.id, { type: 'CANCELLED' }, true);
  });
});

describe('retrying', () => {
  it('goes on from where it failed: finished tasks do not run again', async () => {
    const key = randomUUID();
    const run = await served.start('failsLate', { parameters: { key } });
    await served.reaches(run.id, 'Failed');
    allowed.add(key);
    const retried = await retryFlowRun(served.context, run.id);
    expect(retried.state_type).not.toBe('FAILED');
    await served.reaches(run.id, 'Completed');
    expect(counts.get(key)).toBe(1);
    expect(await readFlowRunResult(served.context, run.id)).toBe(1);
    const states = await statesOf(run.id);
    expect(states.filter((name) => name === 'AwaitingRetry')).toHaveLength(1);
    expect((await readFlowRun(served.context, run.id)).run_count).toBe(2);
    await expect(retryFlowRun(served.context, run.id)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('is what a terminal run is told by a state that is none', async () => {
    const key = randomUUID();
    const run = await served.start('failsLate', { parameters: { key } });
    await served.reaches(run.id, 'Failed');
    allowed.add(key);
    expect((await propose(run.id, { type: 'SCHEDULED' })).status).toBe('ACCEPT');
    await served.reaches(run.id, 'Completed');
    expect(await propose(run.id, { type: 'SCHEDULED' })).toMatchObject({ status: 'ABORT', state: 'Completed' });
  });
});

describe('what happened without telling the platform', () => {
  it('is put on record when a workflow was terminated, with its tasks', async () => {
    const run = await served.start('waits');
    await served.reaches(run.id, 'Paused');
    const closedSince = new Date(Date.now() - 60_000);
    await served.temporal.client.workflow.getHandle(run.id).terminate('by an operator');
    await expect
      .poll(
        async () => {
          await reconcile(served.context, { closedSince, olderThanMs: 0 });
          return (await readFlowRun(served.context, run.id)).state_type;
        },
        { timeout: 30_000, interval: 200 },
      )
      .toBe('CRASHED');
    expect((await readFlowRun(served.context, run.id)).state!.message).toMatch(/terminated/);
    expect((await reconcile(served.context, { closedSince, olderThanMs: 0 })).ended).toBe(0);
  });

  it('is put on record when a workflow timed out or was cancelled there', async () => {
    const startThere = async (workflowExecutionTimeout?: string) => {
      const handle = await served.temporal.client.workflow.start('waits', {
        taskQueue: served.taskQueue,
        workflowId: randomUUID(),
        workflowExecutionTimeout: workflowExecutionTimeout as '20 seconds' | undefined,
      });
      await expect
        .poll(() => served.context.store.flowRuns.find(handle.workflowId), { timeout: 60_000 })
        .toMatchObject({ flowRun: { state_name: 'Paused' } });
      return handle;
    };
    const cancelled = await startThere();
    await cancelled.cancel();
    await served.reaches(cancelled.workflowId, 'Cancelled');
    const timedOut = await startThere('3 seconds');
    await expect(timedOut.result()).rejects.toThrow();
    await reconcile(served.context, { closedSince: null, all: true, olderThanMs: 0 });
    const { state_type, state } = await readFlowRun(served.context, timedOut.workflowId);
    expect([state_type, state?.message]).toEqual(['CRASHED', expect.stringMatching(/timed out on Temporal/)]);
  });

  it('is found by a full pass too, and by whoever asks for the run', async () => {
    const [swept, asked] = [await served.start('waits'), await served.start('waits')];
    for (const { id } of [swept, asked]) {
      await served.reaches(id, 'Paused');
      await served.temporal.client.workflow.getHandle(id).terminate();
    }
    await expect(resumeFlowRun(served.context, asked.id, {})).rejects.toMatchObject({ code: 'flow-run-finished' });
    expect((await readFlowRun(served.context, asked.id)).state_type).toBe('CRASHED');
    await reconcile(served.context, { closedSince: null, all: true, olderThanMs: 0 });
    expect((await readFlowRun(served.context, swept.id)).state_type).toBe('CRASHED');
  });

  it('is found by the reconciler as it goes, also of recorded runs whose pause is over', async () => {
    const run = await served.start('waits');
    await served.reaches(run.id, 'Paused');
    const recorded = await served.start('waits', { state: { type: 'RUNNING' } });
    const pause_timeout = new Date(Date.now() + 500).toISOString();
    await propose(recorded.id, { type: 'PAUSED', state_details: { pause_timeout } });
    const reconciler = startReconciler(served.context, { intervalMs: 50, olderThanMs: 0 });
    onTestFinished(() => reconciler.stop());
    await served.temporal.client.workflow.getHandle(run.id).terminate();
    await served.reaches(run.id, 'Crashed');
    const failed = await served.reaches(recorded.id, 'Failed');
    expect(failed.state!.message).toBe('The flow was paused and never resumed.');
    await reconciler.stop();
  });

  it('leaves runs that live alone', async () => {
    const run = await served.start('suspends');
    await served.reaches(run.id, 'Suspended');
    await reconcile(served.context, { closedSince: null, all: true, olderThanMs: 0 });
    expect((await readFlowRun(served.context, run.id)).state_name).toBe('Suspended');
    await propose(run.id, { type: 'CANCELLED' }, true);
  });
});

describe('deleting', () => {
  it('terminates a run that lives, and leaves nothing of it', async () => {
    const run = await served.start('waits');
    await served.reaches(run.id, 'Paused');
    await deleteFlowRun(served.context, run.id);
    await expect(readFlowRun(served.context, run.id)).rejects.toMatchObject({ code: 'flow-run-not-found' });
    expect(await workflowStatus(run.id)).toBe('terminated');
  });
});

describe('inputs', () => {
  it('go to a run that lives, and are refused by one that has ended', async () => {
    const run = await served.start('addOne', { parameters: { n: 1 } });
    await served.reaches(run.id, 'Completed');
    const input = { key: 'k', value: '1' };
    await expect(createRunInput(served.context, run.id, input)).rejects.toMatchObject({ code: 'flow-run-finished' });
    expect(await served.context.store.runInputs.list(run.id, 'k', 10, [])).toEqual([]);
  });

  it('may be sent again after the run has ended by a sender that did not hear it had arrived', async () => {
    const run = await served.start('listens');
    const receiver = `prefect.flow-run.${run.id}`;
    const message = { key: 'intautomaticruninput-auto-1', value: { value: 7 }, sender: null };
    await sendInput(served.context, { receiver, message });
    await served.temporal.client.workflow.getHandle(run.id).result();
    await sendInput(served.context, { receiver, message });
    await served.reaches(run.id, 'Completed');
    await sendInput(served.context, { receiver, message });
    const other = { ...message, key: 'intautomaticruninput-auto-2' };
    await expect(sendInput(served.context, { receiver, message: other })).rejects.toMatchObject({
      code: 'flow-run-finished',
    });
    expect(await readFlowRunResult(served.context, run.id)).toBe(7);
  });
});
