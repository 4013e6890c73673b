// One supervised process: started as a fork, so that it notices when we are gone; started again with growing pauses when
// it ends unasked; stopped by being asked, then by force. It has a process group of its own: Ctrl-C in a terminal reaches
// only the supervisor, which stops its children in order.
import { fork, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { SluiceError } from '../domain/errors.js';
import type { ChildMessage } from './process-end.js';
import { killQuietly, markProcess, waitForProcesses, type ProcessMark } from './process-mark.js';

export interface ChildSpec {
  readonly name: string;
  /** The module it runs. */
  readonly module: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** @default those of this process */
  readonly execArgv?: readonly string[];
  /** How long it may take to stop before it is killed. */
  readonly graceMs: number;
  readonly onLine: (line: string) => void;
  /** Told of each process that belongs to the child. */
  readonly onProcess: (pid: number) => void;
  /** Told when it ended unasked and when it will be started again. */
  readonly onRestart: (reason: string, inMs: number) => void;
  /** Told when it is ready again after a restart. @default nobody */
  readonly onRecovered?: () => void;
}

export interface SupervisedChild {
  /** Resolves once it is ready for the first time. Rejects when it cannot be started. */
  readonly ready: Promise<void>;
  /** Its process now, if there is one. */
  readonly pid: number | undefined;
  stop(): Promise<void>;
}

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;
/** A child that ran this long has recovered: its next restart comes quickly again. */
const STEADY_MS = 30_000;
/** A child that ends this often before it was ever ready will not become so. */
const FIRST_START_ATTEMPTS = 3;
/** How many of its last lines are told when it cannot be started. */
const KEPT_LINES = 10;
/** What its own processes may take to be gone once they were killed; until then they hold their ports. */
const DESCENDANTS_END_MS = 500;

/** Starts a process and keeps it running until it is stopped. */
export function superviseChild(spec: ChildSpec): SupervisedChild {
  let current: ChildProcess | undefined;
  let restart: NodeJS.Timeout | undefined;
  let stopping = false;
  let wasReady = false;
  let failures = 0;
  let descendantMarks: Promise<ProcessMark>[] = [];
  let settle: { resolve: () => void; reject: (error: Error) => void };
  const ready = new Promise<void>((resolve, reject) => (settle = { resolve, reject }));
  // Whoever does not wait for it must not be ended by it.
  ready.catch(() => undefined);

  const start = (): void => {
    const startedAt = Date.now();
    const descendants: number[] = [];
    descendantMarks = [];
    let failure: Extract<ChildMessage, { type: 'failed' }> | undefined;
    const lastLines: string[] = [];
    const child = launch(spec, (line) => {
      lastLines.push(line);
      if (lastLines.length > KEPT_LINES) lastLines.shift();
      spec.onLine(line);
    });
    current = child;
    child.on('message', (message: ChildMessage) => {
      if (message.type === 'ready') {
        if (wasReady) spec.onRecovered?.();
        wasReady = true;
        settle.resolve();
      } else if (message.type === 'failed') failure = message;
      else {
        descendants.push(message.pid);
        descendantMarks.push(markProcess(message.pid));
        spec.onProcess(message.pid);
      }
    });
    child.once('exit', (code, signal) => {
      current = undefined;
      // Killed by force it could not take its own children along.
      descendants.forEach(killQuietly);
      if (stopping) return;
      if (Date.now() - startedAt > STEADY_MS) failures = 0;
      failures += 1;
      const reason = failure?.message ?? (signal === null ? `exit code ${code}` : `signal ${signal}`);
      if (!wasReady && (failure || failures >= FIRST_START_ATTEMPTS)) {
        const message =
          failure?.message ?? [`The ${spec.name} could not be started (${reason}).`, ...lastLines].join('\n');
        return settle.reject(new SluiceError('internal-error', message));
      }
      const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS);
      spec.onRestart(reason, pauseMs);
      restart = setTimeout(start, pauseMs);
    });
  };
  start();

  return {
    ready,
    get pid() {
      return current?.pid;
    },
    async stop() {
      stopping = true;
      clearTimeout(restart);
      const child = current;
      if (!child) return;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), spec.graceMs);
      await gone;
      clearTimeout(timer);
      await waitForProcesses(await Promise.all(descendantMarks), DESCENDANTS_END_MS);
    },
  };
}

function launch(spec: ChildSpec, onLine: (line: string) => void): ChildProcess {
  const child = fork(spec.module, spec.args, {
    env: { ...spec.environment },
    execArgv: [...(spec.execArgv ?? process.execArgv)],
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  if (child.pid !== undefined) spec.onProcess(child.pid);
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', onLine);
  }
  return child;
}
