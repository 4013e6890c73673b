// The examinations of `sluice doctor`. Each looks at one thing within a few seconds and never throws: what goes wrong is
// what it finds.
import { access, constants, stat } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { createClient } from '../client/index.js';
import { readConfig, type Config } from '../config.js';
import { isSluiceError } from '../domain/errors.js';
import { CLI_FILE, CLI_VERSION, cachedCliPath, isExecutable } from '../temporal/cli-cache.js';
import { readOwnVersion } from '../own-version.js';
import { failed, messageOf, ok, warning, type Finding } from './doctor-findings.js';
import { examinePorts } from './doctor-ports.js';
import { readTemporalVersion } from './doctor-temporal.js';
import { probeAddress } from './port-probe.js';
import { temporalOf } from './settings.js';

const OLDEST_NODE = [20, 19] as const;
/** The first whose servers take workflow updates unless they are told not to. */
const OLDEST_TEMPORAL = [1, 25] as const;
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
  const [api, temporal, store, ports] = await Promise.all([
    examineApi(config),
    examineTemporal(config),
    examineStore(config),
    examinePorts(config),
  ]);
  const served = api.some(({ name, status }) => name === 'ready' && status === 'ok');
  // Where nobody named a Temporal server here, the one that the API reaches is the one that counts.
  const temporalOrServed = served && temporal.status === 'warning' ? ok('Temporal', 'the server reaches it') : temporal;
  return [node, settings, ...api, temporalOrServed, store, ...ports];
}

/** Judges a node version such as `20.19.0`. */
export function examineNode(version: string): Finding {
  if (isSince(version, OLDEST_NODE)) return ok('node', version);
  return failed('node', version, `Install node ${OLDEST_NODE.join('.')} or later.`);
}

/** Judges the version that a Temporal server says it has; one that is no number (a build of somebody's own) may be any. */
export function examineTemporalVersion(version: string, where: string): Finding {
  if (!/^\d+\.\d+/.test(version)) return ok('Temporal', where);
  const found = `${where}, server ${version}`;
  if (isSince(version, OLDEST_TEMPORAL)) return ok('Temporal', found);
  const mend = `Pauses are answered by workflow updates: use a server of ${OLDEST_TEMPORAL.join('.')} or later.`;
  return failed('Temporal', found, mend);
}

function isSince(version: string, [oldestMajor, oldestMinor]: readonly [number, number]): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
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
    if (isSluiceError(error, 'unauthenticated')) {
      return [failed('API', messageOf(error), 'Give the key of that server by SLUICE_API_KEY.')];
    }
    const isOther = isSluiceError(error, 'not-found');
    const found = isOther ? `What answers at ${api.url} is not a Sluice API.` : messageOf(error);
    return [failed('API', found, 'Start it with `sluice dev`, or say where it is by SLUICE_API_URL.')];
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
    const where = `${temporalOf(config).address}, namespace '${namespace}'`;
    return examineTemporalVersion(await reachTemporal(config), where);
  } catch (error) {
    const reason = isSluiceError(error) ? error.details['reason'] : undefined;
    const found = typeof reason === 'string' ? reason : messageOf(error);
    if (/namespace/i.test(found))
      return failed('Temporal', found, 'Correct TEMPORAL_NAMESPACE, or make that namespace.');
    if (address !== null) return failed('Temporal', found, 'Correct TEMPORAL_ADDRESS, or start that server.');
    const cli = await findLocalCli(config);
    const none = `no server on port ${port}`;
    return cli === undefined
      ? warning('Temporal', `${none}, and no Temporal CLI here`, '`sluice dev` fetches the CLI when it first starts.')
      : warning('Temporal', `${none}; the Temporal CLI is ${cli}`, '`sluice dev` starts a server with it.');
  }
}

/** Asks the server for its namespace and gives its version. Throws why it cannot be. */
async function reachTemporal(config: Config): Promise<string> {
  const temporal = temporalOf(config);
  // A closed port is found at once, before the client is loaded and tries again and again.
  await probeAddress(temporal.address, LIMIT_MS);
  return readTemporalVersion(temporal, LIMIT_MS);
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
