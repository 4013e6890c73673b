// Deployments: flows made startable from outside, with parameters of their own, and the schedules that start them.
import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  doublePrecision,
  index,
  integer,
  pgTable,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { DeploymentBody } from '../../domain/deployments.js';
import type { Schedule } from '../../domain/schedules/schedule.js';
import { document, freeText, instant } from './columns.js';
import { flows } from './flows.js';

export const deployments = pgTable(
  'deployments',
  {
    id: uuid().primaryKey(),
    created: instant().notNull(),
    updated: instant().notNull(),
    name: freeText().notNull(),
    flow_id: uuid()
      .notNull()
      .references(() => flows.id, { onDelete: 'cascade' }),
    paused: boolean().notNull(),
    /** Everything else of the document. */
    body: document<DeploymentBody>().notNull(),
    /** When a worker last asked for, or said that it serves, what this deployment runs. */
    last_polled: instant(),
    /** The status that was last told by an event; null before the first time that it was ready. */
    told_status: text(),
  },
  (table) => [
    uniqueIndex('deployments_flow_name').on(table.flow_id, table.name),
    index('deployments_name').on(table.name),
  ],
);

export const deploymentSchedules = pgTable(
  'deployment_schedules',
  {
    id: uuid().primaryKey(),
    created: instant().notNull(),
    updated: instant().notNull(),
    deployment_id: uuid()
      .notNull()
      .references(() => deployments.id, { onDelete: 'cascade' }),
    /** Order of creation. */
    position: bigint({ mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    schedule: document<Schedule>().notNull(),
    active: boolean().notNull(),
    max_scheduled_runs: integer(),
    parameters: document<Record<string, unknown>>().notNull(),
    slug: freeText(),
    /** Each run is put off by up to so many seconds. */
    jitter_seconds: doublePrecision().notNull(),
    /** How late a time may still be acted on after an outage. */
    catchup_seconds: doublePrecision().notNull(),
    /** Goes up with each change; Temporal has been told about `told_revision`. */
    revision: integer().notNull().default(1),
    told_revision: integer().notNull().default(0),
    /** A schedule whose times are spelled out on Temporal has to be told more of them by then. */
    extend_at: instant(),
    /** Its runs are planned, and visible, up to this instant. */
    planned_until: instant(),
  },
  (table) => [
    uniqueIndex('deployment_schedules_slug').on(table.deployment_id, table.slug),
    index('deployment_schedules_order').on(table.deployment_id, table.position),
    index('deployment_schedules_untold')
      .on(table.id)
      .where(sql`${table.revision} <> ${table.told_revision}`),
  ],
);
