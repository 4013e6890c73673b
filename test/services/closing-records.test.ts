// What runs closed with and their worker did not deliver: found by the reconciler, told once, and never of deleted runs.
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SluiceError } from '../../src/domain/errors.js';
import { eventFilterSchema } from '../../src/domain/filters/event-filter.js';
import { deleteFlowRun } from '../../src/services/flow-runs/delete-flow-run.js';
import { filterEvents } from '../../src/services/events/filter-events.js';
import { listFlowRunStates } from '../../src/services/flow-runs/list-flow-run-states.js';
import { readFlowRun } from '../../src/services/flow-runs/read-flow-run.js';
import { createPlatform } from '../../src/services/platform.js';
import { reconcile } from '../../src/services/reconcile.js';
import { startReconciler } from '../../src/services/run-reconciler.js';
import { openTestContext } from '../api/context.js';
import { serveFlows, until, type FlowServer } from '../sdk/harness.js';
import { servedTasks } from './served-tasks.js';

let opened: Awaited<ReturnType<typeof openTestContext>>;
let server: FlowServer;
let startedAt: Date;
beforeAll(async () => {
  opened = await openTestContext();
  startedAt = new Date(Date.now() - 1000);
  const flows = fileURLToPath(new URL('./served-flows.ts', import.meta.url));
  // A worker that can say what it serves, and is cut off before it tells of any run.
  const platform = { ...createPlatform(opened.context), recordRun: cutOff };
  server = await serveFlows(flows, platform, servedTasks);
});
afterAll(async () => {
  await server.stop();
  await opened.close();
});

const cutOff = async () => {
  throw new SluiceError('platform-unavailable');
};
const pass = () => reconcile(opened.context, { closedSince: startedAt, olderThanMs: 0 });
const statesOf = async (id: string) => (await listFlowRunStates(opened.context, id)).map(({ name }) => name);
/** Temporal's list of closed workflows is a little behind. */
const found = (id: string) =>
  until('the run to be on record', async () => {
    await pass();
    return opened.context.store.flowRuns.find(id);
  });
const runOnce = async () => {
  const run = await server.start('addOne', { n: 1 });
  expect(await run.handle.result()).toBe(2);
  return run.id;
};

it('finds a run that nobody told of, with all its states and one event each', async () => {
  const id = await runOnce();
  await found(id);
  expect(await statesOf(id)).toEqual(['Pending', 'Running', 'Completed']);
  await pass();
  const { context } = opened;
  expect(await statesOf(id)).toHaveLength(3);
  const filter = eventFilterSchema.parse({ resource: { id: [`prefect.flow-run.${id}`] } });
  const { events } = await filterEvents(context, filter, 50);
  expect(events.map(({ event }) => event).sort()).toEqual(
    ['Completed', 'Pending', 'Running'].map((name) => `prefect.flow-run.${name}`),
  );
});

it('does not take runs of task queues that another platform serves', async () => {
  const id = await runOnce();
  const other = await openTestContext();
  try {
    await found(id);
    await reconcile(other.context, { closedSince: startedAt, olderThanMs: 0 });
    expect(await other.context.store.flowRuns.count({})).toBe(0);
  } finally {
    await other.close();
  }
});

it('leaves deleted runs deleted', async () => {
  const id = await runOnce();
  await found(id);
  await deleteFlowRun(opened.context, id);
  await pass();
  await expect(readFlowRun(opened.context, id)).rejects.toMatchObject({ code: 'flow-run-not-found' });
});

it('looks, after a restart, at all that closed while no server was there', async () => {
  const { context } = opened;
  const first = startReconciler(context, { intervalMs: 10_000, olderThanMs: 0 });
  await until('the first pass to be noted', () => context.store.reconciliation.readClosedBefore());
  await first.stop();
  const id = await runOnce();
  const later = startReconciler(context, { intervalMs: 50, olderThanMs: 0 });
  try {
    await until('the run to be on record', () => context.store.flowRuns.find(id));
  } finally {
    await later.stop();
  }
});
