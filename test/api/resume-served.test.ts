// Resuming runs that a worker serves, over HTTP: the worker reaches this API as one on another machine would. What the
// caller hears is what happened: accepted, refused with fields, too late and who won, kept for later, nothing recorded.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createHttpPlatform } from '../../src/remote/http-platform.js';
import { resumeFlowRun } from '../../src/services/flow-runs/resume-flow-run.js';
import { createFlowWorker, type FlowWorker } from '../../src/worker.js';
import { findFreePort } from '../free-port.js';
import { connectToTestTemporal, uniqueTaskQueue, type TestTemporal } from '../temporal-server.js';
import { pausedBatch } from '../remote/record-batches.js';
import { AS_REFERENCE, startTestServer, type Reply, type TestServer } from './server.js';

const WORKFLOWS = fileURLToPath(new URL('../../workflows/examples/greet-user.ts', import.meta.url));
const KEY = 'worker-key';
const AUTHORIZED = { authorization: `Bearer ${KEY}` };
const WAIT = { timeout: 30_000, interval: 50 };

let server: TestServer;
let temporal: TestTemporal;
let taskQueue: string;
let running: RunningWorker;

interface RunningWorker {
  readonly worker: FlowWorker;
  readonly finished: Promise<void>;
}

async function startWorker(): Promise<RunningWorker> {
  const worker = await createFlowWorker({
    connection: temporal.nativeConnection,
    namespace: temporal.namespace,
    taskQueue,
    workflowsPath: WORKFLOWS,
    activities: {},
    platform: createHttpPlatform({ url: `${server.url}/api`, apiKey: KEY }),
  });
  return { worker, finished: worker.run() };
}

async function stopWorker({ worker, finished }: RunningWorker): Promise<void> {
  worker.shutdown();
  await finished;
}

beforeAll(async () => {
  server = await startTestServer({ apiKey: KEY });
  temporal = await connectToTestTemporal();
  taskQueue = uniqueTaskQueue('resume served');
  running = await startWorker();
});
afterAll(async () => {
  await stopWorker(running);
  await temporal.close();
  await server.close();
});

const get = async (path: string) => server.get(path, { headers: AUTHORIZED });
const resume = (id: string, body: unknown, headers: Record<string, string> = {}): Promise<Reply> =>
  server.post(`/api/flow_runs/${id}/resume`, body, { ...AUTHORIZED, ...headers });

/** A run of greetUserModel that waits for a name and an age. */
async function waitingRun(): Promise<string> {
  const flow = await get('/api/flows/name/greetUserModel');
  const reply = await server.post('/api/flow_runs/', { flow_id: flow.body.id }, AUTHORIZED);
  expect(reply.status).toBe(201);
  const id = reply.body.id;
  await expect.poll(async () => (await get(`/api/flow_runs/${id}`)).body.state_name, WAIT).toBe('Paused');
  return id;
}

const completed = (id: string) =>
  expect.poll(async () => (await get(`/api/flow_runs/${id}`)).body.state_type, WAIT).toBe('COMPLETED');

