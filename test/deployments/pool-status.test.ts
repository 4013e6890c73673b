// The status of a pool and of its queues on the real Temporal server: ready while a worker polls, not ready when it is gone,
// paused by a person; each change an event, once, which an automation can wait for.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Event } from '../../src/domain/events/event.js';
import { eventFilterSchema } from '../../src/domain/filters/event-filter.js';
import { workPoolCreateSchema, workQueueCreateSchema } from '../../src/domain/work-pools/work-pool.js';
import { filterEvents } from '../../src/services/events/filter-events.js';
import {
  createWorkPool,
  deleteWorkPool,
  readWorkPool,
  updateWorkPool,
} from '../../src/services/work-pools/manage-work-pools.js';
import {
  createWorkQueue,
  deleteWorkQueue,
  readWorkQueue,
  updateWorkQueue,
} from '../../src/services/work-pools/manage-work-queues.js';
import { watchPools } from '../../src/services/work-pools/pool-status.js';
import type { ServiceContext } from '../../src/services/service-context.js';
import { openTestContext } from '../api/context.js';
import { openDeploymentHarness, WAIT, type DeploymentHarness } from './harness.js';

// Two platforms are opened, and workers waited for, which a busy machine draws out.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let harness: DeploymentHarness;
let quiet: Awaited<ReturnType<typeof openTestContext>>;
beforeAll(async () => {
  // One gives the workers, the other looks at who polls when the test says so, by a clock of the test's.
  [harness, quiet] = await Promise.all([openDeploymentHarness(), openTestContext()]);
});
afterAll(async () => {
  await harness.close();
  await quiet.close();
});

const CHANGES = ['created', 'updated', 'deleted'];

/** The events about a resource in their order. */
async function eventsOf(kind: 'work-pool' | 'work-queue', id: string): Promise<Event[]> {
  const occurred = { until: new Date(Date.now() + 3_600_000).toISOString() };
  const filter = eventFilterSchema.parse({ occurred, resource: { id: [`prefect.${kind}.${id}`] }, order: 'ASC' });
  return (await filterEvents(quiet.context, filter, 50)).events;
}
/** What they tell: the statuses, or the changes. */
async function told(kind: 'work-pool' | 'work-queue', id: string): Promise<string[]> {
  const names = (await eventsOf(kind, id)).map(({ event }) => event.replace(`prefect.${kind}.`, ''));
  return names.filter((name) => !CHANGES.includes(name));
}
async function changesOf(kind: 'work-pool' | 'work-queue', id: string): Promise<Event[]> {
  return (await eventsOf(kind, id)).filter(({ event }) => CHANGES.some((change) => event.endsWith(`.${change}`)));
}

const later = (minutes: number): ServiceContext => ({
  ...quiet.context,
  now: () => new Date(Date.now() + minutes * 60_000),
});

describe('the status of a pool and of its queues', () => {
  it('follows who polls and what is paused, and each change is told once', async () => {
    const { context } = quiet;
    const name = `pool-${randomUUID().slice(0, 8)}`;
    const pool = await createWorkPool(context, workPoolCreateSchema.parse({ name }));
    const queue = await createWorkQueue(context, name, workQueueCreateSchema.parse({ name: 'urgent' }));
    const status = async () => [
      (await readWorkPool(context, name)).status,
      (await readWorkQueue(context, queue.id)).status,
    ];
    await watchPools(context);
    expect(await status()).toEqual(['NOT_READY', 'NOT_READY']);

    const stop = await harness.serve(name);
    await expect
      .poll(async () => {
        await watchPools(context);
        return status();
      }, WAIT)
      .toEqual(['READY', 'READY']);

    await updateWorkPool(context, name, { is_paused: true });
    await updateWorkQueue(context, queue.id, { is_paused: true });
    expect(await status()).toEqual(['PAUSED', 'PAUSED']);
    await updateWorkPool(context, name, { is_paused: false });
    await updateWorkQueue(context, queue.id, { is_paused: false });
    expect(await status()).toEqual(['READY', 'READY']);

    await stop();
    await watchPools(later(3));
    await watchPools(later(4));
    expect((await status())[0]).toBe('NOT_READY');

    const changes = ['not-ready', 'ready', 'paused', 'ready', 'not-ready'];
    expect(await told('work-pool', pool.id)).toEqual(changes);
    expect(await told('work-queue', queue.id)).toEqual(changes);
  });

  it('of a queue that a worker serves alone is its own', async () => {
    const { context } = quiet;
    const name = `pool-${randomUUID().slice(0, 8)}`;
    const pool = await createWorkPool(context, workPoolCreateSchema.parse({ name }));
    const queue = await createWorkQueue(context, name, workQueueCreateSchema.parse({ name: 'urgent' }));
    await harness.serve(`${name}/urgent`);
    await expect
      .poll(async () => {
        await watchPools(context);
        return (await readWorkQueue(context, queue.id)).status;
      }, WAIT)
      .toBe('READY');
    expect((await readWorkPool(context, name)).status).toBe('READY');
    expect((await readWorkQueue(context, pool.default_queue_id ?? '')).status).toBe('NOT_READY');
  });
});

