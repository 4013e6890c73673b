// The event log and its outbox. Taking events in is one statement, so that a batch is either logged and queued for the
// router or neither, and a repeat of an id is neither.
import { and, asc, eq, gt, gte, inArray, lt, lte, or, sql, type SQL } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import { RESOURCE_ID_LABEL, type Event, type ReceivedEvent } from '../../domain/events/event.js';
import { formatInstantUs, parseInstantUs, toInstant } from '../../domain/instants.js';
import type { Database } from '../database.js';
import { eventClaims, eventOutbox, events } from '../schema/index.js';

export interface QueuedEvent {
  readonly position: number;
  readonly event: ReceivedEvent;
}

const ROWS_AT_ONCE = 1000;
/** NUL, and halves of surrogate pairs. */
const UNREADABLE = /[\u0000\p{Surrogate}]/u;

export class EventRepository {
  constructor(
    private readonly database: Database,
    private readonly now: () => Date,
    /** Told when events were written; the store passes it on once they are committed. */
    private readonly noteWritten: () => void,
  ) {}

  /** Logs events as received now and queues them for the router. Tells the ids that were new, in order. */
  async insert(taken: readonly Event[]): Promise<string[]> {
    const inserted: string[] = [];
    const received = toInstant(this.now());
    for (let start = 0; start < taken.length; start += ROWS_AT_ONCE) {
      inserted.push(...(await this.insertRows(taken.slice(start, start + ROWS_AT_ONCE), received)));
    }
    if (inserted.length > 0) this.noteWritten();
    return inserted;
  }

  /** One statement whatever the number of events: a column of values is one parameter. */
  private async insertRows(taken: readonly Event[], received: string): Promise<string[]> {
    const texts = (read: (event: Event) => string | null) => sql`${sql.param(taken.map(read))}::text[]`;
    const made = await this.database.execute<{ id: string }>(sql`
      with given as (
        select * from unnest(
          ${texts(({ id }) => id)},
          ${texts(({ occurred }) => formatInstantUs(parseInstantUs(occurred)))},
          ${texts(({ event }) => readableText(event))},
          ${texts(({ resource }) => readableText(resource[RESOURCE_ID_LABEL] ?? ''))},
          ${texts(({ resource }) => JSON.stringify(storable(resource)))},
          ${texts(({ related }) => JSON.stringify(related.map(storable)))},
          ${texts(({ payload }) => JSON.stringify(payload))},
          ${texts(({ follows }) => follows)}
        ) with ordinality as e (id, occurred, event, resource_id, resource, related, payload, follows, place)
      ), made as (
        insert into ${events} (id, occurred, received, event, resource_id, resource, related, payload, follows)
        select id::uuid, occurred::timestamptz, ${received}::timestamptz, event, resource_id,
          resource::json, related::json, payload::json, follows::uuid
        from given order by place
        on conflict do nothing returning id, position
      ), queued as (
        insert into ${eventOutbox} (position, received) select position, ${received}::timestamptz from made
      )
      select id from made order by position`);
    return (made as { rows: { id: string }[] }).rows.map(({ id }) => id);
  }

  /**
   * Claims queued events, oldest first; other claims pass over them for as long as the lease of this one lasts. With the
   * first event the claim has its lease.
   *
   * @param after - a position: no earlier ones are looked at. Whoever claims in slices would else pass over its own each time.
   */
  async claim(claim: string, limit: number, leaseMs: number, after = 0): Promise<QueuedEvent[]> {
    const { now, until } = this.lease(leaseMs);
    const claimed = await this.database.execute<{ position: string }>(sql`
      with free as (
        select position from ${eventOutbox}
        where position > ${after}
          and (claimed_by is null or claimed_by not in (select id from ${eventClaims} where lease_until >= ${now}::timestamptz))
        order by position limit ${limit} for update skip locked
      ), taken as (
        update ${eventOutbox} set claimed_by = ${claim} where position in (select position from free) returning position
      ), leased as (
        insert into ${eventClaims} (id, lease_until) select ${claim}, ${until}::timestamptz where exists (select from taken)
        on conflict (id) do update set lease_until = excluded.lease_until
      )
      select position from taken`);
    return this.read((claimed as { rows: { position: string }[] }).rows.map(({ position }) => Number(position)));
  }

  /** Takes events off the queue, once every automation has them. */
  async complete(positions: readonly number[]): Promise<void> {
    if (positions.length > 0) await this.database.delete(eventOutbox).where(isOneOf(eventOutbox.position, positions));
  }

  /** Prolongs the lease of a claim, while its events are worked on. */
  async renewClaim(claim: string, leaseMs: number): Promise<void> {
    const { until } = this.lease(leaseMs);
    await this.database.update(eventClaims).set({ lease_until: until }).where(eq(eventClaims.id, claim));
  }

  /** Ends a claim: what is still queued of it is free at once. Forgets those whose leases ran out. */
  async endClaim(claim: string): Promise<void> {
    const { now } = this.lease(0);
    await this.database.delete(eventClaims).where(or(eq(eventClaims.id, claim), lt(eventClaims.lease_until, now)));
  }

