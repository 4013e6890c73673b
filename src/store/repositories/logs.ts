// Log lines, written in bulk and read by filter.
import { and, asc, desc, gt, gte, inArray, lte, or, sql, type SQL } from 'drizzle-orm';
import { parseTextQuery, type LogFilter, type LogSort } from '../../domain/filters/log-filter.js';
import { toInstant } from '../../domain/instants.js';
import type { Log, LogCreate } from '../../domain/logs.js';
import { anyOf, combine, nullness, timeCondition, type Condition } from '../conditions.js';
import type { Database } from '../database.js';
import { logs } from '../schema/index.js';
import type { ListPage } from './flow-runs.js';

/** Rows a statement: Postgres takes at most 65,535 values. */
const ROWS_AT_ONCE = 2000;

const ORDER: Readonly<Record<LogSort, readonly SQL[]>> = {
  TIMESTAMP_ASC: [asc(logs.timestamp), asc(logs.position)],
  TIMESTAMP_DESC: [desc(logs.timestamp), desc(logs.position)],
};

/** A line with its place in the order of arrival. */
type PlacedLog = Log & { readonly position: number };

export class LogRepository {
  constructor(
    private readonly database: Database,
    private readonly now: () => Date,
  ) {}

  /** Inserts lines; one whose id is there changes nothing. */
  async insert(lines: readonly (LogCreate & { readonly id: string })[]): Promise<void> {
    const now = toInstant(this.now());
    for (let start = 0; start < lines.length; start += ROWS_AT_ONCE) {
      const rows = lines.slice(start, start + ROWS_AT_ONCE).map((line) => ({ created: now, updated: now, ...line }));
      await this.database.insert(logs).values(rows).onConflictDoNothing();
    }
  }

  async list(filter: LogFilter | null | undefined, sort: LogSort, { limit, offset }: ListPage): Promise<Log[]> {
    const rows = await this.database
      .select()
      .from(logs)
      .where(logCondition(filter))
      .orderBy(...ORDER[sort])
      .limit(limit)
      .offset(offset);
    return rows.map(({ position: _, ...log }) => log);
  }

  /** Lines behind a place in order of arrival, up to another where one is given. */
  async listAfter(
    filter: LogFilter,
    { after, upTo, limit }: { readonly after: number; readonly upTo?: number; readonly limit: number },
  ): Promise<PlacedLog[]> {
    const upper = upTo === undefined ? undefined : lte(logs.position, upTo);
    return this.database
      .select()
      .from(logs)
      .where(and(logCondition(filter), gt(logs.position, after), upper))
      .orderBy(asc(logs.position))
      .limit(limit);
  }

  /** The place behind which so many lines are, of those that are there; 0 when there are no more. */
  async positionBeforeLast(filter: LogFilter, count: number): Promise<number> {
    const [before] = await this.database
      .select({ position: logs.position })
      .from(logs)
      .where(logCondition(filter))
      .orderBy(desc(logs.position))
      .limit(1)
      .offset(count);
    return before?.position ?? 0;
  }

  /** All lines of a flow run in order, a page at a time, so that a long log needs little memory. */
  async *stream(flowRunId: string): AsyncGenerator<Log> {
    let last: { timestamp: string; position: number } | undefined;
    for (;;) {
      const after: Condition =
        last && sql`(${logs.timestamp}, ${logs.position}) > (${last.timestamp}::timestamptz, ${last.position})`;
      const rows = await this.database
        .select()
        .from(logs)
        .where(and(anyOf(logs.flow_run_id, [flowRunId]), after))
        .orderBy(...ORDER.TIMESTAMP_ASC)
        .limit(ROWS_AT_ONCE);
      for (const { position: _, ...log } of rows) yield log;
      last = rows.at(-1);
      if (rows.length < ROWS_AT_ONCE) return;
    }
  }

  /** Deletes the lines of flow runs. */
  async deleteByFlowRuns(flowRunIds: readonly string[]): Promise<void> {
    if (flowRunIds.length > 0) await this.database.delete(logs).where(inArray(logs.flow_run_id, [...flowRunIds]));
  }
}

function logCondition(filter: LogFilter | null | undefined): Condition {
  if (!filter) return undefined;
  const { level, task_run_id } = filter;
  return combine(filter.operator, [
    level
      ? and(
          level.ge_ == null ? undefined : gte(logs.level, level.ge_),
          level.le_ == null ? undefined : lte(logs.level, level.le_),
        )
      : undefined,
    timeCondition(logs.timestamp, filter.timestamp),
    anyOf(logs.flow_run_id, filter.flow_run_id?.any_),
    task_run_id
      ? and(anyOf(logs.task_run_id, task_run_id.any_), nullness(logs.task_run_id, task_run_id.is_null_))
      : undefined,
    textCondition(filter.text?.query),
  ]);
}

function textCondition(query: string | undefined): Condition {
  if (query === undefined) return undefined;
  const { include, exclude, require } = parseTextQuery(query);
  const has = (text: string) => sql`position(${text}::text in lower(${logs.message} || ' ' || ${logs.name})) > 0`;
  return and(
    include.length > 0 ? or(...include.map(has)) : undefined,
    ...require.map(has),
    ...exclude.map((text) => sql`not (${has(text)})`),
  );
}
