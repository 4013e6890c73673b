// The events that the platform itself emits, as rules match them: each in full, by a run that an automation started in a
// pool, by the firings and actions behind it, and by the automations.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { automationUpdateSchema } from '../../src/domain/automations/automation.js';
import type { Event } from '../../src/domain/events/event.js';
import { eventFilterSchema, type EventFilterInput } from '../../src/domain/filters/event-filter.js';
import { workPoolCreateSchema, workQueueCreateSchema } from '../../src/domain/work-pools/work-pool.js';
import { bulkDeleteAutomations } from '../../src/services/automations/bulk-delete-automations.js';
import {
  createAutomation,
  deleteAutomation,
  deleteOwnedAutomations,
  patchAutomation,
  readAutomation,
  updateAutomation,
} from '../../src/services/automations/manage-automations.js';
import { createDeployment } from '../../src/services/deployments/manage-deployments.js';
import { filterEvents } from '../../src/services/events/filter-events.js';
import { readFlowByName } from '../../src/services/flows/read-flow-by-name.js';
import { createWorkPool } from '../../src/services/work-pools/manage-work-pools.js';
import { createWorkQueue } from '../../src/services/work-pools/manage-work-queues.js';
import { blockOf, openSeedPlatform, WAIT, type SeedPlatform } from './seed-platform.js';

// Generous: reached only when something hangs, also on a machine that has much else to do.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let platform: SeedPlatform;
beforeAll(async () => {
  platform = await openSeedPlatform();
});
afterAll(() => platform.close());

async function logged(filter: EventFilterInput): Promise<Event[]> {
  const occurred = { until: new Date(Date.now() + 3_600_000).toISOString() };
  const parsed = eventFilterSchema.parse({ occurred, order: 'ASC', ...filter });
  return (await filterEvents(platform.context, parsed, 50)).events;
}
const about = (kind: string, id: string) => logged({ resource: { id: [`prefect.${kind}.${id}`] } });
const related = (kind: string, id: string, role: string, name?: string) => ({
  'prefect.resource.id': `prefect.${kind}.${id}`,
  'prefect.resource.role': role,
  ...(name === undefined ? {} : { 'prefect.resource.name': name }),
});

