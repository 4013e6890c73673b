// `sluice dev` as a child process, with what it prints: for the tests that need the whole stack as a person starts it.
import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { findFreePort } from '../free-port.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Generous: it is reached only when something hangs, also on a machine that has much else to do. */
export const PATIENCE = { timeout: 180_000, interval: 100 };
/** How `npm start` calls node, before the command. */
export const NODE_ARGS = ['--import', 'tsx', 'src/cli/main.ts'];

const LOG_LINES = 60;

/** One `sluice dev` process and what it printed. */
export class DevProcess {
  readonly lines: string[] = [];
  /** How long after its start it printed its first line. */
  firstLineAfterMs: number | undefined;
  private readonly process: ChildProcess;
  private readonly news = new EventEmitter();
  readonly ended: Promise<number | null>;

  /** @param command - another command of `sluice` that stays, with what it is called by */
  constructor(args: readonly string[], environment: Record<string, string>, command: readonly string[] = ['dev']) {
    const startedAt = performance.now();
    this.process = spawn(process.execPath, [...NODE_ARGS, ...command, ...args], {
      cwd: ROOT,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on('line', (line) => {
        this.firstLineAfterMs ??= performance.now() - startedAt;
        this.lines.push(line);
        this.news.emit('printed');
      });
    }
    this.ended = new Promise((resolve) => this.process.once('close', resolve));
  }

  get isRunning(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  get pid(): number {
    return this.process.pid as number;
  }

  get output(): string {
    return this.lines.join('\n');
  }

  /**
   * Waits until it has printed what matches, counted from a line on. Fails at once when it has ended without, and when it
   * has printed nothing of the kind for very long.
   */
  async prints(pattern: RegExp, fromLine = 0): Promise<void> {
    const signal = AbortSignal.timeout(PATIENCE.timeout);
    const over = this.ended.then(() => 'over' as const);
    while (!pattern.test(this.lines.slice(fromLine).join('\n'))) {
      const news = once(this.news, 'printed', { signal }).catch(() => 'over' as const);
      if ((await Promise.race([news, over])) !== 'over') continue;
      if (pattern.test(this.lines.slice(fromLine).join('\n'))) return;
      throw new Error(`It did not print ${String(pattern)}:\n${this.output}`);
    }
  }

  async stop(signal: NodeJS.Signals): Promise<number | null> {
    this.process.kill(signal);
    return this.ended;
  }
}

/** Arguments for a stack on free ports, and where its API will be. */
export async function onFreePorts(): Promise<{ readonly args: string[]; readonly apiUrl: string }> {
  const [port, temporalPort, uiPort] = [await findFreePort(), await findFreePort(), await findFreePort()];
  const args = ['--port', port, '--temporal-port', temporalPort, '--temporal-ui-port', uiPort].map(String);
  return { args, apiUrl: `http://127.0.0.1:${port}/api` };
}

/** The living processes of a `sluice dev` run, as it notes them itself in its data folder. */
export async function processesOf(dataDir: string): Promise<number[]> {
  const { supervisor, children } = JSON.parse(await readFile(join(dataDir, 'dev.json'), 'utf8')) as {
    supervisor: { pid: number };
    children: { pid: number }[];
  };
  return [supervisor, ...children].map(({ pid }) => pid).filter(isAlive);
}

/** The process whose command line matches. Throws when there is none. */
export async function findProcess(dataDir: string, pattern: RegExp): Promise<number> {
  for (const pid of await processesOf(dataDir)) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (pattern.test(command.replaceAll('\0', ' '))) return pid;
  }
  throw new Error(`no process is ${String(pattern)}`);
}

/** Whether a process runs. One that has ended and that nobody has asked after yet does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}

/** The last lines that the processes of a data folder wrote into their logs, for whoever asks why something failed. */
export async function logsOf(dataDir: string): Promise<string> {
  const folder = join(dataDir, 'logs');
  const names = await readdir(folder).catch(() => []);
  const parts = names.map(async (name) => {
    const lines = (await readFile(join(folder, name), 'utf8')).trim().split('\n');
    return [`== ${name}`, ...lines.slice(-LOG_LINES)].join('\n');
  });
  return (await Promise.all(parts)).join('\n');
}
