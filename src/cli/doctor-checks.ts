// The examinations of `sluice doctor`. Each looks at one thing within a few seconds and never throws: what goes wrong is
// what it finds.
import { access, constants, stat } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { createClient } from '../client/index.js';
import { readConfig, type Config } from '../config.js';
import { isSluiceError } from '../domain/errors.js';
import { CLI_FILE, CLI_VERSION, cachedCliPath, isExecutable } from '../temporal/cli-cache.js';
import { readOwnVersion } from '../own-version.js';
import { temporalOf } from './settings.js';
import { probeAddress, probePort, type PortState } from './port-probe.js';

export type FindingStatus = 'ok' | 'warning' | 'failed';

export interface Finding {
  readonly name: string;
  readonly status: FindingStatus;
  readonly found: string;
  /** What to do about it; null when nothing is to be done. */
  readonly mend: string | null;
}

const OLDEST_NODE = [20, 19] as const;
const LIMIT_MS = 10_000;

/** Every finding, in the order they are shown. */
export async function examine(): Promise<Finding[]> {
  const node = examineNode(process.versions.node);
  let config: Config;
  try {
    config = readConfig();
  } catch (error) {
    return [
      node,
      failed('settings', messageOf(error), 'Correct or unset the variable; `sluice config view` lists them.'),
    ];
  }
  const settings = ok('settings', 'the environment is valid');
  const [api, temporal, store, ...ports] = await Promise.all([
    examineApi(config),
    examineTemporal(config),
    examineStore(config),
    examinePort('API port', config.server.port, 'SLUICE_PORT or --port'),
    examinePort('Temporal port', config.temporal.port, 'SLUICE_TEMPORAL_PORT or --temporal-port'),
    examinePort('Temporal UI', config.temporal.uiPort, 'SLUICE_TEMPORAL_UI_PORT or --temporal-ui-port'),
  ]);
  const served = api.some(({ name, status }) => name === 'ready' && status === 'ok');
  // Where nobody named a Temporal server here, the one that the API reaches is the one that counts.
  const temporalOrServed = served && temporal.status === 'warning' ? ok('Temporal', 'the server reaches it') : temporal;
  return [node, settings, ...api, temporalOrServed, store, ...ports];
}

/** Judges a node version such as `20.19.0`. */
export function examineNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  const fits = major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
  return fits ? ok('node', version) : failed('node', version, `Install node ${OLDEST_NODE.join('.')} or later.`);
}

async function examineApi({ api }: Config): Promise<Finding[]> {
  const client = createClient({
    apiUrl: api.url,
    apiKey: api.key,
    authString: api.authString,
    retries: 0,
    requestTimeoutMs: LIMIT_MS,
  });
  try {
    const reached = await client.server.version().then(
      (version) => examineVersion(`${api.url}, version ${version}`, version),
      (error: unknown) => {
        if (!isSluiceError(error, 'internal-error')) throw error;
        return warning('API', `${api.url}, which does not say its version`, "The server's log says why.");
      },
    );
    const ready = await client.server.checkReady().then(
      () => ok('ready', 'the server reaches its store and Temporal'),
      (error: unknown) => failed('ready', messageOf(error), "The server's log says more."),
    );
    return [reached, ready];
  } catch (error) {
    const mend = isSluiceError(error, 'unauthenticated')
      ? 'Give the key of that server by SLUICE_API_KEY.'
      : 'Start it with `sluice dev`, or say where it is by SLUICE_API_URL.';
    return [failed('API', messageOf(error), mend)];
  }
}

function examineVersion(found: string, version: string): Finding {
  const own = readOwnVersion();
  if (version === own) return ok('API', found);
  return warning('API', found, `This program is ${own}; use the same version on both sides.`);
}

async function examineTemporal(config: Config): Promise<Finding> {
  const { address, namespace, port } = config.temporal;
  try {
    await reachTemporal(config);
    return ok('Temporal', `${temporalOf(config).address}, namespace '${namespace}'`);
  } catch (error) {
    if (address !== null)
      return failed('Temporal', messageOf(error), 'Correct TEMPORAL_ADDRESS, or start that server.');
    const cli = await findLocalCli(config);
    const none = `no server on port ${port}`;
    return cli === undefined
      ? warning('Temporal', `${none}, and no Temporal CLI here`, '`sluice dev` fetches the CLI when it first starts.')
      : warning('Temporal', `${none}; the Temporal CLI is ${cli}`, '`sluice dev` starts a server with it.');
  }
}

/** Asks the server for its namespace. Throws why it cannot be. */
async function reachTemporal(config: Config): Promise<void> {
  const { address, namespace } = temporalOf(config);
  // A closed port is found at once, before the client is loaded and tries again and again.
  await probeAddress(address, LIMIT_MS);
  const { openTemporalConnection } = await import('../temporal/connection.js');
  const temporal = await openTemporalConnection(temporalOf(config));
  try {
    await temporal.call(LIMIT_MS, () => temporal.client.workflowService.describeNamespace({ namespace }));
  } finally {
    await temporal.close();
  }
}

/** A Temporal CLI that `sluice dev` would find without fetching one. */
async function findLocalCli({ temporal, environment, cacheDir }: Config): Promise<string | undefined> {
  if (temporal.cliPath !== undefined) return temporal.cliPath;
  const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const path of [...folders.map((folder) => join(folder, CLI_FILE)), cachedCliPath(cacheDir, CLI_VERSION)]) {
    if (await isExecutable(path)) return path;
  }
  return undefined;
}

async function examineStore({ databaseUrl, dataDir }: Config): Promise<Finding> {
  if (databaseUrl === null) {
    try {
      await access(await nearestFolder(dataDir), constants.W_OK);
      return ok('store', `embedded, in ${dataDir}`);
    } catch (error) {
      return failed('store', messageOf(error), 'Make the folder writable, or name another by SLUICE_DATA_DIR.');
    }
  }
  const { default: pg } = await import('pg');
  const database = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: LIMIT_MS });
  try {
    await database.connect();
    const { rows } = await database.query<{ server_version: string }>('show server_version');
    return ok('store', `Postgres ${rows[0]?.server_version ?? ''}`);
  } catch (error) {
    return failed('store', `Postgres: ${messageOf(error)}`, 'Correct DATABASE_URL, or start that server.');
  } finally {
    await database.end().catch(() => undefined);
  }
}

/** The folder itself, or the one it would be made in. */
async function nearestFolder(folder: string): Promise<string> {
  const isThere = await stat(folder).then(
    () => true,
    () => false,
  );
  return isThere || dirname(folder) === folder ? folder : nearestFolder(dirname(folder));
}

async function examinePort(name: string, port: number, setting: string): Promise<Finding> {
  const words: Record<PortState, Finding> = {
    free: ok(name, `${port} is free`),
    listening: ok(name, `${port} is in use`),
    forbidden: failed(name, `${port} may not be used by this user`, `Choose another port by ${setting}.`),
  };
  return words[await probePort(port)];
}

const ok = (name: string, found: string): Finding => ({ name, status: 'ok', found, mend: null });
const warning = (name: string, found: string, mend: string): Finding => ({ name, status: 'warning', found, mend });
const failed = (name: string, found: string, mend: string): Finding => ({ name, status: 'failed', found, mend });

function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
