// Receivers on the real server: a run rolls over although some of its receivers are done, and a new pass reads again
// whatever was read before, however much that was.
import { fileURLToPath } from 'node:url';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveFlows, until, type FlowServer, type Run } from './harness.js';
import { receivingTasks, notesOf } from './receiving-tasks.js';
import { RecordingPlatform } from './recording-platform.js';

let server: FlowServer;
beforeAll(async () => {
  const flows = fileURLToPath(new URL('./flows/receiving.ts', import.meta.url));
  server = await serveFlows(flows, new RecordingPlatform().platform, receivingTasks);
});
afterAll(() => server.stop());

const numbers = (count: number, from = 0) => Array.from({ length: count }, (_, index) => from + index);

async function send(run: Run, ...values: readonly unknown[]): Promise<void> {
  for (const value of values) {
    const key = `anyautomaticruninput-auto-${randomUUID()}`;
    await run.handle.signal('input', { key, value: { value }, sender: null });
  }
}

describe('a run whose history grows long', { timeout: 240_000 }, () => {
  it('rolls over when receivers before the one that waits are done, and remembers what they gave', async () => {
    const name = randomUUID();
    const run = await server.start('configured');
    await send(run, { name });
    for (const number of numbers(20)) await send(run, `t${number}`);
    await until('the texts', () => notesOf(name).length === 20);
    const afterTexts = (await run.histories()).length;
    await send(run, 'numbers', true, { name: 'another' });
    for (const number of numbers(40)) await send(run, number);
    await until('the numbers', () => notesOf(name).length === 60);
    await send(run, -1);
    // The second loop rolls over too, and the run is set up once.
    expect(await run.result()).toBe(1);
    expect(notesOf(name)).toEqual([...numbers(20).map((number) => `t${number}`), ...numbers(40)]);
    expect(afterTexts).toBeGreaterThan(1);
    expect((await run.histories()).length).toBeGreaterThan(afterTexts + 1);
  });

  it('rolls over between loop bodies that receive on their own', async () => {
    const name = randomUUID();
    const run = await server.start('confirming', { name });
    await send(run, { name: 'ann' });
    for (const number of numbers(30)) await send(run, number, `c${number}`);
    await until('the notes', () => notesOf(name).length === 30);
    await send(run, -1);
    expect(await run.result()).toBe('done');
    expect(notesOf(name)).toEqual(numbers(30).map((number) => `${number} c${number} ann`));
    expect((await run.histories()).length).toBeGreaterThan(2);
  });

  it('does not roll over where the next pass would ask another receiver', async () => {
    const name = randomUUID();
    const run = await server.start('alternating', { name });
    for (const number of numbers(30)) await send(run, number, `c${number}`);
    await until('the notes', () => notesOf(name).length === 30);
    await send(run, -1);
    expect(await run.result()).toBe('done');
    expect(notesOf(name)).toEqual(numbers(30).map((number) => `${number} c${number}`));
  });
});

describe('a new pass', { timeout: 240_000 }, () => {
  it.each([
    ['many', 600, 8],
    ['large', 3, 100_000],
  ])('reads %s inputs again after a suspension', async (_, count, size) => {
    const texts = numbers(count + 1).map((number) => String(number).padEnd(size));
    const run = await server.start('keeping', { count });
    await send(run, ...texts.slice(0, count));
    await run.paused({ kind: 'suspended' });
    await run.resume();
    await send(run, texts[count]);
    expect(await run.result()).toEqual(texts.map((text) => `${text.slice(0, 8)} ${size}`));
  });

  it('reads many inputs again when the flow is retried', async () => {
    const run = await server.start('readingAgain', { name: randomUUID(), count: 600 });
    await send(run, ...numbers(600));
    expect(await run.result()).toBe((600 * 599) / 2);
  });
});
