// The database behind the store: PGlite (Postgres embedded here, in a data folder or in memory) or a Postgres server. All
// speak the same SQL, so everything above knows only this one type.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { drizzle as drizzlePostgres } from 'drizzle-orm/node-postgres';
import { migrate as migratePostgres } from 'drizzle-orm/node-postgres/migrator';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite';
import { migrate as migratePglite } from 'drizzle-orm/pglite/migrator';
import pg from 'pg';
import { EmbeddedDatabase } from './embedded-database.js';
import { lockFolder } from './folder-lock.js';
import * as schema from './schema/index.js';

/** What repositories speak to; a transaction is one as well. */
export type Database = PgDatabase<PgQueryResultHKT, typeof schema>;

export interface OpenDatabase {
  readonly database: Database;
  close(): Promise<void>;
}

/** Beside this file, in the sources and in the build alike: the build copies the folder. */
const MIGRATIONS = { migrationsFolder: fileURLToPath(new URL('./migrations', import.meta.url)) };

/** Any fixed number: servers that start at once on one database migrate one after the other. */
const MIGRATION_LOCK = 7_586_423;

/**
 * Opens the embedded Postgres and brings its tables up to date: in a folder it works in a thread of its own; in memory, as
 * tests have it, in this one.
 *
 * @param dataDir - where it keeps its files; null keeps them in memory
 * @throws SluiceError `store-unavailable` when another process holds the folder
 */
export async function openPglite(dataDir: string | null, options: PostgresOptions = {}): Promise<OpenDatabase> {
  if (dataDir === null) return openInMemory();
  const folder = path.resolve(dataDir);
  await mkdir(folder, { recursive: true });
  const unlock = await lockFolder(folder);
  const embedded = new EmbeddedDatabase(path.join(folder, 'postgres'));
  // It has one session, so there is one connection, and whoever comes second waits for it.
  const pool = new pg.Pool({ ...EMBEDDED, stream: () => embedded.connect() });
  pool.on('error', (error) => options.onConnectionError?.(error));
  const close = async () => {
    await pool.end();
    await embedded.close();
    await unlock();
  };
  try {
    await migratePostgres(drizzlePostgres(pool), MIGRATIONS);
  } catch (error) {
    await close();
    throw error;
  }
  return { database: drizzlePostgres(pool, { schema }) as unknown as Database, close };
}

const EMBEDDED = { max: 1, idleTimeoutMillis: 0, user: 'postgres', database: 'postgres', ssl: false } as const;

async function openInMemory(): Promise<OpenDatabase> {
  const client = await PGlite.create();
  const database = drizzlePglite(client, { schema });
  await migratePglite(database, MIGRATIONS);
  return { database: database as unknown as Database, close: () => client.close() };
}

export interface PostgresOptions {
  /** Most connections at once. @default 10 */
  readonly poolSize?: number;
  /** Told when an idle connection breaks; the pool replaces it. */
  readonly onConnectionError?: (error: Error) => void;
}

/** Connects to a Postgres server (`postgres://…`) and brings its tables up to date. */
export async function openPostgres(url: string, options: PostgresOptions = {}): Promise<OpenDatabase> {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.poolSize ?? 10,
    connectionTimeoutMillis: 15_000,
    keepAlive: true,
    application_name: 'sluice',
  });
  pool.on('error', (error) => options.onConnectionError?.(error));
  try {
    await migrateUnderLock(pool);
  } catch (error) {
    await pool.end();
    throw error;
  }
  return { database: drizzlePostgres(pool, { schema }) as unknown as Database, close: () => pool.end() };
}

async function migrateUnderLock(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await migratePostgres(drizzlePostgres(client), MIGRATIONS);
    await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]);
  } finally {
    client.release();
  }
}
