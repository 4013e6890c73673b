// Starts a Temporal dev server with our settings, waits until runs can be started on it, and stops it. It never outlives
// its handle by accident: where the system can, it is told to end when the process that started it ends.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { SEARCH_ATTRIBUTES } from '../contract/messages.js';
import { SluiceError } from '../domain/errors.js';
import { isExecutable } from './cli-cache.js';
import { DYNAMIC_CONFIG, SQLITE_PRAGMAS } from './dynamic-config.js';
import { waitForTemporal } from './readiness.js';

export interface DevServerOptions {
  /** The Temporal CLI; see cli-location.ts. */
  readonly cliPath: string;
  /** The gRPC port. */
  readonly port: number;
  /** The Web UI's port; null runs without it. */
  readonly uiPort: number | null;
  /** Where state is kept; null keeps it in memory. Its folder is made. */
  readonly dbFile: string | null;
  /** @default 'default' */
  readonly namespace?: string;
  /** @default '127.0.0.1' */
  readonly ip?: string;
  /** @default 'warn' */
  readonly logLevel?: 'debug' | 'info' | 'warn' | 'error' | 'never';
  /** Called with each line the server writes. @default nobody */
  readonly onLog?: (line: string) => void;
  /** Told the process id as soon as there is one. @default nobody */
  readonly onProcess?: (pid: number) => void;
  /** The server's settings. @default DYNAMIC_CONFIG */
  readonly dynamicConfig?: Readonly<Record<string, boolean | number | string>>;
  /** @default 30_000 */
  readonly readyTimeoutMs?: number;
}

export interface DevServer {
  /** `host:port` of the gRPC service. */
  readonly address: string;
  readonly uiUrl: string | null;
  readonly pid: number;
  /** Resolves when the process has ended, for whatever reason, with one line about it. */
  readonly exited: Promise<string>;
  /** Stops the server and waits for its end: it is asked first and killed after `graceMs`. @default 5_000 */
  stop(graceMs?: number): Promise<void>;
}

const KEPT_LINES = 20;

/**
 * Starts a dev server and waits until it takes runs.
 *
 * @throws `temporal-unavailable` with its last words when it ends or is not ready in time
 */
export async function startDevServer(options: DevServerOptions): Promise<DevServer> {
  const { port, uiPort, ip = '127.0.0.1', namespace = 'default' } = options;
  if (options.dbFile !== null) await mkdir(dirname(options.dbFile), { recursive: true });
  const [program, ...prefix] = await dyingWithUs(options.cliPath);
  const child = spawn(program, [...prefix, ...devServerArguments(options)], {
    env: devServerEnvironment(process.env, availableParallelism()),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (child.pid !== undefined) options.onProcess?.(child.pid);
  const lastLines: string[] = [];
  const hear = (line: string): void => {
    lastLines.splice(0, Math.max(0, lastLines.length - KEPT_LINES + 1));
    lastLines.push(line);
    options.onLog?.(line);
  };
  createInterface({ input: child.stdout }).on('line', hear);
  createInterface({ input: child.stderr }).on('line', hear);

  const address = `${ip}:${port}`;
  const exited = endOf(child);
  const stop = (graceMs = 5_000): Promise<void> => endChild(child, exited, graceMs);
  const giveUp = new AbortController();
  try {
    const ended = exited.then((why) => {
      throw new SluiceError('temporal-unavailable', `The Temporal dev server ended before it was ready (${why}).`);
    });
    const ready = waitForTemporal({
      address,
      namespace,
      timeoutMs: options.readyTimeoutMs ?? 30_000,
      signal: giveUp.signal,
    });
    await Promise.race([ready, ended]);
  } catch (error) {
    giveUp.abort();
    await stop();
    const message = error instanceof Error ? error.message : String(error);
    throw new SluiceError('temporal-unavailable', [message, ...lastLines].join('\n'), { cause: error });
  }
  const uiUrl = uiPort === null ? null : `http://${ip}:${uiPort}`;
  return { address, uiUrl, pid: child.pid as number, exited, stop };
}

/** The command line of a dev server with our settings. */
export function devServerArguments(options: DevServerOptions): string[] {
  const pairs = (flag: string, values: Readonly<Record<string, unknown>>, show: (value: unknown) => string): string[] =>
    Object.entries(values).flatMap(([name, value]) => [flag, `${name}=${show(value)}`]);
  return [
    ...['server', 'start-dev', '--ip', options.ip ?? '127.0.0.1', '--port', String(options.port)],
    ...['--namespace', options.namespace ?? 'default', '--log-level', options.logLevel ?? 'warn'],
    ...(options.uiPort === null ? ['--headless'] : ['--ui-port', String(options.uiPort), '--ui-disable-news-fetch']),
    ...(options.dbFile === null
      ? []
      : ['--db-filename', options.dbFile, ...pairs('--sqlite-pragma', SQLITE_PRAGMAS, String)]),
    ...pairs('--search-attribute', SEARCH_ATTRIBUTES, String),
    ...pairs('--dynamic-config-value', options.dynamicConfig ?? DYNAMIC_CONFIG, (value) => JSON.stringify(value)),
  ];
}

/**
 * What a dev server is started with: all that we have, and one core fewer, so that it leaves one to the workers beside it.
 * Measured on two cores: with one it carries out a tenth more workflows a second on its own, and a third more events are
 * evaluated. A setting of the user's stands.
 */
export function devServerEnvironment(inherited: NodeJS.ProcessEnv, cores: number): NodeJS.ProcessEnv {
  return { GOMAXPROCS: String(Math.max(1, cores - 1)), ...inherited };
}

/** On Linux the kernel itself ends the server when we are gone, also after kill -9; elsewhere the supervisor does. */
async function dyingWithUs(cliPath: string): Promise<[string, ...string[]]> {
  const setpriv = '/usr/bin/setpriv';
  if (process.platform === 'linux' && (await isExecutable(setpriv))) return [setpriv, '--pdeathsig', 'KILL', cliPath];
  return [cliPath];
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`));
  });
}

async function endChild(child: ChildProcess, exited: Promise<string>, graceMs: number): Promise<void> {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await exited;
  clearTimeout(timer);
}
