// The event log, and the outbox that says which events have yet to be routed to automations. Both are written in the
// transaction that takes an event in, so neither is ever without the other.
import { bigint, index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import type { RelatedResource, Resource } from '../../domain/events/event.js';
import { document, freeText, instant } from './columns.js';

export const events = pgTable(
  'events',
  {
    /** Order of arrival. */
    position: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    id: uuid().notNull().unique(),
    occurred: instant().notNull(),
    received: instant().notNull(),
    event: freeText().notNull(),
    resource_id: freeText().notNull(),
    resource: document<Resource>().notNull(),
    related: document<RelatedResource[]>().notNull(),
    payload: document<Record<string, unknown>>().notNull(),
    follows: uuid(),
  },
  (table) => [
    index('events_occurred').on(table.occurred),
    index('events_resource').on(table.resource_id, table.occurred),
    index('events_name').on(table.event, table.occurred),
    index('events_received').on(table.received),
    index('events_follows').on(table.follows),
  ],
);

export const eventOutbox = pgTable('event_outbox', {
  position: bigint({ mode: 'number' }).primaryKey(),
  received: instant().notNull(),
  /** The claim of whoever works on it; null, or one that is over: nobody does. */
  claimed_by: text(),
});

/** What routers have claimed, a row for each routing. It is free when the lease has run out: one row to renew, not one an event. */
export const eventClaims = pgTable('event_claims', {
  id: text().primaryKey(),
  lease_until: instant().notNull(),
});
