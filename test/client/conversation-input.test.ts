// A client outside flows talks with runs: what it sends, what it gets back, how that ends, and what becomes of it when
// connections break in between. Real server, real worker over HTTP.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { createClient, type ClientOptions, type SluiceClient } from '../../src/client/index.js';
import type { FlowRunReference } from '../../src/client/flow-like.js';
import type { greeter } from '../../workflows/examples/greeter.js';
import { errorOf } from '../../src/contract/failures.js';
import { startTestPlatform, type TestPlatform } from './test-platform.js';

const LIMIT = { timeoutMs: 60_000 };
/** As long as nothing hangs it is not reached. */
const PATIENT = { timeout: 60 };

// Reached only when something hangs, also on a machine that has much else to do.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let platform: TestPlatform;
let client: SluiceClient;
beforeAll(async () => {
  platform = await startTestPlatform('conversations');
  client = connect();
});
afterAll(() => platform.close());

const connect = (options: ClientOptions = {}) =>
  createClient({ apiUrl: platform.apiUrl, apiKey: platform.apiKey, ...options });

/** Puts an input into the client's mailbox, as a run does. */
async function answerAs(runId: string, to: string, value: unknown, key = `strautomaticruninput-auto-${randomUUID()}`) {
  const headers = { authorization: `Bearer ${platform.apiKey}` };
  const message = { key, value, sender: `prefect.flow-run.${runId}` };
  const reply = await platform.server.post('/api/platform/send-input', { receiver: to, message }, headers);
  if (reply.status >= 300) throw new Error(reply.text);
}

async function refusal(promise: Promise<unknown>) {
  const value: unknown = await promise.catch((error: unknown) => error);
  const error = errorOf(value);
  if (!error) throw new Error(`Expected a refusal, got ${String(value)}.`);
  return error;
}

async function drain<T>(receiver: { next(): Promise<T> }, count: number): Promise<T[]> {
  const items: T[] = [];
  while (items.length < count) items.push(await receiver.next());
  return items;
}

async function startRecorded(): Promise<string> {
  const headers = { authorization: `Bearer ${platform.apiKey}` };
  const flow = await platform.server.post('/api/flows/', { name: `recorded-${randomUUID()}` }, headers);
  return (await platform.server.post('/api/flow_runs/', { flow_id: flow.body.id }, headers)).body.id;
}

describe('a conversation with the greeter', () => {
  it('is held from outside flows: names in, greetings out, in order', async () => {
    const run = await client.flowRuns.start<typeof greeter>('greeter');
    const greetings = client.flowRuns.receiveInput(run, z.string(), PATIENT);
    for (const name of ['andrew', 'bob']) {
      await client.flowRuns.sendInput(run, name);
      await expect(greetings.next()).resolves.toBe(`Hello, ${name}!`);
    }
    for (let n = 0; n < 20; n += 1) await client.flowRuns.sendInput(run, `n${n}`);
    expect(await drain(greetings, 20)).toEqual(Array.from({ length: 20 }, (_, n) => `Hello, n${n}!`));
    await client.flowRuns.sendInput(run, '__EXIT__');
    await expect(client.flowRuns.result(run, LIMIT)).resolves.toBe('Goodbye!');
    expect(await refusal(greetings.next())).toMatchObject({
      code: 'flow-run-finished',
      details: { flow_run_id: run.id },
    });
    expect(await refusal(client.flowRuns.sendInput(run, 'late'))).toMatchObject({ code: 'flow-run-finished' });
  });

  it('tells who sent what, and answers back', async () => {
    const run = await client.flowRuns.start<typeof greeter>('greeter');
    await client.flowRuns.sendInput(run, 'ada');
    const greetings = client.flowRuns.receiveInput(run, z.string(), { ...PATIENT, withMetadata: true });
    const address = await client.flowRuns.openMailbox();
    const first = await greetings.next();
    expect(first).toMatchObject({
      value: 'Hello, ada!',
      metadata: { sender: `prefect.flow-run.${run.id}`, receiver: address },
    });
    expect(first.metadata.key).toMatch(/^strautomaticruninput-auto-/);
    await first.respond('eve');
    expect((await greetings.next()).value).toBe('Hello, eve!');
    await first.respond('__EXIT__');
  });

  it('can be iterated, and is each client’s own', async () => {
    const run = await client.flowRuns.start<typeof greeter>('greeter');
    const other = connect();
    await Promise.all([client.flowRuns.sendInput(run, 'one'), other.flowRuns.sendInput(run, 'two')]);
    for await (const greeting of other.flowRuns.receiveInput(run, z.string(), PATIENT)) {
      expect(greeting).toBe('Hello, two!');
      break;
    }
    await expect(client.flowRuns.receiveInput(run, z.string(), PATIENT).next()).resolves.toBe('Hello, one!');
    await client.flowRuns.sendInput(run, '__EXIT__');
  });
});

