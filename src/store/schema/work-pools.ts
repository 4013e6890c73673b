// Work pools and their queues, and the workers that told us by themselves that they serve a pool.
import { boolean, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { document, freeText, instant } from './columns.js';

export const workPools = pgTable('work_pools', {
  id: uuid().primaryKey(),
  created: instant().notNull(),
  updated: instant().notNull(),
  name: freeText().notNull().unique(),
  description: freeText(),
  type: freeText().notNull(),
  base_job_template: document<Record<string, unknown>>().notNull(),
  storage_configuration: document<Record<string, unknown>>().notNull(),
  is_paused: boolean().notNull(),
  concurrency_limit: integer(),
  default_queue_id: uuid(),
  /** Whether somebody polled its task queues when they were last looked at, or sent a heartbeat. */
  ready: boolean().notNull().default(false),
  /** The status that was last told by an event, which event that was, and when. */
  told_status: text(),
  told_event_id: uuid(),
  told_at: instant(),
});

export const workQueues = pgTable(
  'work_queues',
  {
    id: uuid().primaryKey(),
    created: instant().notNull(),
    updated: instant().notNull(),
    work_pool_id: uuid()
      .notNull()
      .references(() => workPools.id, { onDelete: 'cascade' }),
    name: freeText().notNull(),
    description: freeText().notNull(),
    is_paused: boolean().notNull(),
    concurrency_limit: integer(),
    priority: integer().notNull(),
    last_polled: instant(),
    told_status: text(),
  },
  (table) => [
    uniqueIndex('work_queues_pool_name').on(table.work_pool_id, table.name),
    index('work_queues_name').on(table.name),
  ],
);

export const poolWorkers = pgTable(
  'pool_workers',
  {
    id: uuid().notNull().unique(),
    created: instant().notNull(),
    updated: instant().notNull(),
    work_pool_id: uuid()
      .notNull()
      .references(() => workPools.id, { onDelete: 'cascade' }),
    name: freeText().notNull(),
    last_heartbeat_time: instant().notNull(),
    heartbeat_interval_seconds: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.work_pool_id, table.name] })],
);