it('a run tells of each of its states, in order, with everything it has to do with', async () => {
  const { context, taskQueue } = platform;
  const pool = await createWorkPool(context, workPoolCreateSchema.parse({ name: taskQueue, type: 'process' }));
  const queue = await createWorkQueue(context, pool.name, workQueueCreateSchema.parse({ name: 'urgent' }));
  const flow = await readFlowByName(context, 'callsDownstream');
  const placed = { work_pool_name: pool.name, work_queue_name: queue.name, tags: ['nightly', 'eu'] };
  const { deployment } = await createDeployment(context, { name: `d-${randomUUID()}`, flow_id: flow.id, ...placed });
  const name = `starts-${randomUUID()}`;
  const automation = await platform.create({
    name,
    trigger: { posture: 'Reactive', expect: [name] },
    actions: [{ type: 'run-deployment', source: 'selected', deployment_id: deployment.id }],
  });
  await platform.emit({ event: name, resource: { 'prefect.resource.id': 'thing.1' } });
  const [firing] = await platform.fired(automation.id, 1);
  const [started] = await platform.runsOf(deployment.id);
  const run = await platform.reaches(started?.id ?? '', 'Completed');

  const states = await context.store.flowRunStates.listByRun(run.id);
  const events = await about('flow-run', run.id);
  expect(states.map((state) => state.name)).toEqual(['Scheduled', 'Pending', 'Running', 'Completed']);
  expect(events.map(({ id, event, occurred }) => [id, event, occurred])).toEqual(
    states.map((state) => [state.id, `prefect.flow-run.${state.name}`, state.timestamp]),
  );
  expect(events.map(({ follows }) => follows)).toEqual([null, ...states.slice(0, -1).map(({ id }) => id)]);
  expect(events.map(({ resource }) => resource)).toEqual(
    states.map((state, index) => ({
      'prefect.resource.id': `prefect.flow-run.${run.id}`,
      'prefect.resource.name': run.name,
      'prefect.run-count': index < 2 ? '0' : '1',
      'prefect.state-message': state.message ?? '',
      'prefect.state-name': state.name,
      'prefect.state-timestamp': state.timestamp,
      'prefect.state-type': state.type,
      'sluice.causal-depth': '1',
      'sluice.caused-by': firing?.id,
    })),
  );
  const involved = [
    related('flow', flow.id, 'flow', flow.name),
    related('deployment', deployment.id, 'deployment', deployment.name),
    related('work-queue', queue.id, 'work-queue', 'urgent'),
    { ...related('work-pool', pool.id, 'work-pool', pool.name), 'prefect.work-pool.type': 'process' },
    related('tag', 'eu', 'tag'),
    related('tag', 'nightly', 'tag'),
    related('automation', automation.id, 'creator', name),
  ];
  expect(events.map((event) => event.related)).toEqual(events.map(() => involved));
  expect(events.map(({ payload }) => payload)).toMatchObject(
    states.map((state, index) => {
      const before = states[index - 1];
      return {
        intended: { from: before?.type ?? null, to: state.type },
        initial_state: before ? { type: before.type, name: before.name } : null,
        validated_state: { type: state.type, name: state.name, ...(state.message ? { message: state.message } : {}) },
      };
    }),
  );

  // The run that it called: the call is a task run of its caller, which its events name.
  const byTaskRun = (event: Event) => event.related.find((one) => one['prefect.resource.role'] === 'task-run');
  const calls = async () => (await logged({ event: { prefix: ['prefect.flow-run.'] } })).filter(byTaskRun);
  await expect.poll(async () => (await calls()).at(-1)?.event, WAIT).toBe('prefect.flow-run.Completed');
  const call = (await calls()).map(byTaskRun)[0];
  const taskEvents = await logged({ resource: { id: [call?.['prefect.resource.id'] ?? ''] } });
  expect(taskEvents.at(-1)?.event).toBe('prefect.task-run.Completed');
  expect(taskEvents[0]?.related[0]).toEqual(related('flow-run', run.id, 'flow-run', run.name));
  expect(taskEvents.map(({ follows }) => follows)).toEqual([null, ...taskEvents.slice(0, -1).map(({ id }) => id)]);
});

it('a firing and its actions tell what set them off, what they did it to and what came of it', async () => {
  const { context } = platform;
  const name = `acts-${randomUUID()}`;
  const pool = await createWorkPool(context, workPoolCreateSchema.parse({ name: `p-${randomUUID()}` }));
  const hook = await blockOf(context, 'webhook', { url: `${platform.hookUrl}/told`, method: 'POST' });
  const block = await context.store.blockDocuments.find(hook);
  const automation = await platform.create({
    name,
    trigger: { posture: 'Reactive', expect: [name], for_each: ['prefect.resource.id'] },
    actions: [
      { type: 'pause-work-pool', source: 'selected', work_pool_id: pool.id },
      { type: 'call-webhook', block_document_id: hook },
      { type: 'cancel-flow-run' },
    ],
    actions_on_trigger: [{ type: 'resume-automation', source: 'inferred' }],
  });
  const [cause] = await platform.emit({ event: name, resource: { 'prefect.resource.id': 'thing.1' } });
  const [firing] = await platform.fired(automation.id, 1);
  const [stored] = await context.store.events.findAll([cause?.id ?? '']);
  const all = (await about('automation', automation.id)).filter(({ event }) => !/\.(created|updated)$/.test(event));
  const [triggered] = all.filter(({ event }) => event === 'prefect.automation.triggered');
  const resource = {
    'prefect.resource.id': `prefect.automation.${automation.id}`,
    'prefect.resource.name': name,
    'prefect.posture': 'Reactive',
    'sluice.causal-depth': '1',
    'sluice.caused-by': firing?.id,
  };
  expect(triggered).toEqual({
    ...triggered,
    occurred: firing?.firing.triggered,
    resource,
    related: [related('event', cause?.id ?? '', 'triggering-event')],
    payload: {
      triggering_labels: { 'prefect.resource.id': 'thing.1' },
      triggering_event: stored,
      automation_id: automation.id,
      firing_id: firing?.id,
    },
    follows: null,
  });

  const own = related('event', triggered?.id ?? '', 'automation-triggered-event');
  const byCause = related('event', cause?.id ?? '', 'triggering-event');
  const results = [
    [related('work-pool', pool.id, 'target', pool.name)],
    [related('block-document', hook, 'block', block?.name ?? ''), related('block-type', 'webhook', 'block-type')],
    [],
    [related('automation', automation.id, 'target')],
  ];
  for (const [index, action] of (firing?.actions ?? []).entries()) {
    const told = all.filter(({ payload }) => payload['action_index'] === index);
    const ended = index === 2 ? 'failed' : 'executed';
    expect(told.map(({ event }) => event)).toEqual(
      ['triggered', ended].map((what) => `prefect.automation.action.${what}`),
    );
    expect(told.map((event) => event.resource)).toEqual(
      told.map(() => ({ ...resource, 'prefect.trigger-type': 'event' })),
    );
    // In the list on trigger it is the firing's own event that sets the action off.
    const setOff = index === 3 ? triggered : cause;
    const byEvent = index === 3 ? related('event', triggered?.id ?? '', 'triggering-event') : byCause;
    expect(told.map((event) => event.related)).toEqual(told.map(() => [...(results[index] ?? []), own, byEvent]));
    expect(told.map(({ follows }) => follows)).toEqual([setOff?.id, told[0]?.id]);
    const payload = { action_index: index, action_type: action.action.type, invocation: action.idempotency_key };
    expect(told[0]).toMatchObject({ occurred: firing?.firing.triggered, payload });
    expect(told[1]?.payload).toMatchObject(payload);
    if (index === 1) expect(told[1]?.payload).toMatchObject({ status_code: 200, response_body: 'ok' });
    if (index === 2) expect(told[1]?.payload).toMatchObject({ reason: 'No flow run could be inferred' });
  }
});

