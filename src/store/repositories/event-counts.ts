// How many events there were: by name, by resource, or by intervals of time.
import { asc, desc, sql } from 'drizzle-orm';
import type { SpannedEventFilter } from '../../domain/filters/event-filter.js';
import { formatInstantUs } from '../../domain/instants.js';
import type { Database } from '../database.js';
import { events } from '../schema/index.js';
import { eventCondition } from './event-conditions.js';

export interface EventCount {
  readonly value: string;
  readonly label: string;
  readonly count: number;
  /** The oldest and the newest of them. */
  readonly start_time: string;
  readonly end_time: string;
}

const name = sql<string>`${events.event}`;
const resourceId = sql<string>`${events.resource_id}`;
/** What the newest event that tells a name calls the resource. */
const newestLabel = (label: string) => {
  const value = sql`${events.resource} ->> ${label}::text`;
  return sql`(array_agg(${value} order by ${events.occurred} desc, ${events.position} desc) filter (where (${value}) is not null))[1]`;
};
const resourceName = sql<string>`coalesce(${newestLabel('prefect.resource.name')}, ${newestLabel('prefect.name')}, ${resourceId})`;

export class EventCountRepository {
  constructor(private readonly database: Database) {}

  /** Counts by event name, the most first. */
  byName(filter: SpannedEventFilter): Promise<EventCount[]> {
    return this.group(filter, name, name);
  }

  /** Counts by primary resource, the most first. */
  byResource(filter: SpannedEventFilter): Promise<EventCount[]> {
    return this.group(filter, resourceId, resourceName);
  }

  /** Counts by interval: how many occurred in the n-th `lengthUs` after `pivotUs`; intervals without events are missing. */
  async byInterval(filter: SpannedEventFilter, pivotUs: number, lengthUs: number): Promise<Map<number, number>> {
    const occurredUs = sql`(extract(epoch from ${events.occurred}) * 1000000)::bigint`;
    const interval = sql<number>`floor((${occurredUs} - ${pivotUs}::bigint)::numeric / ${lengthUs}::bigint)::int`;
    const rows = await this.database
      .select({ interval, count: sql<number>`count(*)::int` })
      .from(events)
      .where(eventCondition(filter))
      .groupBy(sql`1`);
    return new Map(rows.map((row) => [row.interval, row.count]));
  }

  private async group(
    filter: SpannedEventFilter,
    value: typeof name,
    label: typeof resourceName,
  ): Promise<EventCount[]> {
    const edge = (which: 'min' | 'max') =>
      sql<string>`(extract(epoch from ${sql.raw(which)}(${events.occurred})) * 1000000)::bigint::text`;
    const rows = await this.database
      .select({ value, label, count: sql<number>`count(*)::int`, start: edge('min'), end: edge('max') })
      .from(events)
      .where(eventCondition(filter))
      .groupBy(value)
      .orderBy(desc(sql`3`), asc(sql`2`));
    return rows.map(({ start, end, ...row }) => ({
      ...row,
      start_time: formatInstantUs(Number(start)),
      end_time: formatInstantUs(Number(end)),
    }));
  }
}
