// A server over 10,000 runs and 50,000 events of the last days, put into the embedded database by itself, for measuring the
// web page with long lists.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { openStore } from '../src/store/store.js';
import { serveFilled } from './filled-server.js';

export const PAGE_SCALE = { flows: 20, runs: 10_000, events: 50_000 };

export interface PageStore {
  /** Where the page is. */
  readonly url: string;
  close(): Promise<void>;
}

/** Fills a store and serves it. */
export async function fillPageStore(): Promise<PageStore> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-page-'));
  // Opening makes the tables.
  await (await openStore({ databaseUrl: null, dataDir: folder, now: () => new Date() })).close();
  const database = await PGlite.create(join(folder, 'postgres'));
  for (const statement of statements()) await database.exec(statement);
  await database.close();
  const server = await serveFilled(folder);
  return {
    url: server.url.replace(/\/api$/, ''),
    async close() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const pick = (number: string, choices: readonly string[]) =>
  `(array[${choices.map((choice) => `'${choice}'`).join(',')}])[${number} % ${choices.length} + 1]`;
const id = (family: number, number: string) =>
  `('00000000-0000-4000-800${family}-' || lpad((${number})::text, 12, '0'))::uuid`;

/** Runs lie a minute apart, events a second and a half; both reach back from now, so that the page's spans hold them. */
function statements(): string[] {
  const startOf = `now() - n * interval '1 minute'`;
  const occurred = `now() - n * interval '1.5 seconds'`;
  const policy = `{"max_retries":0,"retry_delay_seconds":0,"retries":0,"retry_delay":0,"pause_keys":[],"resuming":false,"retry_type":null}`;
  return [
    `insert into flows (id, created, updated, name, tags, labels)
     select ${id(0, 'n')}, now(), now(), 'flow-' || n, '{}', '{}' from generate_series(1, ${PAGE_SCALE.flows}) n`,
    `insert into flow_runs (id, created, updated, name, flow_id, state_id, state_type, state_name, state_timestamp,
       parameters, context, empirical_policy, tags, labels, run_count, expected_start_time, start_time, end_time,
       total_run_time, workflow_id)
     select ${id(2, 'n')}, ${startOf}, ${startOf}, 'run-' || lpad(n::text, 5, '0'), ${id(0, `n % ${PAGE_SCALE.flows} + 1`)},
       ${id(3, 'n')}, ${pick('n', ['COMPLETED', 'COMPLETED', 'COMPLETED', 'FAILED', 'CANCELLED'])},
       ${pick('n', ['Completed', 'Completed', 'Completed', 'Failed', 'Cancelled'])}, ${startOf} + interval '5 seconds',
       json_build_object('number', n), '{}', '${policy}', array['team-' || n % 10, 'nightly'], '{}', 1, ${startOf},
       ${startOf}, ${startOf} + interval '5 seconds', 5, ${id(2, 'n')}::text
     from generate_series(1, ${PAGE_SCALE.runs}) n`,
    `insert into flow_run_states (id, flow_run_id, type, name, timestamp, state_details)
     select state_id, id, state_type, state_name, state_timestamp, json_build_object('flow_run_id', id) from flow_runs`,
    `insert into events (id, occurred, received, event, resource_id, resource, related, payload)
     select ${id(4, 'n')}, ${occurred}, ${occurred}, event, resource,
       json_build_object('prefect.resource.id', resource, 'prefect.resource.name', 'thing ' || n % 500),
       json_build_array(json_build_object('prefect.resource.id', 'prefect.flow.' || n % 20, 'prefect.resource.role', 'flow')),
       json_build_object('number', n)
     from (select n, ${pick('n', ['shop.order.placed', 'shop.order.paid', 'shop.order.sent', 'stock.counted'])} as event,
       'shop.thing.' || n % 500 as resource from generate_series(1, ${PAGE_SCALE.events}) n) as made`,
    'analyze',
  ];
}