describe('the events of pools and queues', () => {
  it('tell that they were created, changed and deleted, with what changed', async () => {
    const { context } = quiet;
    const name = `pool-${randomUUID().slice(0, 8)}`;
    const pool = await createWorkPool(context, workPoolCreateSchema.parse({ name, type: 'docker' }));
    const queue = await createWorkQueue(context, name, workQueueCreateSchema.parse({ name: 'urgent' }));
    await updateWorkPool(context, name, { concurrency_limit: 3 });
    await updateWorkPool(context, name, { concurrency_limit: 3 });
    await updateWorkQueue(context, queue.id, { description: 'At once.' });
    await updateWorkQueue(context, queue.id, { description: 'At once.' });
    await deleteWorkQueue(context, queue.id);
    await deleteWorkPool(context, name);

    const resource = {
      'prefect.resource.id': `prefect.work-pool.${pool.id}`,
      'prefect.resource.name': name,
      'prefect.resource.role': 'work-pool',
      'prefect.work-pool.type': 'docker',
    };
    const defaultQueue = {
      'prefect.resource.id': `prefect.work-queue.${pool.default_queue_id}`,
      'prefect.resource.role': 'default-queue',
    };
    const limit = { updated_fields: ['concurrency_limit'], updates: { concurrency_limit: { from: null, to: 3 } } };
    expect(await changesOf('work-pool', pool.id)).toMatchObject([
      { event: 'prefect.work-pool.created', resource, related: [defaultQueue], payload: {} },
      { event: 'prefect.work-pool.updated', resource, related: [], payload: limit },
      { event: 'prefect.work-pool.deleted', resource, related: [defaultQueue], payload: {} },
    ]);
    const described = { updated_fields: ['description'], updates: { description: { from: '', to: 'At once.' } } };
    const ofQueue = {
      resource: {
        'prefect.resource.id': `prefect.work-queue.${queue.id}`,
        'prefect.resource.name': 'urgent',
        'prefect.resource.role': 'work-queue',
      },
      related: [resource],
    };
    expect(await changesOf('work-queue', queue.id)).toMatchObject([
      { event: 'prefect.work-queue.created', ...ofQueue, payload: {} },
      { event: 'prefect.work-queue.updated', ...ofQueue, payload: described },
      { event: 'prefect.work-queue.deleted', ...ofQueue, payload: {} },
    ]);
    // It was made with its pool and went with it.
    const ofDefault = await changesOf('work-queue', pool.default_queue_id ?? '');
    expect(ofDefault).toMatchObject([
      { event: 'prefect.work-queue.created', related: [resource] },
      { event: 'prefect.work-queue.deleted', related: [resource] },
    ]);
  });

  it('name the type of the pool, and which status they follow within ten minutes', async () => {
    const { context } = quiet;
    const name = `pool-${randomUUID().slice(0, 8)}`;
    const pool = await createWorkPool(context, workPoolCreateSchema.parse({ name, type: 'docker' }));
    // Two servers look at once.
    await updateWorkPool(context, name, { is_paused: true });
    await Promise.all([watchPools(context), watchPools(context)]);
    await updateWorkPool(later(11), name, { is_paused: false });
    const statuses = (await eventsOf('work-pool', pool.id)).filter(
      ({ event }) => !CHANGES.some((change) => event.endsWith(`.${change}`)),
    );
    expect(statuses.map(({ event, follows }) => [event, follows])).toEqual([
      ['prefect.work-pool.not-ready', null],
      ['prefect.work-pool.paused', statuses[0]?.id],
      ['prefect.work-pool.not-ready', null],
    ]);
    expect(statuses.map(({ resource }) => resource['prefect.work-pool.type'])).toEqual(['docker', 'docker', 'docker']);
    expect(statuses.map(({ related }) => related)).toEqual([[], [], []]);
  });
});
