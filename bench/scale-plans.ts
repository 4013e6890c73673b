// `npm run bench:scale-plans`: how Postgres carries out each call of the scale benchmark, with the indexes it goes by. The
// statements are those of the repositories, taken down while they run; what they say is kept in results/scale-plans.txt.
import { mkdir, writeFile } from 'node:fs/promises';
import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { deploymentSortSchema } from '../src/domain/filters/deployment-filter.js';
import { flowRunSortSchema } from '../src/domain/filters/flow-run-filter.js';
import { runFiltersSchema } from '../src/domain/filters/run-filters.js';
import type { Database } from '../src/store/database.js';
import { DeploymentRepository } from '../src/store/repositories/deployments.js';
import { FlowRunRepository } from '../src/store/repositories/flow-runs.js';
import * as schema from '../src/store/schema/index.js';
import { startFilledPostgres, SCALE_FACTS } from './scale-store.js';
import { CALLS, type ListCall } from './scale-calls.js';

const RESULTS = new URL('./results/', import.meta.url);
const now = () => new Date();

interface Statement {
  readonly text: string;
  readonly values: unknown[];
}

const postgres = await startFilledPostgres();
const pool = new pg.Pool({ connectionString: postgres.databaseUrl });
const taken: Statement[] = [];
const logger = { logQuery: (text: string, values: unknown[]) => void taken.push({ text, values }) };
const database = drizzle(pool, { schema, logger }) as unknown as Database;
const flowRuns = new FlowRunRepository(database, now);
const deployments = new DeploymentRepository(database, now);
try {
  const lines: string[] = [];
  for (const [name, toCall] of Object.entries(CALLS)) {
    taken.length = 0;
    await carryOut(toCall(SCALE_FACTS));
    for (const statement of [...taken]) lines.push(`## ${name}`, ...(await explain(statement)), '');
  }
  await mkdir(RESULTS, { recursive: true });
  await writeFile(new URL('scale-plans.txt', RESULTS), `${lines.join('\n').trimEnd()}\n`);
  console.log(lines.join('\n'));
} finally {
  await pool.end();
  await postgres.stop();
}

/** What the API does for a call. */
async function carryOut({ path, body }: ListCall): Promise<void> {
  const { sort, limit = 50, offset = 0, page: number = 1 } = body as Record<string, number | undefined>;
  const filters = runFiltersSchema.parse(body);
  const page = { limit, offset: path.endsWith('paginate') ? (number - 1) * limit : offset };
  const isRuns = path.startsWith('/flow_runs');
  if (!path.endsWith('count')) {
    if (isRuns) await flowRuns.list(filters, flowRunSortSchema.parse(sort ?? 'ID_DESC'), page);
    else await deployments.list(filters, deploymentSortSchema.parse(sort ?? 'NAME_ASC'), page);
  }
  if (!path.endsWith('filter')) await (isRuns ? flowRuns : deployments).count(filters);
}

/** The plan of a second execution, when what it reads is in memory. */
async function explain({ text, values }: Statement): Promise<string[]> {
  await pool.query(text, values);
  const { rows } = await pool.query<{ 'QUERY PLAN': string }>(
    `explain (analyze, costs off, buffers off) ${text}`,
    values,
  );
  return rows.map((row) => row['QUERY PLAN']);
}
