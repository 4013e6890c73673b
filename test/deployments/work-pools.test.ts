// Work pools and limits on the real Temporal server: what is paused or full holds runs back, what is resumed or freed starts
// them, by priority; and the status of a pool follows who polls.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { DeploymentUpdate } from '../../src/domain/deployments.js';
import { eventFilterSchema } from '../../src/domain/filters/event-filter.js';
import { filterEvents } from '../../src/services/events/filter-events.js';
import { cancelFlowRun } from '../../src/services/flow-runs/cancel-flow-run.js';
import { readFlowRun } from '../../src/services/flow-runs/read-flow-run.js';
import { readFlowRunResult } from '../../src/services/flow-runs/read-flow-run-result.js';
import { resumeFlowRun } from '../../src/services/flow-runs/resume-flow-run.js';
import { createRunInput } from '../../src/services/run-inputs/create-run-input.js';
import { readPoolConcurrency, readQueueConcurrency } from '../../src/services/work-pools/concurrency-status.js';
import {
  createWorkPool,
  deleteWorkPool,
  readWorkPool,
  updateWorkPool,
} from '../../src/services/work-pools/manage-work-pools.js';
import {
  createWorkQueue,
  filterWorkQueues,
  updateWorkQueue,
} from '../../src/services/work-pools/manage-work-queues.js';
import { workPoolCreateSchema, workQueueCreateSchema } from '../../src/domain/work-pools/work-pool.js';
import { openDeploymentHarness, WAIT, type DeploymentHarness } from './harness.js';

// Each waits for workers and for real seconds to pass, which a busy machine draws out.
vi.setConfig({ testTimeout: 180_000 });

let harness: DeploymentHarness;
beforeAll(async () => {
  harness = await openDeploymentHarness();
});
afterAll(() => harness.close());

/** A new pool with a worker of its own. */
async function servedPool(rest: object = {}): Promise<string> {
  const name = `pool-${randomUUID().slice(0, 8)}`;
  await createWorkPool(harness.context, workPoolCreateSchema.parse({ name, ...rest }));
  await harness.serve(name);
  return name;
}
const queueOf = (pool: string, given: object) =>
  createWorkQueue(harness.context, pool, workQueueCreateSchema.parse(given));
const deploy = (rest: DeploymentUpdate) => harness.deploy('waits', rest);
const stateOf = async (id: string) => (await readFlowRun(harness.context, id)).state_name;

describe('a work pool', () => {
  it('holds runs while it is paused, and starts them when it is resumed', async () => {
    const pool = await servedPool();
    const { id } = await deploy({ work_pool_name: pool });
    await updateWorkPool(harness.context, pool, { is_paused: true });
    const runs = [await harness.start(id), await harness.start(id)];
    expect(
      runs.map(({ state_name, work_queue_name, work_pool_name }) => [state_name, work_pool_name, work_queue_name]),
    ).toEqual(runs.map(() => ['Scheduled', pool, 'default']));
    await updateWorkPool(harness.context, pool, { is_paused: false });
    for (const run of runs) expect((await harness.reaches(run.id, 'Paused')).task_queue).toBe(pool);
  });

  it('gives a run that it held what it was sent meanwhile', async () => {
    const pool = await servedPool({ is_paused: true });
    const { id } = await harness.deploy('listens', { work_pool_name: pool });
    const run = await harness.start(id);
    const input = { key: 'strautomaticruninput-auto-1', value: '{"value":"early"}' };
    await createRunInput(harness.context, run.id, input);
    await updateWorkPool(harness.context, pool, { is_paused: false });
    await harness.reaches(run.id, 'Completed');
    expect(await readFlowRunResult(harness.context, run.id)).toBe('early');
  });

  it('starts no more runs than its limit, and the most urgent queue first', async () => {
    const pool = await servedPool({ concurrency_limit: 1, is_paused: true });
    await queueOf(pool, { name: 'urgent', priority: 1 });
    const queues = await filterWorkQueues(harness.context, { poolName: pool, limit: 10, offset: 0 });
    expect(queues.map(({ name, priority }) => [name, priority])).toEqual([
      ['urgent', 1],
      ['default', 2],
    ]);
    const later = await harness.start((await deploy({ work_pool_name: pool })).id);
    const sooner = await harness.start((await deploy({ work_pool_name: pool, work_queue_name: 'urgent' })).id);
    const { work_queue_id } = sooner;
    expect(work_queue_id).toBe(queues[0]?.id);
    await updateWorkPool(harness.context, pool, { is_paused: false });
    // Paused by its own code, the first gives its slot to the second.
    await harness.reaches(sooner.id, 'Paused');
    await harness.reaches(later.id, 'Paused');
    const [first, second] = [
      await readFlowRun(harness.context, sooner.id),
      await readFlowRun(harness.context, later.id),
    ];
    expect(Date.parse(first.start_time ?? '')).toBeLessThan(Date.parse(second.start_time ?? ''));
  });

  it('has queues that are paused by themselves, and runs that can be cancelled while they are held', async () => {
    const pool = await servedPool();
    const { id: queueId } = await queueOf(pool, { name: 'slow', is_paused: true });
    const { id } = await deploy({ work_pool_name: pool, work_queue_name: 'slow' });
    const [kept, dropped] = [await harness.start(id), await harness.start(id)];
    await cancelFlowRun(harness.context, dropped.id);
    expect(await stateOf(dropped.id)).toBe('Cancelled');
    expect(await stateOf(kept.id)).toBe('Scheduled');
    await updateWorkQueue(harness.context, queueId, { is_paused: false });
    await harness.reaches(kept.id, 'Paused');
    expect(await stateOf(dropped.id)).toBe('Cancelled');
  });

  it('is ready while a worker polls, says so by events, and is gone when deleted', async () => {
    const name = `pool-${randomUUID().slice(0, 8)}`;
    const { id, status, default_queue_id } = await createWorkPool(
      harness.context,
      workPoolCreateSchema.parse({ name }),
    );
    expect([status, default_queue_id]).toEqual(['NOT_READY', expect.any(String)]);
    await harness.serve(name);
    const read = () => readWorkPool(harness.context, name);
    await expect.poll(async () => (await read()).status, WAIT).toBe('READY');
    await updateWorkPool(harness.context, name, { is_paused: true });
    expect((await read()).status).toBe('PAUSED');
    const resource = { id: [`prefect.work-pool.${id}`] };
    const filter = eventFilterSchema.parse({ resource, order: 'ASC' });
    const told = async () => (await filterEvents(harness.context, filter, 50)).events.map(({ event }) => event);
    await expect
      .poll(told, WAIT)
      .toEqual(['created', 'not-ready', 'ready', 'updated', 'paused'].map((what) => `prefect.work-pool.${what}`));
    const queueId = default_queue_id ?? '';
    await updateWorkQueue(harness.context, queueId, { is_paused: true });
    const ofQueue = eventFilterSchema.parse({ resource: { id: [`prefect.work-queue.${queueId}`] }, order: 'ASC' });
    const toldOfQueue = (await filterEvents(harness.context, ofQueue, 50)).events;
    expect(toldOfQueue.map(({ event }) => event).slice(-3)).toEqual([
      'prefect.work-queue.ready',
      'prefect.work-queue.updated',
      'prefect.work-queue.paused',
    ]);
    expect(toldOfQueue.at(-1)?.related).toMatchObject([{ 'prefect.resource.id': `prefect.work-pool.${id}` }]);
    await deleteWorkPool(harness.context, name);
    await expect(read()).rejects.toThrow(`Work pool "${name}" not found.`);
  });
});

