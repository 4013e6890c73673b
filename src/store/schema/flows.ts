// Flows, and what workers said about the flows they serve.
import { integer, doublePrecision, pgTable, primaryKey, text, uuid, index } from 'drizzle-orm/pg-core';
import { document, freeText, instant } from './columns.js';

export const flows = pgTable(
  'flows',
  {
    id: uuid().primaryKey(),
    created: instant().notNull(),
    updated: instant().notNull(),
    name: freeText().notNull().unique(),
    tags: freeText().array().notNull(),
    labels: document<Record<string, unknown>>().notNull(),
  },
  (table) => [index('flows_tags').using('gin', table.tags), index('flows_created').on(table.created.desc(), table.id)],
);

/** One flow on one task queue, as its worker last registered it. */
export const servedFlows = pgTable(
  'served_flows',
  {
    task_queue: text().notNull(),
    name: freeText().notNull(),
    workflow_type: text().notNull(),
    description: freeText(),
    version: freeText(),
    parameter_schema: document<Record<string, unknown>>(),
    retries: integer().notNull(),
    retry_delay_seconds: doublePrecision().notNull(),
    registered: instant().notNull(),
  },
  (table) => [primaryKey({ columns: [table.task_queue, table.name] }), index('served_flows_name').on(table.name)],
);