  /** How many events wait to be routed. */
  async countQueued(): Promise<number> {
    const [row] = await this.database.select({ count: sql<number>`count(*)::int` }).from(eventOutbox);
    return row?.count ?? 0;
  }

  /** Whether an event received up to an instant still waits to be routed. */
  async hasQueuedUpTo(until: string): Promise<boolean> {
    const rows = await this.database
      .select({ position: eventOutbox.position })
      .from(eventOutbox)
      .where(lte(eventOutbox.received, until))
      .limit(1);
    return rows.length > 0;
  }

  /** Events by id, in order of arrival; those that are not in the log any more are missing. */
  async findAll(ids: readonly string[]): Promise<ReceivedEvent[]> {
    if (ids.length === 0) return [];
    const rows = await this.database
      .select()
      .from(events)
      .where(inArray(events.id, [...ids]))
      .orderBy(asc(events.position));
    return rows.map(toEvent);
  }

  /** Which of the ids are in the log. */
  async findIds(ids: readonly string[]): Promise<Set<string>> {
    if (ids.length === 0) return new Set();
    const rows = await this.database
      .select({ id: events.id })
      .from(events)
      .where(sql`${events.id} = any(${sql.param(ids)}::uuid[])`);
    return new Set(rows.map(({ id }) => id));
  }

  /** Events that follow one of the given ones and arrived before a position: they came before what they follow. */
  async findEarlyFollowers(leaders: readonly string[], before: number): Promise<ReceivedEvent[]> {
    if (leaders.length === 0) return [];
    const rows = await this.database
      .select()
      .from(events)
      .where(and(sql`${events.follows} = any(${sql.param(leaders)}::uuid[])`, lt(events.position, before)))
      .orderBy(asc(events.position));
    return rows.map(toEvent);
  }

  /** Events that arrived after a position, in order. */
  async readAfter(position: number, limit: number): Promise<QueuedEvent[]> {
    const rows = await this.database
      .select()
      .from(events)
      .where(gt(events.position, position))
      .orderBy(asc(events.position))
      .limit(limit);
    return rows.map((row) => ({ position: row.position, event: toEvent(row) }));
  }

  /** Events received in a span, both ends included, in order of arrival. */
  async readReceived(since: string, until: string, limit: number): Promise<ReceivedEvent[]> {
    const rows = await this.database
      .select()
      .from(events)
      .where(and(gte(events.received, since), lte(events.received, until)))
      .orderBy(asc(events.position))
      .limit(limit);
    return rows.map(toEvent);
  }

  /** The position of the newest event; 0 when there is none. */
  async lastPosition(): Promise<number> {
    const [row] = await this.database
      .select({ last: sql<string>`coalesce(max(${events.position}), 0)::text` })
      .from(events);
    return Number(row?.last ?? 0);
  }

  /** Deletes at most `limit` events received before an instant that are not queued. Tells how many. */
  async deleteReceivedBefore(before: string, limit: number): Promise<number> {
    const old = sql`select position from ${events} where received < ${before}::timestamptz
      and not exists (select 1 from ${eventOutbox} o where o.position = ${events}.position) limit ${limit}`;
    const deleted = await this.database
      .delete(events)
      .where(sql`${events.position} in (${old})`)
      .returning({ position: events.position });
    return deleted.length;
  }

  private lease(leaseMs: number): { now: string; until: string } {
    const now = this.now();
    return { now: toInstant(now), until: toInstant(new Date(now.getTime() + leaseMs)) };
  }

  private async read(positions: readonly number[]): Promise<QueuedEvent[]> {
    if (positions.length === 0) return [];
    const rows = await this.database
      .select()
      .from(events)
      .where(isOneOf(events.position, positions))
      .orderBy(asc(events.position));
    return rows.map((row) => ({ position: row.position, event: toEvent(row) }));
  }
}

/** A list as one parameter: thousands of them would take longer to read than to answer. */
function isOneOf(column: AnyPgColumn, positions: readonly number[]): SQL {
  return sql`${column} = any(${sql.param(positions.map(String))}::bigint[])`;
}

function readableText(text: string): string {
  return text.replaceAll('\u0000', '\uFFFD');
}

/** Labels that SQL can read out of JSON again: one with a NUL or half a character would fail every query by label. */
function storable<Labels extends Readonly<Record<string, string>>>(labels: Labels): Labels {
  const entries = Object.entries(labels);
  if (!entries.some((entry) => entry.some((text) => UNREADABLE.test(text)))) return labels;
  const readable = (text: string) => text.replaceAll(new RegExp(UNREADABLE, 'gu'), '\uFFFD');
  return Object.fromEntries(entries.map(([label, value]) => [readable(label), readable(value)])) as Labels;
}

export function toEvent(row: typeof events.$inferSelect): ReceivedEvent {
  const { position: _, resource_id: __, ...event } = row;
  return event;
}
