// A server over a database that holds 10,000 deployments and 100,000 ended runs, put there by the database itself: what is
// measured is reading, and a million calls to fill it would measure patience.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { deploymentBodySchema } from '../src/domain/deployments.js';
import { openStore } from '../src/store/store.js';
import { startPostgres } from '../test/store/postgres-server.js';
import { serveFilled } from './filled-server.js';

export const SCALE = { flows: 20, deployments: 10_000, runs: 100_000 };

/** What a call needs to know of what is stored. */
export interface ScaleFacts {
  readonly deploymentId: string;
  /** An hour with some hundreds of runs. */
  readonly hour: { readonly from: string; readonly to: string };
}

export interface FilledStore {
  /** The API, ending in /api. */
  readonly url: string;
  readonly facts: ScaleFacts;
  close(): Promise<void>;
}

const FIRST_START = '2026-01-01T00:00:00Z';
const SECONDS_BETWEEN_RUNS = 10;
export const SCALE_FACTS: ScaleFacts = {
  deploymentId: '00000000-0000-4000-8001-000000000042',
  hour: { from: '2026-01-05T10:00:00Z', to: '2026-01-05T11:00:00Z' },
};

/** Fills a database of a kind and serves it. */
export async function fillStore(kind: 'PGlite' | 'Postgres'): Promise<FilledStore> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-scale-'));
  const postgres = kind === 'Postgres' ? await startFilledPostgres() : undefined;
  if (postgres === undefined) {
    await makeTables({ dataDir: folder });
    await fillEmbedded(join(folder, 'postgres'));
  }
  const server = await serveFilled(folder, postgres === undefined ? {} : { DATABASE_URL: postgres.databaseUrl });
  return {
    url: server.url,
    facts: SCALE_FACTS,
    async close() {
      await server.stop();
      await postgres?.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A Postgres server with a filled database. */
export async function startFilledPostgres(): Promise<{ readonly databaseUrl: string; stop(): Promise<void> }> {
  const postgres = await startPostgres();
  const databaseUrl = await postgres.createDatabase('scale');
  await makeTables({ databaseUrl });
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  for (const statement of statements()) await client.query(statement);
  await client.end();
  return { databaseUrl, stop: () => postgres.stop() };
}

/** Opening a store makes its tables. */
async function makeTables(where: { readonly databaseUrl?: string; readonly dataDir?: string }): Promise<void> {
  await (await openStore({ ...where, now: () => new Date() })).close();
}

async function fillEmbedded(folder: string): Promise<void> {
  const database = await PGlite.create(folder);
  for (const statement of statements()) await database.exec(statement);
  await database.close();
}

/** Ids tell what they belong to and count up, so that one run of the benchmark reads what another did. */
function statements(): string[] {
  const body = JSON.stringify(deploymentBodySchema.parse({})).replaceAll("'", "''");
  const id = (family: number, number: string) =>
    `('00000000-0000-4000-800${family}-' || lpad((${number})::text, 12, '0'))::uuid`;
  const startOf = `timestamptz '${FIRST_START}' + (n * ${SECONDS_BETWEEN_RUNS}) * interval '1 second'`;
  const ended = `(array['COMPLETED','COMPLETED','COMPLETED','COMPLETED','COMPLETED','COMPLETED','FAILED','CANCELLED','CRASHED','FAILED'])[n % 10 + 1]`;
  const named = `(array['Completed','Completed','Completed','Completed','Completed','Completed','Failed','Cancelled','Crashed','TimedOut'])[n % 10 + 1]`;
  return [
    `insert into flows (id, created, updated, name, tags, labels)
     select ${id(0, 'n')}, now(), now(), 'flow-' || n, '{}', '{}' from generate_series(1, ${SCALE.flows}) n`,
    `insert into deployments (id, created, updated, name, flow_id, paused, body)
     select ${id(1, 'n')}, ${startOf}, ${startOf}, 'deployment-' || n, ${id(0, `n % ${SCALE.flows} + 1`)}, n % 50 = 0,
       jsonb_set('${body}'::jsonb, '{tags}', jsonb_build_array('team-' || n % 30))::json
     from generate_series(1, ${SCALE.deployments}) n`,
    `insert into flow_runs (id, created, updated, name, flow_id, state_id, state_type, state_name, state_timestamp,
       deployment_id, parameters, context, empirical_policy, tags, labels, run_count, expected_start_time, start_time,
       end_time, total_run_time, workflow_id)
     select ${id(2, 'n')}, ${startOf}, ${startOf}, 'run-' || n, ${id(0, `n % ${SCALE.flows} + 1`)}, ${id(3, 'n')},
       ${ended}, ${named}, ${startOf} + interval '5 seconds', ${id(1, `n % ${SCALE.deployments} + 1`)},
       json_build_object('number', n), '{}',
       '{"max_retries":0,"retry_delay_seconds":0,"retries":0,"retry_delay":0,"pause_keys":[],"resuming":false,"retry_type":null}',
       array['team-' || n % 30, 'nightly'], '{}', 1, ${startOf}, ${startOf}, ${startOf} + interval '5 seconds', 5,
       ${id(2, 'n')}::text
     from generate_series(1, ${SCALE.runs}) n`,
    `insert into flow_run_states (id, flow_run_id, type, name, timestamp, state_details)
     select state_id, id, state_type, state_name, state_timestamp, json_build_object('flow_run_id', id) from flow_runs`,
    'analyze',
  ];
}
