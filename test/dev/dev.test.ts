// `sluice dev` as a person meets it: started, killed in all its parts, stopped and started again, with one run that lives
// through all of it. The steps build on each other, so that the stack starts three times and not ten; none is tried twice,
// since a second try would begin where the first one broke off.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFailed, onTestFinished, vi } from 'vitest';
import { createClient } from '../../src/client/index.js';
import {
  DevProcess,
  findProcess,
  isAlive,
  logsOf,
  NODE_ARGS,
  onFreePorts,
  PATIENCE,
  processesOf,
} from './dev-process.js';
import { ownTemporal } from './own-temporal.js';

const STOP_LIMIT_MS = 10_000;
const FIRST_LINE_LIMIT_MS = 1_000;
/**
 * The first line takes eight times as long as a node program that does nothing (0.8 s and 0.1 s on a machine with two cores
 * and twice as much to do). Where so much other work slows both that a second is not to be had, the limit goes by the latter.
 */
const FIRST_LINE_PER_EMPTY_PROGRAM = 15;

/** How long a node program that does nothing takes, started now. */
async function timeEmptyProgram(): Promise<number> {
  const startedAt = performance.now();
  await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit');
  return performance.now() - startedAt;
}

/** At which look each of the processes had ended. The last is looked at first: what must end before it has ended then. */
async function watchEnds(pids: readonly number[]): Promise<number[]> {
  const ends = pids.map(() => Number.POSITIVE_INFINITY);
  let look = 0;
  const lookAtAll = () => {
    look += 1;
    for (const [index, pid] of [...pids.entries()].reverse()) {
      if (!isAlive(pid)) ends[index] = Math.min(ends[index] as number, look);
    }
    return ends.every(Number.isFinite);
  };
  await vi.waitUntil(lookAtAll, { ...PATIENCE, interval: 5 });
  return ends;
}

