// Inputs outlive whatever is killed: each is received once and in order, and so is each answer. The whole product as a
// person starts it, a client outside it that talks with a run, and the worker killed with -9 at the worst moments.
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFailed } from 'vitest';
import { z } from 'zod';
import { createClient, type SluiceClient } from '../../src/client/index.js';
import { DevProcess, onFreePorts, PATIENCE } from '../dev/dev-process.js';
import { ownTemporal } from '../dev/own-temporal.js';
import * as outside from './from-outside.js';
import type { answering } from './inputs-flows.js';

const LIMIT = { timeoutMs: PATIENCE.timeout };
const module = (name: string) => fileURLToPath(new URL(name, import.meta.url));

describe('kill -9 while a run talks', { timeout: 600_000 }, () => {
  let folder: string;
  let dataDir: string;
  let client: SluiceClient;
  let dev: DevProcess;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-talk-crash-'));
    dataDir = join(folder, 'data');
    const { args, apiUrl } = await onFreePorts();
    args.push('--data-dir', dataDir, '--workflows', module('./inputs-flows.ts'), '--activities', module('./tasks.ts'));
    client = createClient({ apiUrl, retries: 30 });
    dev = new DevProcess(args, await ownTemporal());
    await dev.prints(/^Ready\./m);
  }, 600_000);
  // What the processes said is all there is to go by.
  beforeEach(() => onTestFailed(() => console.log(dev.output)));
  afterAll(async () => {
    await dev.stop('SIGTERM');
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  const kill = (part: outside.Part) => outside.kill(dataDir, part);
  const callsOf = (key: string) => outside.callsOf(folder, key);

  it('of the worker between receiving and responding: one answer, and none to what came after is lost', async () => {
    const run = await client.flowRuns.start<typeof answering>('answering', { folder });
    const answers = client.flowRuns.receiveInput(run, z.union([z.number(), z.string()]), { timeout: '10 minutes' });
    const gate = `gate-${randomUUID()}`;
    for (const value of [1, gate, 2]) await client.flowRuns.sendInput(run, value);
    await expect(answers.next()).resolves.toBe(10);
    await expect.poll(() => callsOf(gate), PATIENCE).toBe(1);
    const line = dev.lines.length;
    await kill('worker');
    await client.flowRuns.sendInput(run, 3);
    await outside.openGate(folder, gate);
    await dev.prints(/^\[worker\] is back/m, line);
    const rest = [await answers.next(), await answers.next(), await answers.next()];
    expect(rest).toEqual([`let through: ${gate}`, 20, 30]);
    await client.flowRuns.sendInput(run, 'end');
    await expect(client.flowRuns.result(run, LIMIT)).resolves.toBe('done');
    await expect(answers.next()).rejects.toMatchObject({ code: 'flow-run-finished' });
  });

  it.each(['worker', 'server'] as const)(
    'of the %s with many inputs in flight (1,000; 300): each once and in order',
    async (part) => {
      const COUNT = part === 'worker' ? 1000 : 300;
      const run = await client.flowRuns.start<typeof answering>('answering', { folder });
      const answers = client.flowRuns.receiveInput(run, z.number(), { timeout: '10 minutes' });
      const line = dev.lines.length;
      const sending = (async () => {
        for (let n = 0; n < COUNT; n += 1) {
          await client.flowRuns.sendInput(run, n);
          if (n === COUNT / 4) await kill(part);
        }
      })();
      const received: number[] = [];
      while (received.length < COUNT) received.push(await answers.next());
      await sending;
      expect(received).toEqual(Array.from({ length: COUNT }, (_, n) => n * 10));
      await dev.prints(new RegExp(`^\\[${part}\\] is back`, 'm'), line);
      await client.flowRuns.sendInput(run, 'end');
      await expect(client.flowRuns.result(run, LIMIT)).resolves.toBe('done');
      await expect(answers.next()).rejects.toMatchObject({ code: 'flow-run-finished' });
    },
  );
});
