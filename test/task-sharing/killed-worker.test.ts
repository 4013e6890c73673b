// A worker that is killed while its task holds the only slot: the slot goes to another run when the lease has run out,
// and the task runs again, after its turn has come again, when there is a worker.
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setConcurrencyLimit } from '../../src/services/concurrency-limits/limits.js';
import { createPlatform } from '../../src/services/platform.js';
import { createFlowWorker, type FlowWorker } from '../../src/worker.js';
import { startTestServer, type TestServer } from '../api/server.js';
import { WAIT } from '../serving/served-flows.js';
import { connectToTestTemporal, uniqueTaskQueue, type TestTemporal } from '../temporal-server.js';
import { inside, letGo } from './tasks.js';
import * as activities from './tasks.js';

const KEY = 'worker-key';
const workflowsPath = fileURLToPath(new URL('./flows.ts', import.meta.url));
const LONG_WAIT = { ...WAIT, timeout: 90_000 };

let server: TestServer;
let temporal: TestTemporal;
const closing: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  server = await startTestServer({ apiKey: KEY });
  temporal = await connectToTestTemporal();
});
afterAll(async () => {
  for (const close of closing.reverse()) await close();
  await temporal.close();
  await server.close();
});

function startProcess(taskQueue: string): ChildProcess {
  const script = fileURLToPath(new URL('./worker-process.ts', import.meta.url));
  const args = ['--import', 'tsx', script, temporal.address, taskQueue, `${server.url}/api`, KEY];
  const child = spawn(process.execPath, args, { stdio: 'ignore' });
  closing.push(async () => child.kill('SIGKILL'));
  return child;
}

async function startHere(taskQueue: string): Promise<FlowWorker> {
  const platform = createPlatform(server.context);
  const connection = temporal.nativeConnection;
  const worker = await createFlowWorker({ connection, taskQueue, workflowsPath, activities, platform });
  const finished = worker.run();
  closing.push(async () => {
    worker.shutdown();
    await finished;
  });
  return worker;
}

describe('a killed worker', () => {
  it('loses the slot to the next run, and its task has its turn again', { timeout: 180_000 }, async () => {
    const tag = `tag-${randomUUID()}`;
    const { store } = server.context;
    await setConcurrencyLimit(server.context, { tag, concurrency_limit: 1 });
    const holders = async () => (await store.concurrencyLimits.findByTag(tag))?.active_slots ?? [];
    const start = async (taskQueue: string, key: string) => {
      const workflowId = randomUUID();
      await temporal.client.workflow.start('holds', { workflowId, taskQueue, args: [{ key, tags: [tag] }] });
      return temporal.client.workflow.getHandle(workflowId);
    };
    const [a, b] = [randomUUID(), randomUUID()];
    const [queueA, queueB] = [uniqueTaskQueue('killed'), uniqueTaskQueue('next')];

    const child = startProcess(queueA);
    const first = await start(queueA, a);
    await expect.poll(holders, LONG_WAIT).toHaveLength(1);
    const [holder = ''] = await holders();
    await expect
      .poll(async () => (await first.describe()).raw.pendingActivities?.[0]?.lastHeartbeatTime != null, LONG_WAIT)
      .toBe(true);
    child.kill('SIGKILL');

    await startHere(queueB);
    const second = await start(queueB, b);
    await expect.poll(async () => (await store.concurrencyLimits.line([tag])).length, LONG_WAIT).toBe(2);
    expect(inside.has(b)).toBe(false);
    // In the place of a minute's wait: the lease runs out, and the one that is next asks again.
    await store.concurrencyLimits.grant(holder, new Date(Date.now() - 1).toISOString());
    await setConcurrencyLimit(server.context, { tag, concurrency_limit: 1 });
    await expect.poll(() => inside.has(b), LONG_WAIT).toBe(true);

    await startHere(queueA);
    await expect.poll(async () => (await store.concurrencyLimits.line([tag])).length, LONG_WAIT).toBe(2);
    expect(inside.has(a)).toBe(false);
    letGo(b);
    expect(await second.result()).toBe(b);
    await expect.poll(() => inside.has(a), LONG_WAIT).toBe(true);
    letGo(a);
    expect(await first.result()).toBe(a);
    expect(await holders()).toEqual([]);
  });
});