describe('receiving', () => {
  it('gives each kind to its own receiver, and keeps what nobody asked for yet', async () => {
    const run = await startRecorded();
    const to = await client.flowRuns.openMailbox();
    const Note = { name: 'Note', schema: z.object({ text: z.string(), stars: z.number() }) };
    await answerAs(run, to, { value: [1, 2] }, `listautomaticruninput-auto-${randomUUID()}`);
    await answerAs(run, to, { text: 'good', stars: 3 }, `note-auto-${randomUUID()}`);
    await answerAs(run, to, { value: ['a'] }, `listautomaticruninput-auto-${randomUUID()}`);
    await answerAs(run, to, { any: 1 }, `price-${randomUUID()}`);
    await answerAs(run, to, { text: 'bad', stars: 'many' }, `note-auto-${randomUUID()}`);
    await answerAs(run, to, { text: 'fine', stars: 4 }, `note-auto-${randomUUID()}`);
    const receive = client.flowRuns.receiveInput;
    await expect(receive(run, z.array(z.string()), PATIENT).next()).resolves.toEqual(['a']);
    await expect(receive(run, z.array(z.number()), PATIENT).next()).resolves.toEqual([1, 2]);
    await expect(receive(run, z.unknown(), { ...PATIENT, keyPrefix: 'price' }).next()).resolves.toEqual({ any: 1 });
    const notes = receive(run, Note, PATIENT);
    await expect(notes.next()).resolves.toEqual({ text: 'good', stars: 3 });
    expect(await refusal(notes.next())).toMatchObject({
      code: 'run-input-invalid',
      fields: [{ path: 'stars', message: expect.stringContaining('number') as string }],
    });
    await expect(notes.next()).resolves.toEqual({ text: 'fine', stars: 4 });
  });

  it('passes over excluded keys, which another receiver gets', async () => {
    const run = await startRecorded();
    const to = await client.flowRuns.openMailbox();
    const keys = [0, 1].map(() => `strautomaticruninput-auto-${randomUUID()}`);
    for (const key of keys) await answerAs(run, to, { value: key }, key);
    const receive = client.flowRuns.receiveInput;
    await expect(receive(run, z.string(), { ...PATIENT, excludeKeys: keys.slice(0, 1) }).next()).resolves.toBe(keys[1]);
    await expect(receive(run, z.string(), PATIENT).next()).resolves.toBe(keys[0]);
  });

  it('times out, is ended by a signal, and says when there is no such run', async () => {
    const run = await startRecorded();
    const receive = client.flowRuns.receiveInput;
    expect(await refusal(receive(run, z.string(), { timeout: 0.05 }).next())).toMatchObject({ code: 'input-timeout' });
    const ending = new AbortController();
    const ended = receive(run, z.string(), { timeout: null, signal: ending.signal }).next();
    ending.abort(new Error('enough'));
    await expect(ended).rejects.toThrow('enough');
    expect(await refusal(receive(randomUUID(), z.string(), PATIENT).next())).toMatchObject({
      code: 'flow-run-not-found',
    });
    expect(await refusal(client.flowRuns.sendInput(randomUUID(), 'x'))).toMatchObject({ code: 'flow-run-not-found' });
    expect(await refusal(client.flowRuns.sendInput(run, 'x', { keyPrefix: 'a b' }))).toMatchObject({
      code: 'definition-invalid',
    });
  });

  it('needs the key of the server', async () => {
    const stranger = connect({ apiKey: 'wrong' });
    const run = await startRecorded();
    expect(await refusal(stranger.flowRuns.receiveInput(run, z.string(), PATIENT).next())).toMatchObject({
      code: 'unauthenticated',
    });
  });

  it('goes on in a program that starts again under the same id, with what it had not received', async () => {
    const run = await startRecorded();
    const clientId = randomUUID();
    const before = connect({ clientId });
    const to = await before.flowRuns.openMailbox();
    for (const n of [1, 2, 3, 4]) await answerAs(run, to, { value: `n${n}` });
    expect(await drain(before.flowRuns.receiveInput(run, z.string(), PATIENT), 2)).toEqual(['n1', 'n2']);
    await expect
      .poll(async () => (await platform.server.context.store.mailboxes.listAfter(clientId, 0, 10)).length, {
        timeout: 30_000,
      })
      .toBe(2);
    const after = connect({ clientId });
    expect(await drain(after.flowRuns.receiveInput(run, z.string(), PATIENT), 2)).toEqual(['n3', 'n4']);
    expect(() => connect({ clientId: 'me' })).toThrow(/clientId/);
  });

  it('loses and repeats nothing when connections break at any moment', { timeout: 120_000 }, async () => {
    const COUNT = 100;
    const run = await startRecorded();
    let broken = 0;
    /** Breaks the stream after so many pieces, in the middle of one. */
    const breaking: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      if (!(response.headers.get('content-type') ?? '').includes('event-stream') || !response.body) return response;
      let left = 1 + (broken % 5);
      const cut = new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          left -= 1;
          if (left > 0) return controller.enqueue(chunk);
          broken += 1;
          controller.enqueue(chunk.subarray(0, Math.ceil(chunk.length / 2)));
          controller.error(new TypeError('terminated'));
        },
      });
      return new Response(response.body.pipeThrough(cut), { status: response.status, headers: response.headers });
    };
    const shaky = connect({ fetch: breaking, retryDelayMs: 1 });
    const to = await shaky.flowRuns.openMailbox();
    const sending = (async () => {
      for (let n = 0; n < COUNT; n += 1) {
        await answerAs(run, to, { value: n }, `intautomaticruninput-auto-${randomUUID()}`);
        if (n % 20 === 19) await sleep(0);
      }
    })();
    const numbers = await drain(shaky.flowRuns.receiveInput(run, z.number(), PATIENT), COUNT);
    await sending;
    expect(numbers).toEqual(Array.from({ length: COUNT }, (_, n) => n));
    expect(broken).toBeGreaterThan(2);
    expect(await refusal(shaky.flowRuns.receiveInput(run, z.number(), { timeout: 0.3 }).next())).toMatchObject({
      code: 'input-timeout',
    });
  });
});

/** The client's functions are free of `this`, so that they can be taken apart. */
it('sends to a run by document or id', async () => {
  const { sendInput } = client.flowRuns;
  const run: FlowRunReference = { id: await startRecorded() };
  await sendInput(run, { a: 1 });
  await sendInput(run.id, 5, { type: { name: 'Amount', schema: z.number() } });
  const kept = await client.flowRuns.inputs.list(run, { prefix: '' });
  expect(kept.map(({ key, value }) => [key.replace(/-[0-9a-f-]{36}$/, ''), value])).toEqual([
    ['dictautomaticruninput-auto', '{"value":{"a":1}}'],
    ['amount-auto', '5'],
  ]);
});
