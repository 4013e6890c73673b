// A real Postgres server for tests, on a free loopback port and a folder of its own, gone afterwards. Its binaries are
// looked for where Debian and Ubuntu put them (or in SLUICE_TEST_POSTGRES_BIN); started as root, it runs as user postgres.
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { findFreePort } from '../free-port.js';

const run = promisify(execFile);

export interface PostgresServer {
  /** `postgres://…` of its first database. */
  readonly url: string;
  readonly port: number;
  /** Makes another, empty database and gives its address. */
  createDatabase(name: string): Promise<string>;
  stop(): Promise<void>;
}

/** Starts a server and waits until it answers. */
export async function startPostgres(): Promise<PostgresServer> {
  const bin = await findBinaries();
  const folder = await mkdtemp(path.join(tmpdir(), 'sluice-postgres-'));
  const user = await ownerOf(folder);
  await run(`${bin}/initdb`, ['-D', `${folder}/data`, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'], {
    ...user,
    cwd: folder,
  });
  const port = await findFreePort();
  const settings = [
    'fsync=off',
    `unix_socket_directories=${folder}`,
    'listen_addresses=127.0.0.1',
    'timezone=Asia/Tokyo',
  ];
  const child = spawn(
    `${bin}/postgres`,
    ['-D', `${folder}/data`, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    { ...user, cwd: folder, stdio: 'ignore' },
  );
  const kill = () => child.kill('SIGINT');
  process.once('exit', kill);
  const addressOf = (database: string) => `postgres://postgres@127.0.0.1:${port}/${database}`;
  await waitUntilReady(addressOf('postgres'), child);
  return {
    url: addressOf('postgres'),
    port,
    async createDatabase(name) {
      await query(addressOf('postgres'), `create database "${name}"`);
      return addressOf(name);
    },
    async stop() {
      const exited = once(child, 'exit');
      process.off('exit', kill);
      kill();
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function findBinaries(): Promise<string> {
  if (process.env.SLUICE_TEST_POSTGRES_BIN) return process.env.SLUICE_TEST_POSTGRES_BIN;
  const root = '/usr/lib/postgresql';
  const versions = (await readdir(root).catch(() => [])).map(Number).filter((version) => version > 0);
  if (versions.length === 0) throw new Error(`No Postgres under ${root}; name its folder in SLUICE_TEST_POSTGRES_BIN.`);
  return `${root}/${Math.max(...versions)}/bin`;
}

/** Postgres refuses to run as root, so its folder and processes are given to the user postgres. */
async function ownerOf(folder: string): Promise<{ uid?: number; gid?: number }> {
  if (process.getuid?.() !== 0) return {};
  const idOf = async (flag: string) => Number((await run('id', [flag, 'postgres'])).stdout.trim());
  const [uid, gid] = [await idOf('-u'), await idOf('-g')];
  await chown(folder, uid, gid);
  return { uid, gid };
}

async function waitUntilReady(url: string, child: ChildProcess): Promise<void> {
  for (const deadline = Date.now() + 30_000; ;) {
    try {
      await query(url, 'select 1');
      return;
    } catch (error) {
      if (child.exitCode !== null) throw new Error(`Postgres ended with code ${child.exitCode}.`, { cause: error });
      if (Date.now() > deadline) throw new Error('Postgres did not answer within 30 s.', { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function query(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(statement);
  } finally {
    await client.end().catch(() => undefined);
  }
}
