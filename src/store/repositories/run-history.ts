// Counts of runs by interval and state, and how late they are on average: the same SQL for flow runs and task runs.
import { and, sql, type SQL } from 'drizzle-orm';
import type { StateType } from '../../domain/states.js';
import type { Condition } from '../conditions.js';
import type { Database } from '../database.js';
import type { flowRuns, taskRuns } from '../schema/index.js';

export interface HistorySpan {
  readonly start: string;
  readonly end: string;
  readonly seconds: number;
}

/** The runs of one state in one interval. Times are float seconds. */
export interface HistoryCell {
  /** Number of the interval, from 0. */
  readonly interval: number;
  readonly state_type: StateType;
  readonly state_name: string;
  readonly count_runs: number;
  readonly sum_estimated_run_time: number;
  readonly sum_estimated_lateness: number;
}

type RunTable = typeof flowRuns | typeof taskRuns;

/** Counts the runs of a table by when they were expected to start. */
export async function readRunHistory(
  database: Database,
  table: RunTable,
  condition: Condition,
  { start, end, seconds }: HistorySpan,
  now: string,
): Promise<HistoryCell[]> {
  const expected = table.expected_start_time;
  const interval = sql<number>`floor(extract(epoch from (${expected} - ${start}::timestamptz)) / ${seconds}::float8)::int`;
  const inSpan = sql`${expected} >= ${start}::timestamptz and ${expected} < ${end}::timestamptz`;
  return database
    .select({
      interval,
      state_type: sql<StateType>`${table.state_type}`,
      state_name: sql<string>`${table.state_name}`,
      count_runs: sql<number>`count(*)::int`,
      sum_estimated_run_time: sql<number>`sum(${runTime(table, now)})::float8`,
      sum_estimated_lateness: sql<number>`sum(${lateness(table, now)})::float8`,
    })
    .from(table as typeof flowRuns)
    .where(and(inSpan, sql`${table.state_type} is not null`, condition))
    .groupBy(sql`1`, table.state_type, table.state_name)
    .orderBy(sql`1`, table.state_type, table.state_name);
}

/** Average seconds the runs of a table are late; null without runs. */
export async function readAverageLateness(
  database: Database,
  table: RunTable,
  condition: Condition,
  now: string,
): Promise<number | null> {
  const [row] = await database
    .select({ average: sql<number | null>`avg(${lateness(table, now)})::float8` })
    .from(table as typeof flowRuns)
    .where(condition);
  return row?.average ?? null;
}

function runTime(table: RunTable, now: string): SQL {
  const span = sql`greatest(0, extract(epoch from (${now}::timestamptz - ${table.state_timestamp})))`;
  return sql`${table.total_run_time} + case when ${table.state_type} = 'RUNNING' then ${span} else 0 end`;
}

function lateness(table: RunTable, now: string): SQL {
  const late = (until: SQL) => sql`greatest(0, extract(epoch from (${until} - ${table.expected_start_time})))`;
  return sql`case
    when ${table.expected_start_time} is null then 0
    when ${table.start_time} is not null then ${late(sql`${table.start_time}`)}
    when ${table.state_type} in ('COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED') then 0
    else ${late(sql`${now}::timestamptz`)} end`;
}
