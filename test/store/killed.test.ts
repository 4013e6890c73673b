// A process that is killed in the middle of its writing: what it was told is written is there, and the folder opens again.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { openStore } from '../../src/store/store.js';
import { now } from './store.suite.js';

const WRITER = fileURLToPath(new URL('./killed-writer.ts', import.meta.url));

it('keeps what was acknowledged, each time it is killed', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'sluice-killed-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const acknowledged: string[] = [];
  for (const round of [1, 2]) {
    const writer = fork(WRITER, [folder, String(round)], { execArgv: ['--import', 'tsx'], stdio: 'inherit' });
    const before = acknowledged.length;
    writer.on('message', (name: string) => acknowledged.push(name));
    await expect.poll(() => acknowledged.length - before, { timeout: 60_000, interval: 5 }).toBeGreaterThan(20);
    const exited = once(writer, 'exit');
    writer.kill('SIGKILL');
    await exited;
  }
  const store = await openStore({ now, dataDir: folder });
  onTestFinished(() => store.close());
  const names = new Set(
    (await store.flows.list({}, 'NAME_ASC', { limit: 100_000, offset: 0 })).map(({ name }) => name),
  );
  expect(acknowledged.filter((name) => !names.has(name))).toEqual([]);
});