describe('an automation', () => {
  const document = () => ({
    ...{ name: `told-${randomUUID()}`, description: '', enabled: true, tags: [], actions: [] },
    ...{ actions_on_trigger: [], actions_on_resolve: [], owner_resource: null },
    trigger: automationUpdateSchema.parse({
      name: 'n',
      trigger: { type: 'event', posture: 'Reactive', expect: [`never-${randomUUID()}`] },
      actions: [],
    }).trigger,
  });
  const told = async (id: string) =>
    (await about('automation', id)).map(({ event, payload }) => [event.replace('prefect.automation.', ''), payload]);

  it('tells that it was made, changed and deleted, each time as it then was', async () => {
    const { context } = platform;
    const first = await createAutomation(context, document());
    const { id, name } = first;
    await updateAutomation(
      context,
      id,
      automationUpdateSchema.parse({ name: `${name} anew`, trigger: first.trigger, actions: [] }),
    );
    const second = await readAutomation(context, id);
    await patchAutomation(context, id, { enabled: false });
    await patchAutomation(context, id, { enabled: false });
    const third = await readAutomation(context, id);
    await deleteAutomation(context, id);
    expect(await told(id)).toEqual([
      ['created', first],
      ['updated', second],
      ['updated', third],
      ['deleted', third],
    ]);
    const [made] = await about('automation', id);
    expect(made).toMatchObject({
      resource: { 'prefect.resource.id': `prefect.automation.${id}`, 'prefect.resource.name': name },
      related: [],
      follows: null,
    });
  });

  it('that is deleted with others, or with what owns it, tells of it too', async () => {
    const { context } = platform;
    const owner = `prefect.deployment.${randomUUID()}`;
    const owned = await createAutomation(context, { ...document(), owner_resource: owner });
    const other = await createAutomation(context, document());
    expect(await deleteOwnedAutomations(context, owner)).toEqual([owned.id]);
    const named = { operator: 'and_' as const, name: { any_: [other.name] } };
    expect(await bulkDeleteAutomations(context, { automations: named, limit: 10 })).toEqual([other.id]);
    for (const { id } of [owned, other]) {
      expect((await told(id)).map(([what]) => what)).toEqual(['created', 'deleted']);
    }
  });
});
