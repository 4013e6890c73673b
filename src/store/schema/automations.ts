// Automations, and the ledger of what they did: each firing, and each of its actions with its attempts.
import { boolean, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { Action } from '../../domain/automations/action.js';
import type { Trigger } from '../../domain/triggers/trigger.js';
import type { Firing } from '../../domain/triggers/trigger-state.js';
import { document, freeText, instant } from './columns.js';

export const automations = pgTable(
  'automations',
  {
    id: uuid().primaryKey(),
    created: instant().notNull(),
    updated: instant().notNull(),
    name: freeText().notNull(),
    description: freeText().notNull(),
    enabled: boolean().notNull(),
    tags: document<string[]>().notNull(),
    trigger: document<Trigger>().notNull(),
    actions: document<Action[]>().notNull(),
    actions_on_trigger: document<Action[]>().notNull(),
    actions_on_resolve: document<Action[]>().notNull(),
    owner_resource: freeText(),
    /** Since when its trigger evaluates: its creation, enabling, or the last edit of the trigger. */
    since: instant().notNull(),
    /** Raised by each write; what was last told to Temporal is `synced_revision`. */
    revision: integer().notNull(),
    synced_revision: integer().notNull(),
    /** Over how many workflows its keys are split. */
    shards: integer().notNull().default(1),
    /** The most it ever had: so many workflows may have to be stopped. */
    most_shards: integer().notNull().default(1),
  },
  (table) => [index('automations_name').on(table.name), index('automations_owner').on(table.owner_resource)],
);

/** Workflows of automations that were deleted and have yet to be stopped. */
export const deletedAutomations = pgTable('deleted_automations', {
  id: uuid().primaryKey(),
  most_shards: integer().notNull().default(1),
});

export const firings = pgTable(
  'firings',
  {
    id: uuid().primaryKey(),
    automation_id: uuid().notNull(),
    automation_name: freeText().notNull(),
    triggered: instant().notNull(),
    depth: integer().notNull(),
    firing: document<Firing>().notNull(),
    status: text().$type<'running' | 'completed' | 'failed' | 'cancelled'>().notNull(),
    ended: instant(),
  },
  (table) => [
    index('firings_automation').on(table.automation_id, table.triggered),
    index('firings_time').on(table.triggered),
  ],
);

export const firingActions = pgTable(
  'firing_actions',
  {
    firing_id: uuid()
      .notNull()
      .references(() => firings.id, { onDelete: 'cascade' }),
    index: integer().notNull(),
    list: text().notNull(),
    action: document<Action>().notNull(),
    idempotency_key: uuid().notNull(),
    status: text().$type<'running' | 'executed' | 'failed'>().notNull(),
    reason: freeText(),
    details: document<Record<string, unknown>>().notNull(),
    attempts: document<{ at: string; error: string | null }[]>().notNull(),
    updated: instant().notNull(),
  },
  (table) => [primaryKey({ columns: [table.firing_id, table.index] })],
);
