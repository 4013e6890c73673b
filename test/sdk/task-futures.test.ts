// What flow code sees of a task that it submitted: its state now, its final state, its result; each as often as it asks.
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveFlows, until, type FlowServer } from './harness.js';
import { RecordingPlatform } from './recording-platform.js';
import { expectToReplay } from './replaying.js';
import { countOf, openGate, work } from './work.js';

const FLOWS = fileURLToPath(new URL('./flows/futures.ts', import.meta.url));
let server: FlowServer;
beforeAll(async () => {
  server = await serveFlows(FLOWS, new RecordingPlatform().platform, work);
});
afterAll(() => server.stop());

describe('a future', () => {
  it('tells the state of its task at any time, waits without throwing, and gives the result again and again', async () => {
    const key = randomUUID();
    const run = await server.start('watchesFutures', { key });
    await until('the task to be held', () => countOf(key) === 1);
    await until('the flow to have looked', () => countOf(`${key} looked`) === 1);
    openGate(key);
    expect(await run.result()).toEqual({
      atOnce: ['Running', null],
      retriesLater: true,
      failed: ['FAILED', 'Task run encountered an exception RangeError: failure 1'],
      between: ['Running', null, 'Failed'],
      waited: ['Completed', 'Completed', 'Completed'],
      atLast: ['Completed', 'Completed', 'Failed', 'Completed'],
      results: [key, 'after', 2],
      again: key,
      thrown: 'RangeError',
      ofItsRun: true,
    });
    await expectToReplay(FLOWS, [run]);
  });

  it('of a task that gives its state has that state as its result', async () => {
    const run = await server.start('stateFutures', { key: randomUUID() });
    expect(await run.result()).toEqual({ same: true, types: ['COMPLETED', 'COMPLETED', 'FAILED'] });
  });

  it('of a task that finished before a suspension is completed at once', async () => {
    const key = randomUUID();
    const run = await server.start('rememberedFuture', { key });
    await run.suspended();
    await run.resume();
    expect(await run.result()).toEqual(['Completed', 1]);
    expect(countOf(key)).toBe(1);
  });
});
