// Log lines. They name runs without a foreign key: a line may come before its run's row, or for a run of elsewhere.
import { bigint, index, integer, pgTable, uuid } from 'drizzle-orm/pg-core';
import { freeText, instant } from './columns.js';

export const logs = pgTable(
  'logs',
  {
    id: uuid().primaryKey(),
    /** Order of arrival, for lines of one instant. */
    position: bigint({ mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    created: instant().notNull(),
    updated: instant().notNull(),
    name: freeText().notNull(),
    level: integer().notNull(),
    message: freeText().notNull(),
    timestamp: instant().notNull(),
    flow_run_id: uuid(),
    task_run_id: uuid(),
  },
  (table) => [
    index('logs_flow_run').on(table.flow_run_id, table.timestamp, table.position),
    index('logs_task_run').on(table.task_run_id, table.timestamp),
    index('logs_timestamp').on(table.timestamp, table.position),
  ],
);
