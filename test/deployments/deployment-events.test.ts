// The events of deployments: created, changed with what changed, deleted; ready while a worker says that it serves the flow
// and not ready when it is gone, each change told once, which an automation can wait for. Those of its runs name its place.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { DeploymentUpdate } from '../../src/domain/deployments.js';
import type { Event } from '../../src/domain/events/event.js';
import { eventFilterSchema } from '../../src/domain/filters/event-filter.js';
import { workPoolCreateSchema } from '../../src/domain/work-pools/work-pool.js';
import { watchDeployments } from '../../src/services/deployments/deployment-status.js';
import {
  createDeployment,
  deleteDeployment,
  setDeploymentPaused,
  updateDeployment,
} from '../../src/services/deployments/manage-deployments.js';
import { readDeployment } from '../../src/services/deployments/read-deployments.js';
import { startDeploymentRun } from '../../src/services/deployments/run-deployment.js';
import { filterEvents } from '../../src/services/events/filter-events.js';
import { ensureFlow } from '../../src/services/flows/create-flow.js';
import { registerWorker } from '../../src/services/records/register-worker.js';
import type { ServiceContext } from '../../src/services/service-context.js';
import { createWorkPool } from '../../src/services/work-pools/manage-work-pools.js';
import { openTestContext } from '../api/context.js';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let platform: Awaited<ReturnType<typeof openTestContext>>;
let context: ServiceContext;
beforeAll(async () => {
  platform = await openTestContext();
  context = platform.context;
});
afterAll(() => platform.close());

async function deploy(rest: DeploymentUpdate = {}) {
  const flowName = `flow-${randomUUID().slice(0, 8)}`;
  const { flow } = await ensureFlow(context.store, { name: flowName, tags: [], labels: {} }, randomUUID());
  const { deployment } = await createDeployment(context, { name: 'nightly', flow_id: flow.id, ...rest });
  return { flow, deployment };
}

/** The events about a deployment, or a run, in their order. */
async function eventsOf(id: string, kind = 'deployment'): Promise<Event[]> {
  const occurred = { until: new Date(Date.now() + 3_600_000).toISOString() };
  const filter = eventFilterSchema.parse({ occurred, resource: { id: [`prefect.${kind}.${id}`] }, order: 'ASC' });
  return (await filterEvents(context, filter, 50)).events;
}
const names = (events: readonly Event[]) => events.map(({ event }) => event.replace('prefect.deployment.', ''));

const later = (minutes: number): ServiceContext => ({
  ...context,
  now: () => new Date(Date.now() + minutes * 60_000),
});
const SERVED = {
  workflow_type: 'nightly',
  description: null,
  version: null,
  parameter_schema: null,
  retries: 0,
  retry_delay_seconds: 0,
};
const serve = (flowName: string) =>
  registerWorker(context, { task_queue: 'default', flows: [{ ...SERVED, name: flowName }] });

describe('the status of a deployment', () => {
  it('follows the worker that serves it, and each change is told once', async () => {
    const pool = `pool-${randomUUID().slice(0, 8)}`;
    const { id: poolId } = await createWorkPool(context, workPoolCreateSchema.parse({ name: pool, type: 'docker' }));
    const { flow, deployment } = await deploy({ work_pool_name: pool, work_queue_name: 'urgent' });
    await watchDeployments(context);
    expect(names(await eventsOf(deployment.id))).toEqual(['created']);

    await serve(flow.name);
    // Two servers look at once.
    await Promise.all([watchDeployments(context), watchDeployments(context)]);
    await watchDeployments(context);
    expect((await readDeployment(context, deployment.id)).status).toBe('READY');
    // A server that was away has not heard of it lately, which says nothing.
    await watchDeployments(later(3), later(2).now());
    expect(names(await eventsOf(deployment.id))).toEqual(['created', 'ready']);
    await watchDeployments(later(3));
    await watchDeployments(later(4));
    const events = await eventsOf(deployment.id);
    expect(names(events)).toEqual(['created', 'ready', 'not-ready']);

    await serve(flow.name);
    await watchDeployments(context);
    expect(names(await eventsOf(deployment.id)).toSorted()).toEqual(['created', 'not-ready', 'ready', 'ready']);

    const queue = await context.store.workQueues.findByName(pool, 'urgent');
    expect(events[1]).toMatchObject({
      resource: { 'prefect.resource.id': `prefect.deployment.${deployment.id}`, 'prefect.resource.name': 'nightly' },
      payload: {},
    });
    expect(events[1]?.related).toEqual([
      {
        'prefect.resource.id': `prefect.flow.${flow.id}`,
        'prefect.resource.role': 'flow',
        'prefect.resource.name': flow.name,
      },
      {
        'prefect.resource.id': `prefect.work-queue.${queue?.id}`,
        'prefect.resource.role': 'work-queue',
        'prefect.resource.name': 'urgent',
      },
      {
        'prefect.resource.id': `prefect.work-pool.${poolId}`,
        'prefect.resource.role': 'work-pool',
        'prefect.resource.name': pool,
        'prefect.work-pool.type': 'docker',
      },
    ]);
  });
});

