// The crash matrix of automations: the process is killed after the event is stored, after the automation is signalled, after
// a firing is on record, in the middle of an action and between an action and its acknowledgement. Another process goes
// on with the same folder, and then each event has led to one firing and each action was done once.
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { automationCreateSchema } from '../../src/domain/automations/automation.js';
import type { FiringRecord } from '../../src/domain/automations/ledger.js';
import { eventSchema } from '../../src/domain/events/event.js';
import { bundleOwnWorkflows } from '../../src/system-worker.js';
import { TEST_NAMESPACE, testTemporalAddress } from '../temporal-server.js';
import type { CrashPoint, Order, Setup } from './automation-process.js';

const MODULE = fileURLToPath(new URL('./automation-process.ts', import.meta.url));
const WAIT = { timeout: 120_000, interval: 200 };
const POINTS: readonly CrashPoint[] = ['event-insert', 'signal', 'firing-start', 'action-start', 'before-ack'];

let dataDir: string;
let hook: Server;
let running: ChildProcess | undefined;
/** The idempotency keys of the webhook's calls, by the event they speak of. */
const calls = new Map<string, string[]>();
/** Called when a webhook call has come in and before it is answered. */
let onCall: () => void = () => undefined;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'sluice-crash-'));
  await writeFile(join(dataDir, 'bundle.json'), JSON.stringify(await bundleOwnWorkflows()));
  hook = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      calls.set(body, [...(calls.get(body) ?? []), String(request.headers['idempotency-key'])]);
      onCall();
      response.end('ok');
    });
  });
  hook.listen(0, '127.0.0.1');
  await once(hook, 'listening');
}, 240_000);
afterAll(async () => {
  await end();
  hook.closeAllConnections();
  hook.close();
  await rm(dataDir, { recursive: true, force: true });
});

const taskQueue = `crash-${randomUUID()}`;

/** Starts the process that dies at a point; ready when it takes orders. */
async function start(crashAt: CrashPoint): Promise<ChildProcess> {
  const setup: Setup = {
    dataDir,
    temporalAddress: testTemporalAddress(),
    namespace: TEST_NAMESPACE,
    taskQueue,
    crashAt,
  };
  const child = spawn(process.execPath, ['--import', 'tsx', MODULE, JSON.stringify(setup)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  running = child;
  child.setMaxListeners(0);
  await once(child, 'message');
  return child;
}

async function end(): Promise<void> {
  if (running?.exitCode !== null || running.signalCode !== null) return;
  running.kill('SIGKILL');
  await once(running, 'exit');
}

/** Gives an order; null when the process died before it answered. */
async function order<Answer>(child: ChildProcess, what: Order): Promise<Answer | null> {
  const answered = once(child, 'message').then(([answer]) => answer as Answer);
  const died = once(child, 'exit').then(() => null);
  child.send(what);
  return Promise.race([answered, died]);
}

it('loses no event and does no action twice, wherever the process is killed', async () => {
  const event = () =>
    eventSchema.parse({
      id: randomUUID(),
      occurred: new Date().toISOString(),
      event: 'crash.tested',
      resource: { 'prefect.resource.id': `crash.${randomUUID()}` },
    });
  let child = await start('never');
  const { port } = hook.address() as AddressInfo;
  const prepared = await order<{ deploymentId: string; blockId: string }>(child, {
    do: 'prepare',
    hookUrl: `http://127.0.0.1:${port}`,
  });
  const deploymentId = prepared?.deploymentId as string;
  const automation = automationCreateSchema.parse({
    name: 'survivor',
    trigger: { type: 'event', posture: 'Reactive', expect: ['crash.tested'] },
    actions: [
      { type: 'run-deployment', source: 'selected', deployment_id: deploymentId, schedule_after: 3600 },
      { type: 'call-webhook', block_document_id: prepared?.blockId, payload: '{{ event.id }}' },
    ],
  });
  const automationId = (await order<{ id: string }>(child, { do: 'create', automation }))?.id as string;
  await end();

  const sent: string[] = [];
  for (const point of POINTS) {
    child = await start(point);
    const exited = once(child, 'exit');
    const killed = child;
    onCall = () => void (point === 'action-start' && killed.kill('SIGKILL'));
    const next = event();
    sent.push(next.id);
    // The order in which an answer and the end come differs; the event was taken in either way or is sent again.
    if ((await order(child, { do: 'emit', event: next })) === null && point !== 'event-insert') {
      await exited;
      child = await start('never');
      await order(child, { do: 'emit', event: next });
      await end();
      continue;
    }
    expect((await exited)[1], point).toBe('SIGKILL');
  }
  onCall = () => undefined;

  child = await start('never');
  const look = () =>
    order<{ firings: FiringRecord[]; runs: number }>(child, { do: 'look', automationId, deploymentId });
  await expect
    .poll(async () => (await look())?.firings.filter(({ status }) => status === 'completed').length, WAIT)
    .toBe(POINTS.length);
  const found = await look();
  expect(found?.firings).toHaveLength(POINTS.length);
  expect(found?.firings.map(({ firing }) => firing.triggering_event).sort()).toEqual([...sent].sort());
  expect(found?.runs).toBe(POINTS.length);
  expect([...calls.keys()].sort()).toEqual([...sent].sort());
  for (const [id, keys] of calls) {
    // A call that was cut off in the middle is made again, and it says that it is the same.
    expect(new Set(keys).size, id).toBe(1);
  }
}, 600_000);
