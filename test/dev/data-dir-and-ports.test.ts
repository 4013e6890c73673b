import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openChildLog } from '../../src/supervisor/child-log.js';
import { claimDataDir } from '../../src/supervisor/data-dir-claim.js';
import { assertPortsFree, type WantedPort } from '../../src/supervisor/ports.js';
import { isRunning, markProcess, waitForProcesses } from '../../src/supervisor/process-mark.js';
import { findFreePort } from '../free-port.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-dev-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A process that stays until it is killed. */
function sleeper() {
  const child = spawn('sleep', ['600'], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  return { pid: child.pid as number, gone: once(child, 'exit') };
}

describe('the claim on a data folder', () => {
  it('is held by one process at a time and given back', async () => {
    const dataDir = join(folder, 'not', 'there', 'yet');
    const claim = await claimDataDir(dataDir);
    await expect(claimDataDir(dataDir)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(
        new RegExp(`${dataDir} is in use by another 'sluice dev' \\(process ${process.pid}\\).*--data-dir`),
      ) as string,
    });
    await claim.release();
    const next = await claimDataDir(dataDir);
    expect(next.leftovers).toEqual([]);
    await next.release();
    expect(await readdir(dataDir)).toEqual([]);
  });

  it('passes from a killed process to the next, with the processes it left', async () => {
    const { pid } = sleeper();
    const child = await markProcess(pid);
    // The number of this process, which lives, but started at another time: the number was used again.
    const supervisor = { pid: process.pid, startedAt: 1 };
    await writeFile(join(folder, 'dev.json'), JSON.stringify({ supervisor, children: [child] }));
    const claim = await claimDataDir(folder);
    expect(claim.leftovers).toEqual([child]);
    await claim.release();
  });

  it('is taken over when its file was cut off', async () => {
    await writeFile(join(folder, 'dev.json'), '{"superv');
    await (await claimDataDir(folder)).release();
  });

  it('remembers the processes of its run', async () => {
    const claim = await claimDataDir(folder);
    const [first, second] = [sleeper().pid, sleeper().pid];
    await Promise.all([claim.note(first), claim.note(second)]);
    const { children } = JSON.parse(await readFile(join(folder, 'dev.json'), 'utf8')) as {
      children: { pid: number }[];
    };
    expect(children.map(({ pid }) => pid)).toEqual([first, second]);
    await claim.release();
  });
});

describe('processes left over', () => {
  it('are waited for, then ended by force', async () => {
    const [one, other] = [sleeper(), sleeper()];
    const marks = [await markProcess(one.pid), await markProcess(other.pid)];
    process.kill(one.pid, 'SIGKILL');
    expect(await waitForProcesses(marks, 200)).toEqual([]);
    await Promise.all([one.gone, other.gone]);
  });

  it('are never confused with another process of the same number', async () => {
    const { pid } = sleeper();
    const stranger = { pid, startedAt: 1 };
    expect(await isRunning(stranger)).toBe(false);
    expect(await waitForProcesses([stranger], 0)).toEqual([]);
    expect(await isRunning(await markProcess(pid))).toBe(true);
  });
});

describe('ports', () => {
  const wanted = (port: number, purpose: string, more: Partial<WantedPort> = {}): WantedPort => ({
    ...{ host: '127.0.0.1', port, purpose, option: '--port' },
    ...more,
  });

  it('that are free are fine', async () => {
    await assertPortsFree([wanted(await findFreePort(), 'the API'), wanted(0, 'x')]);
  });

  it('that are taken are named with who wants them and the way out', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    onTestFinished(() => void holder.close());
    const { port } = holder.address() as { port: number };
    await expect(assertPortsFree([wanted(port, 'the API', { hint: 'stop it' })])).rejects.toMatchObject({
      code: 'conflict',
      message: `Port ${port}, wanted by the API, is taken by another program. Choose another with --port, or stop it.`,
    });
  });

  it('that are wanted twice are named', async () => {
    const port = await findFreePort();
    await expect(assertPortsFree([wanted(port, 'the API'), wanted(port, 'Temporal')])).rejects.toThrow(
      `Port ${port} is wanted by both the API and Temporal.`,
    );
  });
});

describe('the log of a child', () => {
  it('keeps every line and shows a person warnings and errors', async () => {
    const file = join(folder, 'logs', 'x.log');
    const shown: string[] = [];
    const log = await openChildLog(file, 'x', (line) => shown.push(line));
    const lines = [
      '{"level":30,"msg":"routine"}',
      '{"level":40,"msg":"careful"}',
      '{"level":50,"msg":"it broke","err":{"message":"because"}}',
      'time=1 level=ERROR msg="of the dev server"',
      'TypeError: in plain words',
      '    at somewhere',
      '"a JSON text"',
    ];
    lines.forEach((line) => log.write(line));
    await log.close();
    expect(shown).toEqual(['[x] careful', '[x] it broke: because', '[x] TypeError: in plain words']);
    expect((await readFile(file, 'utf8')).trim().split('\n')).toEqual(lines);
  });
});
