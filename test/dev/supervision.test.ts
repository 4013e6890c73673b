import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { superviseChild, type ChildSpec } from '../../src/supervisor/child.js';

const fixture = (name: string) => fileURLToPath(new URL(`./fixtures/${name}.ts`, import.meta.url));
const TYPESCRIPT = ['--import', 'tsx'];
const WAITING = { timeout: 30_000, interval: 50 };

describe('a supervised child', () => {
  let folder: string;
  let file: string;
  let heard: string[];
  let pids: number[];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-child-'));
    file = join(folder, 'story');
    heard = [];
    pids = [];
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  function supervise(behaviour: string, more: Partial<ChildSpec> = {}) {
    const child = superviseChild({
      ...{ name: 'child', module: fixture('child'), args: [behaviour, file], environment: process.env },
      ...{ execArgv: TYPESCRIPT, graceMs: 5_000 },
      onLine: (line) => heard.push(line),
      onProcess: (pid) => pids.push(pid),
      onRestart: (reason) => heard.push(`restart: ${reason}`),
      onRecovered: () => heard.push('recovered'),
      ...more,
    });
    onTestFinished(() => child.stop());
    return child;
  }
  const story = async () => (await readFile(file, 'utf8')).trim().split('\n');

  it('is started again when it is killed, and told apart by its process', async () => {
    const child = supervise('stays');
    await child.ready;
    const first = child.pid as number;
    process.kill(first, 'SIGKILL');
    await vi.waitFor(() => expect(heard).toContain('recovered'), WAITING);
    expect(heard).toEqual(['says stays', 'restart: signal SIGKILL', 'says stays', 'recovered']);
    expect(child.pid).not.toBe(first);
    expect(pids).toEqual([first, child.pid]);
    await child.stop();
    expect(isAlive(pids[1] as number)).toBe(false);
    expect((await story()).at(-1)).toBe('ended: SIGTERM');
  });

  it('waits longer before each restart of a child that keeps dying', async () => {
    const pauses: number[] = [];
    const child = supervise('stays', { onRestart: (_reason, inMs) => pauses.push(inMs) });
    await child.ready;
    for (let times = 1; times <= 3; times += 1) {
      process.kill(child.pid as number, 'SIGKILL');
      await vi.waitFor(() => expect(pauses).toHaveLength(times), WAITING);
      await vi.waitFor(() => expect(child.pid).toBeDefined(), WAITING);
    }
    expect(pauses).toEqual([200, 400, 800]);
  });

  it.each(['fails', 'fails-open'])('is not tried again when it says itself why it cannot start (%s)', async (how) => {
    const child = supervise(how);
    await expect(child.ready).rejects.toThrow('The port is taken.');
    expect(await story()).toHaveLength(1);
  });

  it('is given up when it never becomes ready, with its last words', async () => {
    const child = supervise('breaks');
    await expect(child.ready).rejects.toThrow(
      /^The child could not be started \(exit code 1\)\.\n[^]*broken from the start/,
    );
    expect(await story()).toHaveLength(3);
  });

  it('is killed when it does not stop in its time', async () => {
    const child = supervise('stubborn', { graceMs: 300 });
    await child.ready;
    await child.stop();
    expect(isAlive(pids[0] as number)).toBe(false);
    expect(await story()).toContain('ignored SIGTERM');
  });

  it('ends at once when it is asked again after a moment', async () => {
    const child = supervise('slow');
    await child.ready;
    const pid = child.pid as number;
    process.kill(pid, 'SIGINT');
    await vi.waitFor(async () => expect(await story()).toContain('ended: SIGINT'), WAITING);
    // It would take a minute to stop; signals within a second count as the same one.
    await vi.waitFor(
      () => {
        if (isAlive(pid)) process.kill(pid, 'SIGINT');
        expect(heard).toContain('restart: exit code 1');
      },
      { ...WAITING, interval: 300 },
    );
  });

  it('takes its own processes along when it is killed', async () => {
    const child = supervise('parent');
    await child.ready;
    const [own, descendant] = pids as [number, number];
    expect(isAlive(descendant)).toBe(true);
    process.kill(own, 'SIGKILL');
    await vi.waitFor(() => expect(isAlive(descendant)).toBe(false), WAITING);
    await child.stop();
    pids.filter((pid) => isAlive(pid)).forEach((pid) => process.kill(pid, 'SIGKILL'));
  });

  it('ends by itself when its supervisor is killed', async () => {
    const parent = spawn(process.execPath, [...TYPESCRIPT, fixture('parent'), file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void parent.kill('SIGKILL'));
    const [answer] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(answer.toString());
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), WAITING);
    expect((await story()).at(-1)).toBe('ended: its parent is gone');
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
