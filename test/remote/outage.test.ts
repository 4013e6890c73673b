// A platform that cannot be reached for a whole minute: the server is gone, the worker and Temporal are there. Runs go on,
// what they did is on record afterwards, once and in order, and nobody has to do anything for it.
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApp } from '../../src/api/app.js';
import { createHttpPlatform } from '../../src/remote/http-platform.js';
import { readFlowRun } from '../../src/services/flow-runs/read-flow-run.js';
import type { ServiceContext } from '../../src/services/service-context.js';
import { openTestContext } from '../api/context.js';
import { serveFlows, type FlowServer } from '../sdk/harness.js';
import { countOf, openGate, work } from '../sdk/work.js';

const OUTAGE_MS = 60_000;
const WAIT = { timeout: 120_000, interval: 100 };

let context: ServiceContext;
let closeContext: () => Promise<void>;
let server: http.Server;
let port: number;
let flows: FlowServer;

const listen = async (at: number): Promise<void> => {
  server = http.createServer(createApp({ context, config: {}, logger: pino({ level: 'silent' }) }));
  server.listen(at, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
};
const goAway = async (): Promise<void> => {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
};

beforeAll(async () => {
  ({ context, close: closeContext } = await openTestContext());
  await listen(0);
  const path = fileURLToPath(new URL('../sdk/flows/index.ts', import.meta.url));
  flows = await serveFlows(path, createHttpPlatform({ url: `http://127.0.0.1:${port}/api`, apiKey: null }), work);
});
afterAll(async () => {
  await flows.stop();
  await goAway();
  await closeContext();
});

const stateOnRecord = (id: string) =>
  readFlowRun(context, id).then(
    ({ state_name: name }) => name,
    () => null,
  );
const statesOf = async (id: string) => (await context.store.flowRunStates.listByRun(id)).map(({ name }) => name);

it('is waited out for a minute: runs go on, and their record follows whole', { timeout: 400_000 }, async () => {
  const [heldKey, retriedKey] = [randomUUID(), randomUUID()];
  const [held, paused] = await Promise.all([flows.start('holding', { key: heldKey }), flows.start('pausing', {})]);
  await expect
    .poll(() => Promise.all([stateOnRecord(held.id), stateOnRecord(paused.id)]), WAIT)
    .toEqual(['Running', 'Paused']);

  await goAway();
  const awayAt = Date.now();
  openGate(heldKey);
  await paused.resume();
  const many = await flows.start('many', { tasks: 50 });
  const retried = await flows.start('retriedFlow', { key: retriedKey, failures: 1 });
  const unanswered = await flows.start('pausing', {});
  // None of them waits for the platform before it is at its end, or at its pause.
  await expect.poll(() => countOf(`${retriedKey} attempt`), WAIT).toBe(2);
  await unanswered.paused();
  await expect.poll(() => Date.now() - awayAt, WAIT).toBeGreaterThan(OUTAGE_MS);
  expect(await stateOnRecord(many.id)).toBeNull();
  await unanswered.resume();

  await listen(port);
  expect(await Promise.all([held, paused, many, unanswered].map((run) => run.result()))).toEqual([
    expect.anything(),
    'resumed',
    (49 * 50) / 2,
    'resumed',
  ]);
  expect(await retried.result()).toEqual([1, 2]);
  expect(await statesOf(held.id)).toEqual(['Pending', 'Running', 'Completed']);
  for (const { id } of [paused, unanswered]) {
    expect(await statesOf(id)).toEqual(['Pending', 'Running', 'Paused', 'Running', 'Completed']);
    expect(await context.store.decisions.listByRun(id)).toHaveLength(1);
  }
  expect(await statesOf(retried.id)).toEqual(['Pending', 'Running', 'AwaitingRetry', 'Running', 'Completed']);
  const log = await context.store.events.readAfter(0, 10_000);
  const ofMany = log.filter(({ event }) => event.resource['prefect.resource.id'] === `prefect.flow-run.${many.id}`);
  expect(ofMany.map(({ event }) => event.event)).toEqual([
    'prefect.flow-run.Pending',
    'prefect.flow-run.Running',
    'prefect.flow-run.Completed',
  ]);
  const taskRuns = await context.store.taskRuns.list(
    { flow_runs: { operator: 'and_', id: { any_: [many.id] } } },
    'ID_DESC',
    { limit: 200, offset: 0 },
  );
  expect(taskRuns.map(({ taskRun }) => taskRun.state_type)).toEqual(Array.from({ length: 50 }, () => 'COMPLETED'));
});
