// What is read out of the event log by filter: pages for people, and the log in order of arrival for those who follow
// it. Apart from the repository that takes events in, which knows no filters.
import { and, asc, desc, gt, lte, sql, type SQL } from 'drizzle-orm';
import type { SpannedEventFilter } from '../../domain/filters/event-filter.js';
import type { Database } from '../database.js';
import { events } from '../schema/index.js';
import { eventCondition } from './event-conditions.js';
import { toEvent, type QueuedEvent } from './events.js';

/** Where a page ends; the next one goes on behind it, whatever came or went in between. */
export interface EventPlace {
  readonly occurred: string;
  readonly position: number;
}

export class EventQueryRepository {
  constructor(private readonly database: Database) {}

  /**
   * Events that fit, by the time they occurred, in the filter's order.
   *
   * @param after - the place they follow; null: from the first
   * @param upTo - only those that had arrived by this position
   */
  async list(
    filter: SpannedEventFilter,
    limit: number,
    after: EventPlace | null,
    upTo: number | null = null,
  ): Promise<QueuedEvent[]> {
    const rows = await this.database
      .select()
      .from(events)
      .where(
        and(
          this.condition(filter),
          after ? beyond(after, filter.order) : undefined,
          upTo === null ? undefined : lte(events.position, upTo),
        ),
      )
      .orderBy(...(filter.order === 'ASC' ? [asc(events.occurred), asc(events.position)] : newestFirst()))
      .limit(limit);
    return rows.map((row) => ({ position: row.position, event: toEvent(row) }));
  }

  async count(filter: SpannedEventFilter): Promise<number> {
    const [row] = await this.database
      .select({ count: sql<number>`count(*)::int` })
      .from(events)
      .where(this.condition(filter));
    return row?.count ?? 0;
  }

  /** Events that fit, in order of arrival, after one position and up to another. */
  async readBetween(filter: SpannedEventFilter, after: number, upTo: number, limit: number): Promise<QueuedEvent[]> {
    const rows = await this.database
      .select()
      .from(events)
      .where(and(gt(events.position, after), lte(events.position, upTo), eventCondition(filter)))
      .orderBy(asc(events.position))
      .limit(limit);
    return rows.map((row) => ({ position: row.position, event: toEvent(row) }));
  }

  /** Ids of write transactions: `oldest` is the oldest under way, `next` the one to be given out next. */
  async readTransactions(): Promise<{ readonly oldest: bigint; readonly next: bigint }> {
    const snapshot = sql`(select pg_current_snapshot() as taken) as snapshot`;
    const [row] = await this.database
      .select({
        oldest: sql<string>`pg_snapshot_xmin(taken)::text`,
        next: sql<string>`pg_snapshot_xmax(taken)::text`,
      })
      .from(snapshot);
    return { oldest: BigInt(row?.oldest ?? 0), next: BigInt(row?.next ?? 0) };
  }

  private condition(filter: SpannedEventFilter): SQL | undefined {
    const condition = eventCondition(filter);
    if (!filter.resource?.distinct) return condition;
    const newest = this.database
      .selectDistinctOn([events.resource_id], { position: events.position })
      .from(events)
      .where(condition)
      .orderBy(events.resource_id, ...newestFirst());
    return sql`${events.position} in (${newest})`;
  }
}

function newestFirst(): SQL[] {
  return [desc(events.occurred), desc(events.position)];
}

function beyond({ occurred, position }: EventPlace, order: 'ASC' | 'DESC'): SQL {
  const [row, place] = [
    sql`(${events.occurred}, ${events.position})`,
    sql`(${occurred}::timestamptz, ${position}::bigint)`,
  ];
  return order === 'ASC' ? sql`${row} > ${place}` : sql`${row} < ${place}`;
}
