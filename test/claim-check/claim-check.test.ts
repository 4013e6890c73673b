// Values over Temporal's limits, on a real server: parameters, results of tasks and flows, what is carried over. Where no
// store is configured the task that is concerned fails and says so.
import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { PayloadStore, SweptPayloadStore } from '../../src/contract/payload-store.js';
import { createHttpPayloadStore } from '../../src/remote/http-payload-store.js';
import { deleteUnneededPayloads } from '../../src/services/payloads/retention.js';
import { createClaimCheckCodec } from '../../src/temporal/claim-check.js';
import { createFilePayloadStore } from '../../src/temporal/file-payload-store.js';
import { createMemoryPayloadStore } from '../../src/temporal/memory-payload-store.js';
import { startTestServer } from '../api/server.js';
import { serveFlows, WAIT, type ServedFlows } from '../serving/served-flows.js';
import { TEST_NAMESPACE } from '../temporal-server.js';
import * as activities from './tasks.js';

const TEN_MB = 10_000_000;
const workflowsPath = fileURLToPath(new URL('./flows.ts', import.meta.url));

async function temporaryFolder(): Promise<string> {
  return mkdtemp(path.join(tmpdir(), 'sluice-payloads-'));
}

/** What the folder of a store holds values under. */
async function keysIn(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names.map((name) => path.basename(name)).filter((name) => /^[0-9a-f]{64}$/.test(name));
}

describe('with a store in a folder', () => {
  let served: ServedFlows;
  let client: Client;
  let folder: string;
  beforeAll(async () => {
    folder = await temporaryFolder();
    const payloads = createFilePayloadStore(folder);
    served = await serveFlows({ workflowsPath, activities, payloads });
    const dataConverter = { payloadCodecs: [createClaimCheckCodec(payloads, 'throw')] };
    client = new Client({ connection: served.temporal.client.connection, namespace: TEST_NAMESPACE, dataConverter });
  });
  afterAll(async () => {
    await served.close();
    await rm(folder, { recursive: true });
  });

  it('a task result of 10 MB reaches the next task', async () => {
    const id = await served.start('makesLarge', { size: TEN_MB });
    expect(await served.result(id)).toBe(TEN_MB);
    expect((await served.historyText(id)).length).toBeLessThan(100_000);
  });

  it('also when both are local', async () => {
    expect(await served.run('makesLargeLocally', { size: TEN_MB })).toBe(TEN_MB);
  });

  it('parameters and a flow result of 10 MB pass', async () => {
    const options = { taskQueue: served.taskQueue, workflowId: randomUUID() };
    const text = 'y'.repeat(TEN_MB);
    expect(await client.workflow.execute('takesLarge', { ...options, args: [{ text }] })).toBe(TEN_MB);
    const result: unknown = await client.workflow.execute('returnsLarge', {
      ...options,
      workflowId: randomUUID(),
      args: [{ size: TEN_MB }],
    });
    expect((result as string).length).toBe(TEN_MB);
  });

  it('a suspended run carries 10 MB over, and goes on with it', async () => {
    const id = await served.start('carriesLarge', { size: TEN_MB });
    const state = () => served.temporal.client.workflow.getHandle(id).query<{ state: { name: string } }>('state');
    await expect.poll(async () => (await state()).state.name, WAIT).toBe('Suspended');
    await served.temporal.client.workflow.getHandle(id).executeUpdate('resume', { args: [{}] });
    expect(await served.result(id)).toBe(TEN_MB);
  });

  it('what a run needed is kept as long as Temporal knows the run', async () => {
    const payloads = createFilePayloadStore(folder);
    const aDayLater = { ...served.context, now: () => new Date(Date.now() + 25 * 3600_000) };
    const id = await served.start('makesLarge', { size: 300_001 });
    expect(await served.result(id)).toBe(300_001);
    const before = (await keysIn(folder)).length;
    await deleteUnneededPayloads(served.context, payloads);
    await deleteUnneededPayloads(aDayLater, payloads);
    expect((await keysIn(folder)).length).toBe(before);
    const { workflowService } = served.temporal.client;
    await workflowService.deleteWorkflowExecution({ namespace: TEST_NAMESPACE, workflowExecution: { workflowId: id } });
    await expect.poll(() => served.context.temporal.describeFlowRun(id), WAIT).toBeUndefined();
    await deleteUnneededPayloads(served.context, payloads);
    expect((await keysIn(folder)).length).toBe(before);
    expect(await deleteUnneededPayloads(aDayLater, payloads)).toBeGreaterThan(0);
    expect((await keysIn(folder)).length).toBeLessThan(before);
  });

  it('what is small goes through Temporal as it is', async () => {
    const before = (await readdir(folder)).length;
    expect(await served.run('makesLarge', { size: 1000 })).toBe(1000);
    expect((await readdir(folder)).length).toBe(before);
  });
});

