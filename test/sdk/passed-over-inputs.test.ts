// Inputs that the worker is led to pass over, on a Temporal server with the settings it comes with: more than a hundred
// come during a workflow task that is not the first attempt. They are in the history, and the run gets them from there.
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTemporalConnection, type TemporalConnection } from '../../src/temporal/connection.js';
import { startDevServer, type DevServer } from '../../src/temporal/dev-server.js';
import { DYNAMIC_CONFIG } from '../../src/temporal/dynamic-config.js';
import { createSignalInput } from '../../src/temporal/input-signals.js';
import { createFlowWorker } from '../../src/worker.js';
import { findFreePort } from '../free-port.js';
import { testTemporalCli } from '../temporal-server.js';
import { Run } from './harness.js';
import { RecordingPlatform } from './recording-platform.js';
import { expectToReplay } from './replaying.js';
import { countOf, openGate, work } from './work.js';

const FLOWS = fileURLToPath(new URL('./flows/gathering.ts', import.meta.url));
const COUNT = 350;
const SENDERS = 20;
const PATIENCE = { timeout: 120_000, interval: 50 };
const TASK_COMPLETED = 7;
const TASK_TIMED_OUT = 8;
const SIGNALLED = 26;

describe('inputs that come in a flood while a workflow task is tried again', { timeout: 300_000 }, () => {
  let server: DevServer;
  let temporal: TemporalConnection;
  let connection: Connection;
  let native: NativeConnection;
  let client: Client;

  beforeAll(async () => {
    const ownSettings = Object.entries(DYNAMIC_CONFIG).filter(([name]) => !name.includes('maximumBufferedEvents'));
    server = await startDevServer({
      cliPath: await testTemporalCli(),
      port: await findFreePort(),
      uiPort: null,
      dbFile: null,
      logLevel: 'error',
      dynamicConfig: Object.fromEntries(ownSettings),
    });
    const { address } = server;
    temporal = await openTemporalConnection({ address, namespace: 'default' });
    connection = await Connection.connect({ address });
    native = await NativeConnection.connect({ address });
    client = new Client({ connection });
  }, 120_000);
  afterAll(async () => {
    await native.close();
    await connection.close();
    await temporal.close();
    await server.stop();
  });

  it('are all received, in the order of the history, which replays', async () => {
    const [workflowId, taskQueue, gate] = [randomUUID(), `flood-${randomUUID()}`, `gate-${randomUUID()}`];
    await client.workflow.start('gathering', {
      ...{ workflowId, taskQueue, workflowTaskTimeout: '5 seconds' },
      args: [{ gate, count: COUNT }],
    });
    // A worker that takes the first task and is never heard of again.
    const taken = await connection.withDeadline(Date.now() + PATIENCE.timeout, () =>
      connection.workflowService.pollWorkflowTaskQueue({
        ...{ namespace: 'default', taskQueue: { name: taskQueue }, identity: 'a worker that dies' },
      }),
    );
    expect(taken.workflowExecution?.workflowId).toBe(workflowId);
    const worker = await createFlowWorker({
      ...{ connection: native, taskQueue, workflowsPath: FLOWS, activities: work },
      platform: new RecordingPlatform().platform,
      shutdownGraceMs: 100,
    });
    const running = worker.run();
    await expect.poll(() => countOf(gate), PATIENCE).toBeGreaterThan(0);

    const signalInput = createSignalInput(temporal);
    let next = 0;
    const send = async () => {
      while (next < COUNT) {
        const value = next++;
        const key = `intautomaticruninput-auto-${randomUUID()}`;
        await signalInput(workflowId, { key, value: { value }, sender: null });
      }
    };
    await Promise.all(Array.from({ length: SENDERS }, send));
    const run = new Run(client.workflow.getHandle(workflowId));
    const kinds = async () =>
      ((await run.handle.fetchHistory()).events ?? []).map(({ eventType }) => Number(eventType));
    // The worker reports that it is still busy, and is given what came since.
    await expect.poll(kinds, PATIENCE).toContain(TASK_COMPLETED);
    openGate(gate);
    const received = (await run.result()) as number[];
    worker.shutdown();
    await running;

    const events = (await run.handle.fetchHistory()).events ?? [];
    const sent = events
      .filter(({ eventType }) => Number(eventType) === SIGNALLED)
      .map(({ workflowExecutionSignaledEventAttributes: signal }) => {
        const data = signal?.input?.payloads?.[0]?.data ?? new Uint8Array();
        return (JSON.parse(Buffer.from(data).toString()) as { value: { value: number } }).value.value;
      });
    expect(received).toEqual(sent);
    expect([...received].sort((a, b) => a - b)).toEqual(Array.from({ length: COUNT }, (_, n) => n));
    // It was a flood: the repeated task was ended by the server, without a trace but for what it had kept back.
    const all = await kinds();
    const afterLost = all.slice(all.indexOf(TASK_TIMED_OUT) + 1);
    expect(afterLost.findIndex((kind) => kind !== SIGNALLED)).toBeGreaterThan(100);
    await expectToReplay(FLOWS, [run]);
  });
});
