// Flow runs: the read model's head row, its states, its input documents and the decisions taken on its pauses.
import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  doublePrecision,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { FlowRunPolicy } from '../../domain/flow-runs.js';
import type { StateDetails, StateType } from '../../domain/states.js';
import { document, freeText, instant } from './columns.js';
import { flows } from './flows.js';

export const flowRuns = pgTable(
  'flow_runs',
  {
    id: uuid().primaryKey(),
    created: instant().notNull(),
    updated: instant().notNull(),
    name: freeText().notNull(),
    flow_id: uuid()
      .notNull()
      .references(() => flows.id, { onDelete: 'cascade' }),
    state_id: uuid(),
    state_type: text().$type<StateType>(),
    state_name: freeText(),
    state_timestamp: instant(),
    deployment_id: uuid(),
    deployment_version: text(),
    work_queue_id: uuid(),
    work_queue_name: text(),
    work_pool_id: uuid(),
    work_pool_name: text(),
    flow_version: freeText(),
    parameters: document<Record<string, unknown>>().notNull(),
    idempotency_key: freeText(),
    context: document<Record<string, unknown>>().notNull(),
    empirical_policy: document<FlowRunPolicy>().notNull(),
    tags: freeText().array().notNull(),
    labels: document<Record<string, unknown>>().notNull(),
    parent_task_run_id: uuid(),
    run_count: integer().notNull().default(0),
    expected_start_time: instant(),
    next_scheduled_start_time: instant(),
    start_time: instant(),
    end_time: instant(),
    total_run_time: doublePrecision().notNull().default(0),
    auto_scheduled: boolean().notNull().default(false),
    infrastructure_document_id: uuid(),
    infrastructure_pid: text(),
    created_by: document<{ id?: string | null; type?: string | null; display_value?: string | null }>(),
    job_variables: document<Record<string, unknown>>(),
    workflow_id: text(),
    task_queue: text(),
    workflow_type: text(),
    /** The schedule that plans it. */
    schedule_id: uuid(),
    /** Why it is not on Temporal yet: it is planned and its schedule has not fired, or it waits until it may start. */
    waiting: text().$type<'planned' | 'ready'>(),
    /** Sequence of the run's last record that was applied; -1 before the first. */
    record_sequence: bigint({ mode: 'number' }).notNull().default(-1),
  },
  (table) => [
    uniqueIndex('flow_runs_flow_idempotency_key').on(table.flow_id, table.idempotency_key),
    index('flow_runs_state_type').on(table.state_type),
    // For the reconciler, which asks only for runs that have not ended.
    index('flow_runs_unfinished')
      .on(table.state_timestamp)
      .where(sql`${table.state_type} not in ('COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED')`),
    index('flow_runs_state_name').on(table.state_name),
    index('flow_runs_name').on(table.name, table.id),
    index('flow_runs_deployment').on(table.deployment_id, table.id),
    index('flow_runs_parent_task_run').on(table.parent_task_run_id),
    index('flow_runs_workflow').on(table.workflow_id),
    index('flow_runs_tags').using('gin', table.tags),
    index('flow_runs_start').on(
      sql`coalesce(${table.start_time}, ${table.expected_start_time}) desc nulls last`,
      table.id,
    ),
    index('flow_runs_expected_start').on(table.expected_start_time.desc().nullsLast(), table.id),
    index('flow_runs_next_start').on(table.next_scheduled_start_time.asc().nullsLast(), table.id),
    // For what starts runs that wait, and what plans them.
    index('flow_runs_waiting')
      .on(table.next_scheduled_start_time)
      .where(sql`${table.waiting} is not null`),
    index('flow_runs_schedule')
      .on(table.schedule_id, table.next_scheduled_start_time)
      .where(sql`${table.waiting} is not null`),
    index('flow_runs_deployment_active')
      .on(table.deployment_id)
      .where(sql`${table.state_type} in ('PENDING', 'RUNNING', 'CANCELLING')`),
    index('flow_runs_pool_active')
      .on(table.work_pool_name, table.work_queue_name)
      .where(sql`${table.state_type} in ('PENDING', 'RUNNING', 'CANCELLING')`),
    index('flow_runs_end').on(table.end_time.desc().nullsLast(), table.id),
  ],
);

export const flowRunStates = pgTable(
  'flow_run_states',
  {
    id: uuid().primaryKey(),
    flow_run_id: uuid()
      .notNull()
      .references(() => flowRuns.id, { onDelete: 'cascade' }),
    type: text().$type<StateType>().notNull(),
    name: freeText().notNull(),
    timestamp: instant().notNull(),
    message: freeText(),
    data: document<unknown>(),
    state_details: document<StateDetails>().notNull(),
  },
  (table) => [index('flow_run_states_run').on(table.flow_run_id, table.timestamp)],
);

export const runInputs = pgTable(
  'run_inputs',
  {
    id: uuid().notNull().unique(),
    /** Order of arrival. */
    position: bigint({ mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    created: instant().notNull(),
    updated: instant().notNull(),
    flow_run_id: uuid()
      .notNull()
      .references(() => flowRuns.id, { onDelete: 'cascade' }),
    key: freeText().notNull(),
    value: freeText().notNull(),
    sender: freeText(),
  },
  (table) => [
    primaryKey({ columns: [table.flow_run_id, table.key] }),
    index('run_inputs_order').on(table.flow_run_id, table.created, table.position),
    // By hash, since whoever sends says how long its address is, and a tree takes only short ones.
    index('run_inputs_sender').using('hash', table.sender),
  ],
);

export const decisions = pgTable(
  'decisions',
  {
    id: uuid().primaryKey(),
    flow_run_id: uuid()
      .notNull()
      .references(() => flowRuns.id, { onDelete: 'cascade' }),
    pause_key: freeText().notNull(),
    kind: text().$type<'paused' | 'suspended'>().notNull(),
    outcome: text().$type<'resumed' | 'timed-out' | 'defaulted' | 'cancelled'>().notNull(),
    actor: freeText(),
    decided_at: instant().notNull(),
    paused_at: instant().notNull(),
    answer: document<unknown>(),
    schema: document<Record<string, unknown>>(),
    initial_data: document<Record<string, unknown>>(),
    description: freeText(),
    idempotency_key: freeText(),
  },
  (table) => [index('decisions_run').on(table.flow_run_id, table.decided_at)],
);