describe('without a store', () => {
  let served: ServedFlows;
  beforeAll(async () => {
    served = await serveFlows({ workflowsPath, activities });
  });
  afterAll(() => served.close());

  it('a task whose result is too large fails, with its name and the size', async () => {
    await expect(served.run('makesLarge', { size: TEN_MB })).rejects.toMatchObject({
      cause: { message: expect.stringMatching(/result of task 'make' is 10\.0 MB.*payload store/) as unknown },
    });
  });

  it('a task whose argument is too large fails, with its name and the size', async () => {
    await expect(served.run('passesLarge', { size: TEN_MB })).rejects.toMatchObject({
      cause: { message: expect.stringMatching(/Argument 1 of task 'measure' is 10\.0 MB/) as unknown },
    });
  });

  it('a client is refused parameters that are too large', async () => {
    const dataConverter = { payloadCodecs: [createClaimCheckCodec(null, 'throw')] };
    const client = new Client({ connection: served.temporal.client.connection, dataConverter });
    const options = { taskQueue: served.taskQueue, workflowId: randomUUID() };
    const start = client.workflow.start('takesLarge', { ...options, args: [{ text: 'y'.repeat(TEN_MB) }] });
    await expect(start).rejects.toMatchObject({ message: expect.stringContaining('10.0 MB') as unknown });
  });
});

const KEY = 'worker-key';
async function httpStore(): Promise<PayloadStore> {
  const server = await startTestServer({ apiKey: KEY });
  onTestFinished(() => server.close());
  return createHttpPayloadStore({ url: `${server.url}/api`, apiKey: KEY });
}
async function folderStore(): Promise<SweptPayloadStore> {
  const folder = await temporaryFolder();
  onTestFinished(() => rm(folder, { recursive: true }));
  return createFilePayloadStore(path.join(folder, 'payloads'));
}

describe.each([
  ['in memory', () => Promise.resolve(createMemoryPayloadStore())],
  ['in a folder', folderStore],
  ['over HTTP', httpStore],
])('a payload store %s', (_, open) => {
  it('gives what was put, also when it was put twice at once, and knows what it has not', async () => {
    const store = await open();
    const bytes = new Uint8Array(300_000).map((_byte, index) => index % 251);
    const key = createHash('sha256').update(bytes).digest('hex');
    await Promise.all([store.put(key, bytes, 'a'), store.put(key, bytes, 'b')]);
    expect(Buffer.from(await store.get(key)).equals(Buffer.from(bytes))).toBe(true);
    await expect(store.get('0'.repeat(64))).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe.each([
  ['in memory', () => Promise.resolve(createMemoryPayloadStore())],
  ['in a folder', folderStore],
])('a sweep of a payload store %s', (_, open) => {
  const digest = (text: string) => createHash('sha256').update(text).digest('hex');
  const later = () => new Date(Date.now() + 60_000);

  it('deletes what was last put before and whose owners are all gone', async () => {
    const store = await open();
    const put = (text: string, owner: string | null) => store.put(digest(text), Buffer.from(text), owner);
    await put('of gone', 'gone 1');
    await put('of gone', 'gone\n"2"');
    await put('of both', 'gone 1');
    await put('of both', 'here');
    await put('for good', 'gone 1');
    await put('for good', null);
    const isGone = async (owner: string) => owner.startsWith('gone');
    expect(await store.sweep(new Date(0), isGone)).toBe(0);
    expect(await store.sweep(later(), isGone)).toBe(1);
    await expect(store.get(digest('of gone'))).rejects.toMatchObject({ code: 'not-found' });
    expect(Buffer.from(await store.get(digest('of both'))).toString()).toBe('of both');
    expect(Buffer.from(await store.get(digest('for good'))).toString()).toBe('for good');
    await put('of gone', 'here');
    expect(await store.sweep(later(), isGone)).toBe(0);
    expect(Buffer.from(await store.get(digest('of gone'))).toString()).toBe('of gone');
  });

  it('deletes nothing when it cannot tell', async () => {
    const store = await open();
    await store.put(digest('x'), Buffer.from('x'), 'a');
    const isGone = () => Promise.reject(new Error('Temporal is away'));
    await expect(store.sweep(later(), isGone)).rejects.toThrow('Temporal is away');
    expect(Buffer.from(await store.get(digest('x'))).toString()).toBe('x');
  });

  it('harms no value that is put at the same moment', async () => {
    const store = await open();
    const key = digest('busy');
    const put = () => store.put(key, Buffer.from('busy'), 'gone');
    await put();
    for (let round = 0; round < 20; round += 1) {
      await Promise.all([store.sweep(later(), async () => true), put()]);
      await put();
      expect(Buffer.from(await store.get(key)).toString()).toBe('busy');
    }
  });
});

describe('the store over HTTP', () => {
  it('is for workers, and takes nothing under a wrong key', async () => {
    const server = await startTestServer({ apiKey: KEY, authString: 'ann:pass' });
    onTestFinished(() => server.close());
    const path = `/api/platform/payloads/${'0'.repeat(64)}`;
    const person = { authorization: `Basic ${Buffer.from('ann:pass').toString('base64')}` };
    expect((await server.get(path, { headers: person })).status).toBe(403);
    const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/octet-stream' };
    expect((await server.call('PUT', path, { raw: 'bytes', headers })).status).toBe(422);
    expect((await server.get('/api/platform/payloads/..%2f..%2fetc', { headers })).status).toBe(404);
  });
});