describe('the slots of a work pool', () => {
  it('are told with the runs that take them, of the pool and of a queue', async () => {
    const pool = await servedPool({ concurrency_limit: 2 });
    const { id, work_queue_id: queueId } = await harness.deploy('sleeps', { work_pool_name: pool });
    const run = await harness.start(id);
    await harness.reaches(run.id, 'Running');
    const holder = {
      id: run.id,
      name: run.name,
      state_type: 'RUNNING',
      time_in_current_state: expect.any(Number) as number,
    };
    const page = { limit: 10, page: 1 };
    expect(await readPoolConcurrency(harness.context, pool, { ...page, flowRunLimit: 5 })).toMatchObject({
      active_slots: 1,
      concurrency_limit: 2,
      queues: [{ queue_id: queueId, queue_name: 'default', active_slots: 1, flow_run_count: 1, flow_runs: [holder] }],
      count: 1,
      pages: 1,
    });
    expect(await readQueueConcurrency(harness.context, queueId ?? '', page)).toMatchObject({
      active_slots: 1,
      concurrency_limit: null,
      flow_runs: [holder],
      count: 1,
    });
    await cancelFlowRun(harness.context, run.id);
  });
});

describe('the limit of a deployment', () => {
  it('lets runs wait in line, and starts the next when one ends', async () => {
    await harness.serve(`limits-${randomUUID()}`);
    const { id } = await harness.deploy('sleeps', { concurrency_limit: 1 });
    const first = await harness.start(id);
    await harness.reaches(first.id, 'Running');
    const [second, third] = [await harness.start(id), await harness.start(id)];
    expect([second.state_name, third.state_name]).toEqual(['AwaitingConcurrencySlot', 'AwaitingConcurrencySlot']);
    await cancelFlowRun(harness.context, first.id);
    await harness.reaches(second.id, 'Running');
    expect(await stateOf(third.id)).toBe('AwaitingConcurrencySlot');
    for (const run of [second, third]) await cancelFlowRun(harness.context, run.id);
  });

  it('cancels new runs where it is told to', async () => {
    const { id } = await harness.deploy('sleeps', {
      concurrency_limit: 1,
      concurrency_options: { collision_strategy: 'CANCEL_NEW' },
    });
    const first = await harness.start(id);
    const second = await harness.start(id);
    expect(second).toMatchObject({
      state_name: 'Cancelled',
      state: { message: 'Deployment concurrency limit reached.' },
    });
    await cancelFlowRun(harness.context, first.id);
  });

  it('is given back by a run that pauses', async () => {
    const { id } = await deploy({ concurrency_limit: 1 });
    const [first, second] = [await harness.start(id), await harness.start(id)];
    await harness.reaches(first.id, 'Paused');
    await harness.reaches(second.id, 'Paused');
    await resumeFlowRun(harness.context, first.id, {});
    await harness.reaches(first.id, 'Completed');
  });
});
