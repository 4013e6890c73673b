// What flows themselves give, start over with, send and fail with, over Temporal's limits: it passes by a payload store, and
// where there is none whoever is concerned is told so, instead of a run that never closes.
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Client } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createRunInput } from '../../src/services/run-inputs/create-run-input.js';
import { resumeFlowRun } from '../../src/services/flow-runs/resume-flow-run.js';
import type { ServiceContext } from '../../src/services/service-context.js';
import { createClaimCheckCodec } from '../../src/temporal/claim-check.js';
import { openTemporalConnection, type TemporalConnection } from '../../src/temporal/connection.js';
import { createMemoryPayloadStore } from '../../src/temporal/memory-payload-store.js';
import { createTemporalGateway } from '../../src/temporal/temporal-gateway.js';
import { serveFlows, WAIT, type ServedFlows } from '../serving/served-flows.js';
import { TEST_NAMESPACE } from '../temporal-server.js';
import * as activities from './tasks.js';

// Reached only when something hangs, also on a machine that has much else to do.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** Over Temporal's limit for one value, and under its limit for one message. */
const THREE_MB = 3_000_000;
const TEN_MB = 10_000_000;
const workflowsPath = fileURLToPath(new URL('./flows.ts', import.meta.url));

let served: ServedFlows;
const stateOf = async (id: string) => (await served.context.store.flowRuns.find(id))?.flowRun.state;
const recorded = (id: string) => expect.poll(() => served.context.store.flowRuns.find(id), WAIT).toBeDefined();
const inState = (id: string, name: string) => expect.poll(async () => (await stateOf(id))?.name, WAIT).toBe(name);
const matching = (pattern: RegExp) => expect.stringMatching(pattern) as unknown;
const inputsOf = async (id: string) => (await served.context.store.runInputs.list(id, '', 50, [])).length;

describe('with a payload store', () => {
  let client: Client;
  beforeAll(async () => {
    const payloads = createMemoryPayloadStore();
    served = await serveFlows({ workflowsPath, activities, payloads });
    const dataConverter = { payloadCodecs: [createClaimCheckCodec(payloads, 'throw')] };
    client = new Client({ connection: served.temporal.client.connection, namespace: TEST_NAMESPACE, dataConverter });
  });
  afterAll(() => served.close());

  it('a result of 10 MB that the flow made itself is read by its client', async () => {
    const id = await served.start('givesLarge', { size: TEN_MB });
    expect(((await client.workflow.getHandle(id).result()) as string).length).toBe(TEN_MB);
    await inState(id, 'Completed');
  });

  it('a flow starts over with 10 MB', async () => {
    expect(await served.run('startsOverWithLarge', { size: TEN_MB })).toBe(TEN_MB);
  });

  it.each([false, true])('a task fails with 10 MB, which its flow gets (local: %s)', async (local) => {
    expect(await served.run('taskFailsWithLarge', { size: TEN_MB, local })).toEqual(['FAILED', 'too bad', TEN_MB]);
  });

  it('a flow fails with 10 MB, and is on record as failed', async () => {
    const id = await served.start('failsWithLarge', { size: TEN_MB });
    await expect(client.workflow.getHandle(id).result()).rejects.toMatchObject({ cause: { message: 'too bad' } });
    await inState(id, 'Failed');
    expect(await stateOf(id)).toMatchObject({ type: 'FAILED', message: 'too bad' });
  });
});

describe('without a payload store', () => {
  let connection: TemporalConnection;
  /** A server that has none either. */
  let context: ServiceContext;
  beforeAll(async () => {
    served = await serveFlows({ workflowsPath, activities });
    connection = await openTemporalConnection({ address: served.temporal.address, namespace: TEST_NAMESPACE });
    context = { ...served.context, temporal: createTemporalGateway(connection) };
  });
  afterAll(async () => {
    await connection.close();
    await served.close();
  });
  const send = (id: string, size: number) =>
    createRunInput(context, id, {
      key: `strautomaticruninput-auto-${randomUUID()}`,
      value: JSON.stringify({ value: 'x'.repeat(size) }),
    });

  it.each([THREE_MB, TEN_MB])('a flow whose own result has %s bytes fails and says so', async (size) => {
    const id = await served.start('givesLarge', { size });
    await expect(served.result(id)).rejects.toMatchObject({
      cause: {
        type: 'payload-too-large',
        message: matching(/^The result of flow 'givesLarge' is \d+\.0 MB; without a payload store at most 2\.1 MB/),
      },
    });
    expect(await stateOf(id)).toMatchObject({ type: 'FAILED', message: matching(/result of flow 'givesLarge'/) });
  });

  it('a flow that starts over with too much fails and says so', async () => {
    await expect(served.run('startsOverWithLarge', { size: THREE_MB })).rejects.toMatchObject({
      cause: { type: 'payload-too-large', message: matching(/^What continueFlowRun is to start over with is 3\.0 MB/) },
    });
  });

  it('so does one that was sent too much meanwhile', async () => {
    const id = await served.start('startsOverLater', { round: 0 });
    await inState(id, 'Paused');
    for (const size of [1_500_000, 1_500_000]) await send(id, size);
    await resumeFlowRun(context, id, {});
    await expect(served.result(id)).rejects.toMatchObject({
      cause: {
        type: 'payload-too-large',
        message: matching(/^What was sent to the flow run and not received is 3\.0/),
      },
    });
  });

  it('an input that is too large is refused to its sender, kept nowhere, and does the receiver no harm', async () => {
    const id = await served.start('receivesText');
    await recorded(id);
    await expect(send(id, THREE_MB)).rejects.toMatchObject({
      code: 'payload-too-large',
      message: matching(/3\.0 MB .*no payload store/),
    });
    expect(await served.run('sendsLarge', { to: id, size: THREE_MB })).toEqual({
      code: 'payload-too-large',
      message: matching(/^The input is 3\.0 MB; without a payload store at most 2\.1 MB can be carried/),
    });
    expect(await inputsOf(id)).toBe(0);
    await send(id, 7);
    expect(await served.result(id)).toBe(7);
  });

  it.each([false, true])('a task that fails with too much fails, and says so (local: %s)', async (local) => {
    expect(await served.run('taskFailsWithLarge', { size: THREE_MB, local })).toEqual([
      'FAILED',
      matching(/payload-too-large: What the failure of task 'failWith' carries is 3\.0 MB; without a payload store/),
      null,
    ]);
  });

  it('so does a flow', async () => {
    const id = await served.start('failsWithLarge', { size: THREE_MB });
    await expect(served.result(id)).rejects.toMatchObject({
      cause: {
        type: 'payload-too-large',
        message: matching(/^What the state of flow 'failsWithLarge' carries is 3\.0/),
      },
    });
    expect(await stateOf(id)).toMatchObject({ type: 'FAILED', message: matching(/carries is 3\.0 MB/) });
  });
});