describe('a run that a worker serves', () => {
  it('publishes its form, refuses what does not fit with 422 and goes on waiting', async () => {
    const id = await waitingRun();
    const pause = (await get(`/api/flow_runs/${id}/pause`)).body;
    expect(pause).toMatchObject({
      key: '1',
      kind: 'paused',
      schema: { properties: { name: { type: 'string' }, age: { type: 'integer' } } },
    });
    const refused = await resume(id, { run_input: { name: 'Ada', age: 'old' } });
    expect([refused.status, refused.body.code]).toEqual([422, 'run-input-invalid']);
    expect(refused.body.errors).toMatchObject([{ path: 'age' }]);
    const reference = await resume(id, { run_input: { name: 'Ada', age: 'old' } }, AS_REFERENCE);
    expect(reference.status).toBe(200);
    expect(reference.body).toMatchObject({
      status: 'REJECT',
      state: { type: 'PAUSED' },
      details: { type: 'abort_details', reason: expect.stringMatching(/^Reason: Validation failed.*'age'/) as unknown },
    });
    expect((await get(`/api/flow_runs/${id}`)).body.state_type).toBe('PAUSED');
  });

  it('accepts once, repeats its answer under the same key, and tells everybody else who won', async () => {
    const id = await waitingRun();
    const body = { run_input: { name: 'Ada', age: 36 } };
    const headers = { 'idempotency-key': randomUUID(), 'x-sluice-actor': 'ada@example.com' };
    const first = await resume(id, body, headers);
    expect([first.status, first.body]).toEqual([
      200,
      { status: 'ACCEPT', pause_key: '1', kind: 'paused', decision_id: expect.any(String) as unknown },
    ]);
    const repeated = await resume(id, body, headers);
    expect([repeated.status, repeated.body]).toEqual([200, first.body]);
    const late = await resume(id, body);
    expect(late.status).toBe(409);
    if (late.body.code === 'pause-already-resolved') {
      expect(late.body.details).toMatchObject({ pause_key: '1', outcome: 'resumed', actor: 'ada@example.com' });
    } else expect(late.body.code).toBe('flow-run-finished');
    await completed(id);
    // At once: a run whose workflow is still about to close is waited for.
    expect((await get(`/api/flow_runs/${id}/result`)).body as unknown).toBe('Hello, Ada!');
    const decisions = (await get(`/api/flow_runs/${id}/decisions`)).body;
    expect(decisions).toMatchObject([
      { pause_key: '1', outcome: 'resumed', actor: 'ada@example.com', answer: { name: 'Ada', age: 36 } },
    ]);
  });

  it("is accepted with 201 from the reference's clients", async () => {
    const id = await waitingRun();
    const reply = await resume(id, { run_input: { name: 'Bob', age: 4 } }, AS_REFERENCE);
    expect(reply.status).toBe(201);
    expect(reply.body).toMatchObject({ status: 'ACCEPT', details: { type: 'accept_details' } });
    await completed(id);
  });

  it('keeps the answer (202) while no worker polls, and gives it when one comes back', async () => {
    const id = await waitingRun();
    await stopWorker(running);
    const reply = await resume(id, { run_input: { name: 'Eve', age: 1 } });
    expect([reply.status, reply.body.status]).toEqual([202, 'RECORDED']);
    running = await startWorker();
    await completed(id);
    expect((await get(`/api/flow_runs/${id}/result`)).body as unknown).toBe('Hello, Eve!');
  });
});

it('says 503 and records nothing while Temporal cannot be reached', async () => {
  const cut = await startTestServer({}, `127.0.0.1:${await findFreePort()}`);
  onTestFinished(() => cut.close());
  const id = await recordPausedRun(cut);
  const reply = await cut.post(`/api/flow_runs/${id}/resume`, {});
  expect([reply.status, reply.body.code]).toEqual([503, 'temporal-unavailable']);
  expect(reply.headers['retry-after']).toBe('1');
  const reference = await cut.post(`/api/flow_runs/${id}/resume`, {}, AS_REFERENCE);
  expect([reference.status, reference.body]).toEqual([503, { exception_message: 'Service Unavailable' }]);
  expect((await cut.get(`/api/flow_runs/${id}`)).body.state_type).toBe('PAUSED');
  const ready = await cut.get('/api/ready');
  expect([ready.status, ready.body]).toEqual([503, { message: 'Temporal is not available' }]);
});

it('tells a Temporal that does not answer from a worker that does not', async () => {
  const silent = createServer((socket) => socket.on('error', () => undefined).resume());
  onTestFinished(() => void silent.close());
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const cut = await startTestServer({}, `127.0.0.1:${(silent.address() as AddressInfo).port}`);
  onTestFinished(() => cut.close());
  const id = await recordPausedRun(cut);
  await expect(resumeFlowRun(cut.context, id, {}, { deadlineMs: 200 })).rejects.toMatchObject({
    code: 'temporal-unavailable',
  });
});

/** The record of a served run that waits in a bare pause. */
async function recordPausedRun(target: TestServer): Promise<string> {
  const id = randomUUID();
  await target.post('/api/platform/record-run', pausedBatch(id));
  return id;
}
