// What task runs of different flow runs share: results kept for others, and the places under a limit.
import { bigint, boolean, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { document, freeText, instant } from './columns.js';

export const cachedResults = pgTable(
  'cached_results',
  {
    key: freeText().primaryKey(),
    created: instant().notNull(),
    value: document<unknown>(),
    expires_at: instant(),
    task_run_id: uuid().notNull(),
  },
  (table) => [index('cached_results_expiry').on(table.expires_at)],
);

export const concurrencyLimits = pgTable('concurrency_limits', {
  id: uuid().primaryKey(),
  created: instant().notNull(),
  updated: instant().notNull(),
  tag: freeText().notNull().unique(),
  concurrency_limit: integer().notNull(),
});

/** One row for each task run that holds a slot of a tag or waits for one; `position` is its place in line. */
export const concurrencySlots = pgTable(
  'concurrency_slots',
  {
    tag: freeText().notNull(),
    task_run_id: uuid().notNull(),
    flow_run_id: uuid().notNull(),
    workflow_id: text().notNull(),
    position: bigint({ mode: 'number' }).notNull(),
    granted: boolean().notNull().default(false),
    /** When the slot is free again although nobody gave it back; null while waiting. */
    lease_expires_at: instant(),
  },
  (table) => [
    primaryKey({ columns: [table.tag, table.task_run_id] }),
    uniqueIndex('concurrency_slots_line').on(table.tag, table.position),
    index('concurrency_slots_task_run').on(table.task_run_id),
  ],
);