describe('sluice dev', { retry: 0 }, () => {
  let folder: string;
  let dataDir: string;
  let args: string[];
  let environment: Record<string, string>;
  let apiUrl: string;
  let runId: string;
  let dev: DevProcess | undefined;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-dev-test-'));
    dataDir = join(folder, 'data');
    ({ args, apiUrl } = await onFreePorts());
    args.push('--data-dir', dataDir);
    environment = await ownTemporal();
  });
  afterAll(async () => {
    await dev?.stop('SIGTERM');
    await rm(folder, { recursive: true, force: true });
  });

  // What the processes said is all there is to go by.
  beforeEach(() => onTestFailed(async () => console.log([dev?.output, await logsOf(dataDir)].join('\n'))));

  const begin = async () => {
    dev = new DevProcess(args, environment);
    // The last line of the welcome; the others come before it, if not all at once.
    await dev.prints(/^Ctrl-C stops everything/m);
    return dev;
  };
  const client = () => createClient({ apiUrl });
  const processes = () => processesOf(dataDir);
  const gone = (pids: readonly number[], timeout: number) =>
    vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), { timeout, interval: 50 });

  it('starts everything in order, tells where it is, and runs a flow', { timeout: 300_000 }, async () => {
    const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as { scripts: Record<string, string> };
    expect(scripts.start).toBe(['node', ...NODE_ARGS, 'dev'].join(' '));
    const beginning = begin();
    const emptyProgramMs = Math.max(await timeEmptyProgram(), await timeEmptyProgram());
    const { lines, output, firstLineAfterMs } = await beginning;
    const limitMs = Math.max(FIRST_LINE_LIMIT_MS, FIRST_LINE_PER_EMPTY_PROGRAM * emptyProgramMs);
    expect(firstLineAfterMs, `an empty program takes ${emptyProgramMs} ms`).toBeLessThan(limitMs);
    expect(lines[0]).toMatch(/^Sluice \d+\.\d+\.\d+ starts, data in /);
    const order = ['Temporal ', 'Web UI ', 'API ', 'Worker ', 'Ready'].map((word) => output.indexOf(word));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order).not.toContain(-1);
    expect(output).toContain(apiUrl);
    const commands = lines.filter((line) => line.includes(' flow-run '));
    expect(commands).toHaveLength(3);
    for (const command of commands)
      expect(command).toContain(`SLUICE_API_URL=${apiUrl} npx tsx src/cli/main.ts flow-run`);
    const uiUrl = /Web UI +(\S+)/.exec(output)?.[1] ?? '';
    expect((await fetch(uiUrl)).status).toBe(200);

    const run = await client().flowRuns.start('inspiringJoke');
    runId = run.id;
    await client().flowRuns.wait(runId, { state: 'Paused', timeoutMs: PATIENCE.timeout });
  });

  it('refuses a second start on the same data and on the same ports', { timeout: 120_000 }, async () => {
    const same = new DevProcess(args, environment);
    expect(await same.ended).not.toBe(0);
    expect(same.output).toMatch(
      /is in use by another 'sluice dev' \(process \d+\)\. Stop that one, or choose another folder/,
    );
    const other = new DevProcess([...args, '--data-dir', join(folder, 'other')], environment);
    expect(await other.ended).not.toBe(0);
    expect(other.output).toMatch(
      /Port \d+, wanted by the API, is taken by another program\. Choose another with --port\./,
    );
    expect(other.output).toMatch(/wanted by Temporal, .*--temporal-port, or set TEMPORAL_ADDRESS=/);
    expect(other.output).toMatch(/wanted by the Temporal Web UI, .*--temporal-ui-port/);
    expect(other.output).not.toMatch(/\n +at /);
  });

  it.each([
    ['worker', /worker start/],
    ['server', /server start(?!-)/],
    ['temporal', /temporal server start-dev/],
    ['temporal', /temporal-child/],
  ])('brings the %s back when %s is killed', { timeout: 300_000 }, async (name, pattern) => {
    const { lines } = dev as DevProcess;
    const before = lines.length;
    const pid = await findProcess(dataDir, pattern);
    process.kill(pid, 'SIGKILL');
    await dev?.prints(new RegExp(`^\\[${name}\\] is back`, 'm'), before);
    expect(lines.slice(before).join('\n')).toMatch(new RegExp(`^\\[${name}\\] ended \\(.*\\), starts again in`, 'm'));
    expect(isAlive(pid)).toBe(false);
  });

  it('stops all in order on Ctrl-C, within ten seconds, and leaves nothing behind', { timeout: 120_000 }, async () => {
    const pids = await processes();
    expect(pids.length).toBeGreaterThanOrEqual(5);
    const parts = [/worker start/, /server start(?!-)/, /temporal server start-dev/];
    const inOrder = await Promise.all(parts.map((pattern) => findProcess(dataDir, pattern)));
    const ends = watchEnds([...inOrder, dev?.pid as number]);
    const before = performance.now();
    // A terminal signals the whole group and a program in between may pass it on: one Ctrl-C may come twice.
    process.kill(dev?.pid as number, 'SIGINT');
    expect(await dev?.stop('SIGINT')).toBe(0);
    expect(performance.now() - before).toBeLessThan(STOP_LIMIT_MS);
    expect(pids.filter(isAlive)).toEqual([]);
    const looks = await ends;
    expect([...looks].sort((a, b) => a - b)).toEqual(looks);
    expect(dev?.output).toMatch(/Stopping \(SIGINT\)[^]*Stopped\. Nothing is lost/);
    expect(await readdir(dataDir)).not.toContain('dev.json');
  });

  it('goes on with what was unfinished when started again', { timeout: 300_000 }, async () => {
    await begin();
    const before = await client().flowRuns.read(runId);
    expect(before.state_name).toBe('Paused');
    await client().flowRuns.resume(runId);
    const after = await client().flowRuns.wait(runId, { timeoutMs: PATIENCE.timeout });
    expect(after.state_type).toBe('COMPLETED');
  });

  it(
    'leaves nothing behind when it is killed itself, and can be started again at once',
    { timeout: 300_000 },
    async () => {
      const pids = await processes();
      await dev?.stop('SIGKILL');
      await begin();
      await gone(pids, 0);
      expect((await client().flowRuns.read(runId)).state_type).toBe('COMPLETED');
      const last = await processes();
      await dev?.stop('SIGKILL');
      await gone(last, 20_000);
    },
  );
});

describe('sluice dev --ephemeral', () => {
  it('keeps nothing', { timeout: 300_000 }, async () => {
    const temporary = await mkdtemp(join(tmpdir(), 'sluice-ephemeral-'));
    onTestFinished(() => rm(temporary, { recursive: true, force: true }));
    const { args } = await onFreePorts();
    const dev = new DevProcess(['--ephemeral', ...args], { ...(await ownTemporal()), TMPDIR: temporary });
    onTestFinished(async () => void (await dev.stop('SIGTERM')));
    await dev.prints(/^Ready\./m);
    expect(dev.lines[0]).toMatch(/starts, keeping nothing$/);
    const kept = (await readdir(temporary)).filter((name) => name.startsWith('sluice-'));
    expect(kept).toHaveLength(1);
    expect(existsSync(join(temporary, kept[0] ?? '', 'temporal.db'))).toBe(true);
    expect(await dev.stop('SIGINT')).toBe(0);
    expect((await readdir(temporary)).filter((name) => name.startsWith('sluice-'))).toEqual([]);
    expect(dev.output).not.toContain('start again and every unfinished run goes on');
  });
});