describe('the changes of a deployment', () => {
  it('are told with what each field was and is, also when it is created a second time', async () => {
    const { flow, deployment } = await deploy({ tags: ['old'], concurrency_limit: 2 });
    const { id, name } = deployment;
    const flow_id = flow.id;
    await updateDeployment(context, id, { description: 'At night.', tags: ['new'] });
    await setDeploymentPaused(context, id, true);
    await createDeployment(context, { name, flow_id, concurrency_limit: 3, paused: true });
    // What changes nothing is no update.
    await createDeployment(context, { name, flow_id, concurrency_limit: 3 });
    await updateDeployment(context, id, { tags: ['new'] });
    await createDeployment(context, {
      name,
      flow_id,
      schedules: [{ schedule: { cron: '0 3 * * *', timezone: 'UTC', day_or: true } }],
    });
    await deleteDeployment(context, id);

    const events = await eventsOf(id);
    expect(names(events)).toEqual(['created', 'updated', 'updated', 'updated', 'updated', 'deleted']);
    expect(events.map(({ payload }) => payload)).toMatchObject([
      {},
      {
        updated_fields: expect.arrayContaining(['description', 'tags']) as unknown,
        updates: { description: { from: null, to: 'At night.' }, tags: { from: ['old'], to: ['new'] } },
      },
      { updated_fields: ['paused'], updates: { paused: { from: false, to: true } } },
      { updated_fields: ['concurrency_limit'], updates: { concurrency_limit: { from: 2, to: 3 } } },
      {
        updated_fields: ['schedules'],
        updates: { schedules: { from: [], to: [{ schedule: { cron: '0 3 * * *' } }] } },
      },
      {},
    ]);
    const related = [
      { 'prefect.resource.id': `prefect.flow.${flow_id}`, 'prefect.resource.name': flow.name },
      { 'prefect.resource.id': `prefect.concurrency-limit.${id}`, 'prefect.resource.role': 'concurrency-limit' },
    ];
    expect(events.map((event) => event.related)).toMatchObject(events.map(() => related));
  });
});

describe('the events of a run', () => {
  it('name the queue and the pool that it waits in, and the type of the pool', async () => {
    const pool = `pool-${randomUUID().slice(0, 8)}`;
    const given = workPoolCreateSchema.parse({ name: pool, type: 'docker', is_paused: true });
    const { id: poolId, default_queue_id: queueId } = await createWorkPool(context, given);
    const { flow, deployment } = await deploy({ work_pool_name: pool });
    const { flowRun } = await startDeploymentRun(context, deployment.id, { parameters: {}, context: {}, tags: [] });
    const [scheduled] = await eventsOf(flowRun.id, 'flow-run');
    expect(scheduled?.event).toBe('prefect.flow-run.Scheduled');
    expect(scheduled?.related.slice(0, 4)).toEqual([
      expect.objectContaining({ 'prefect.resource.id': `prefect.flow.${flow.id}` }),
      expect.objectContaining({ 'prefect.resource.id': `prefect.deployment.${deployment.id}` }),
      {
        'prefect.resource.id': `prefect.work-queue.${queueId}`,
        'prefect.resource.role': 'work-queue',
        'prefect.resource.name': 'default',
      },
      {
        'prefect.resource.id': `prefect.work-pool.${poolId}`,
        'prefect.resource.role': 'work-pool',
        'prefect.resource.name': pool,
        'prefect.work-pool.type': 'docker',
      },
    ]);
  });
});
