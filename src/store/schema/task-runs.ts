// Task runs and their states.
import { sql } from 'drizzle-orm';
import { doublePrecision, index, integer, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { StateDetails, StateType } from '../../domain/states.js';
import type { TaskRun, TaskRunPolicy } from '../../domain/task-runs.js';
import { document, freeText, instant } from './columns.js';
import { flowRuns } from './flow-runs.js';

export const taskRuns = pgTable(
  'task_runs',
  {
    id: uuid().primaryKey(),
    created: instant().notNull(),
    updated: instant().notNull(),
    name: freeText().notNull(),
    flow_run_id: uuid().references(() => flowRuns.id, { onDelete: 'cascade' }),
    task_key: freeText().notNull(),
    dynamic_key: freeText().notNull(),
    cache_key: freeText(),
    cache_expiration: instant(),
    task_version: freeText(),
    empirical_policy: document<TaskRunPolicy>().notNull(),
    tags: freeText().array().notNull(),
    labels: document<Record<string, unknown>>().notNull(),
    state_id: uuid(),
    state_type: text().$type<StateType>(),
    state_name: freeText(),
    state_timestamp: instant(),
    task_inputs: document<TaskRun['task_inputs']>().notNull(),
    run_count: integer().notNull().default(0),
    flow_run_run_count: integer().notNull().default(0),
    expected_start_time: instant(),
    next_scheduled_start_time: instant(),
    start_time: instant(),
    end_time: instant(),
    total_run_time: doublePrecision().notNull().default(0),
  },
  (table) => [
    uniqueIndex('task_runs_call').on(table.flow_run_id, table.task_key, table.dynamic_key),
    index('task_runs_name').on(table.name, table.id),
    index('task_runs_state_type').on(table.state_type),
    index('task_runs_state_name').on(table.state_name),
    index('task_runs_tags').using('gin', table.tags),
    index('task_runs_expected_start').on(table.expected_start_time.desc().nullsLast(), table.id),
    index('task_runs_next_start').on(table.next_scheduled_start_time.asc().nullsLast(), table.id),
    index('task_runs_end').on(table.end_time.desc().nullsLast(), table.id),
  ],
);

export const taskRunStates = pgTable(
  'task_run_states',
  {
    id: uuid().primaryKey(),
    task_run_id: uuid()
      .notNull()
      .references(() => taskRuns.id, { onDelete: 'cascade' }),
    type: text().$type<StateType>().notNull(),
    name: freeText().notNull(),
    timestamp: instant().notNull(),
    message: freeText(),
    data: document<unknown>(),
    state_details: document<StateDetails>().notNull(),
    /** `state_details.cache_key`, for the search of a cached result. */
    cache_key: freeText(),
  },
  (table) => [
    index('task_run_states_run').on(table.task_run_id, table.timestamp),
    index('task_run_states_cache')
      .on(table.cache_key, table.timestamp.desc())
      .where(sql`${table.type} = 'COMPLETED' and ${table.cache_key} is not null`),
  ],
);
