// The database behind the store: PGlite (Postgres in this process, in memory or in a data folder) or a Postgres server.
// Both speak the same SQL, so everything above knows only this one type.
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
 * Opens Postgres in this process and brings its tables up to date.
 *
 * @param dataDir - where it keeps its files; null keeps them in memory
 * @throws SluiceError `store-unavailable` when another process holds the folder
 */
export async function openPglite(dataDir: string | null): Promise<OpenDatabase> {
  if (dataDir === null) return openPgliteAt(undefined, async () => undefined);
  const folder = path.resolve(dataDir);
  await mkdir(folder, { recursive: true });
  const unlock = await lockFolder(folder);
  try {
    return await openPgliteAt(path.join(folder, 'postgres'), unlock);
  } catch (error) {
    await unlock();
    throw error;
  }
}

async function openPgliteAt(folder: string | undefined, unlock: () => Promise<void>): Promise<OpenDatabase> {
  const client = await PGlite.create(folder);
  const database = drizzlePglite(client, { schema });
  await migratePglite(database, MIGRATIONS);
  return {
    database: database as unknown as Database,
    async close() {
      await client.close();
      await unlock();
    },
  };
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
