// Events that flows and tasks emit, on a real server with a real store: related to their run, in order with its states,
// and once each however often the flow's code runs.
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emitEvent as emitInTask } from '../../src/activity/index.js';
import type { ReceivedEvent } from '../../src/domain/events/event.js';
import { eventFilterSchema } from '../../src/domain/filters/event-filter.js';
import { filterEvents } from '../../src/services/events/filter-events.js';
import { createFlowRun } from '../../src/services/flow-runs/create-flow-run.js';
import { readFlowByName } from '../../src/services/flows/read-flow-by-name.js';
import { createPlatform } from '../../src/services/platform.js';
import type { ServiceContext } from '../../src/services/service-context.js';
import { emitEvent as emitInFlow } from '../../src/sdk/index.js';
import { openTestContext } from '../api/context.js';
import { emittingTasks } from './emitting-tasks.js';
import { serveFlows, until, type FlowServer } from './harness.js';

let context: ServiceContext;
let close: () => Promise<void>;
let server: FlowServer;
beforeAll(async () => {
  ({ context, close } = await openTestContext());
  const flows = fileURLToPath(new URL('./flows/emitting.ts', import.meta.url));
  server = await serveFlows(flows, createPlatform(context), emittingTasks);
});
afterAll(async () => {
  await server.stop();
  await close();
});

async function logged(filter: Record<string, unknown>): Promise<ReceivedEvent[]> {
  return (await filterEvents(context, eventFilterSchema.parse({ ...filter, order: 'ASC' }), 50)).events;
}
const named = (name: string) => logged({ event: { name: [name] } });

describe('a flow', () => {
  it('emits events that are related to its run, flow and tags, and carry the chain of causes', async () => {
    const name = `emitted.${randomUUID()}`;
    const { id: flow_id } = await readFlowByName(context, 'emits');
    const labels = { 'sluice.causal-depth': '2', 'sluice.caused-by': 'firing' };
    const request = { flow_id, parameters: { name }, context: {}, tags: ['b', 'a'], labels };
    const { id } = (await createFlowRun(context, request)).flowRun;
    await server.run(id).result();
    const events = await named(name);
    expect(events.map(({ payload }) => payload)).toEqual([{ n: 1 }, {}, { n: 3 }]);
    const run = {
      'prefect.resource.id': `prefect.flow-run.${id}`,
      'prefect.resource.role': 'flow-run',
      'prefect.resource.name': `order-${name}`,
      ...labels,
    };
    const flow = {
      'prefect.resource.id': `prefect.flow.${flow_id}`,
      'prefect.resource.role': 'flow',
      'prefect.resource.name': 'emits',
    };
    const tags = ['a', 'b'].map((tag) => ({
      'prefect.resource.id': `prefect.tag.${tag}`,
      'prefect.resource.role': 'tag',
    }));
    expect(events[0]).toMatchObject({ resource: { 'prefect.resource.id': 'shop.order.1' }, follows: null });
    expect(events[0]!.related).toEqual([run, flow, ...tags]);
    expect(events[1]).toMatchObject({ resource: { kind: 'book' }, follows: events[0]!.id });
    expect(events[1]!.related.slice(0, 2)).toMatchObject([{ 'prefect.resource.id': 'shop.user.ann' }, run]);
    // The task may be quicker than the record, and the names are then not known.
    const roles = events[2]!.related.map((resource) => resource['prefect.resource.role']);
    expect(roles).toEqual(['flow-run', 'task-run', 'flow', 'tag', 'tag']);
    const [task] = await context.store.taskRuns.list(
      { flow_runs: { operator: 'and_', id: { any_: [id] } } },
      'NAME_ASC',
      {
        limit: 5,
        offset: 0,
      },
    );
    const ids = events[2]!.related.map((resource) => resource['prefect.resource.id']);
    expect(ids.slice(0, 2)).toEqual([`prefect.flow-run.${id}`, `prefect.task-run.${task!.taskRun.id}`]);
  });

  it('emits each once, although its code runs again after a suspension', async () => {
    const name = `emitted.${randomUUID()}`;
    const run = await server.start('emitsAcrossSuspension', { name });
    await run.suspended();
    await until('the first events', async () => (await named(name)).length === 2);
    await run.resume();
    await run.result();
    expect((await named(name)).map(({ payload }) => payload['at'])).toEqual(['begin', 'begin', 'end']);
  });

  it('is told what is wrong with an event, and goes on', async () => {
    const name = `emitted.${randomUUID()}`;
    const run = await server.start('emitsBad', { name });
    expect(await run.result()).toEqual([
      ['request-invalid', ['resource']],
      ['payload-too-large', []],
    ]);
    expect(await named(name)).toEqual([]);
  });
});

it('is refused outside flows and tasks', async () => {
  const event = { event: 'x', resource: 'r' };
  expect(() => emitInFlow(event)).toThrow(expect.objectContaining({ code: 'flow-run-not-running' }) as Error);
  await expect(emitInTask(event)).rejects.toMatchObject({ code: 'flow-run-not-running' });
});

describe('the states of a run', () => {
  it('are told by one event each, in order, each following the one before', async () => {
    const name = `emitted.${randomUUID()}`;
    const run = await server.start('emitsAcrossSuspension', { name });
    await run.suspended();
    await run.resume();
    await run.result();
    const id = `prefect.flow-run.${run.id}`;
    const events = await logged({ resource: { id: [id] } });
    const states = await context.store.flowRunStates.listByRun(run.id);
    expect(events.map(({ event }) => event)).toEqual(states.map((state) => `prefect.flow-run.${state.name}`));
    const names = ['Pending', 'Running', 'Suspended', 'Resuming', 'Pending', 'Running', 'Completed'];
    expect(states.map((state) => state.name)).toEqual(names);
    expect(events.map((event) => event.id)).toEqual(states.map((state) => state.id));
    expect(events.map(({ follows }) => follows)).toEqual([null, ...states.slice(0, -1).map((state) => state.id)]);
    expect(events[1]!.payload).toEqual({
      intended: { from: 'PENDING', to: 'RUNNING' },
      initial_state: { type: 'PENDING', name: 'Pending' },
      validated_state: { type: 'RUNNING', name: 'Running' },
    });
  });

  it('of its tasks likewise', async () => {
    const name = `emitted.${randomUUID()}`;
    const run = await server.start('emits', { name });
    await run.result();
    const filter = { event: { prefix: ['prefect.task-run.'] }, related: { id: [`prefect.flow-run.${run.id}`] } };
    const events = await logged(filter);
    expect(events.map(({ event }) => event.split('.').at(-1))).toEqual(['Pending', 'Running', 'Completed']);
    expect(events.map(({ follows }) => follows)).toEqual([null, events[0]!.id, events[1]!.id]);
  });
});
