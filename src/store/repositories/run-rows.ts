// Rows as documents. The current state is in a table of its own and joined; estimates depend on the instant of reading.
import { estimateRun, type RunProgress } from '../../domain/run-progress.js';
import type { FlowRun } from '../../domain/flow-runs.js';
import type { State } from '../../domain/states.js';
import type { TaskRun } from '../../domain/task-runs.js';
import { flowRuns, flows, taskRuns, type flowRunStates, type taskRunStates } from '../schema/index.js';

export type FlowRunRow = typeof flowRuns.$inferSelect;
export type TaskRunRow = typeof taskRuns.$inferSelect;
type StateRow = typeof flowRunStates.$inferSelect | typeof taskRunStates.$inferSelect;

/** A flow run, and what only the platform knows about it. */
export interface StoredFlowRun {
  readonly flowRun: FlowRun;
  readonly progress: RunProgress;
  readonly workflowType: string | null;
  /** Sequence of the last record applied; -1 before the first. */
  readonly recordSequence: number;
  /** The schedule that plans it. */
  readonly scheduleId: string | null;
  /** Why it is not on Temporal yet; null when nothing holds it. */
  readonly waiting: 'planned' | 'ready' | null;
}

/** A task run, and its progress. */
export interface StoredTaskRun {
  readonly taskRun: TaskRun;
  readonly progress: RunProgress;
}

const progressColumns = <Table extends typeof flowRuns | typeof taskRuns>(table: Table) => ({
  state_id: table.state_id,
  state_type: table.state_type,
  state_name: table.state_name,
  state_timestamp: table.state_timestamp,
  run_count: table.run_count,
  expected_start_time: table.expected_start_time,
  next_scheduled_start_time: table.next_scheduled_start_time,
  start_time: table.start_time,
  end_time: table.end_time,
  total_run_time: table.total_run_time,
});

/** What recording reads of a flow run. */
export const RECORDED_COLUMNS = {
  run: {
    id: flowRuns.id,
    name: flowRuns.name,
    flow_id: flowRuns.flow_id,
    flow_version: flowRuns.flow_version,
    deployment_id: flowRuns.deployment_id,
    parent_task_run_id: flowRuns.parent_task_run_id,
    tags: flowRuns.tags,
    labels: flowRuns.labels,
    created_by: flowRuns.created_by,
    work_pool_name: flowRuns.work_pool_name,
    work_queue_name: flowRuns.work_queue_name,
    record_sequence: flowRuns.record_sequence,
  },
  progress: progressColumns(flowRuns),
  flow: { id: flows.id, name: flows.name, tags: flows.tags },
};

/** A flow run as recording reads it. */
export interface RecordedFlowRun {
  readonly run: Pick<
    FlowRunRow,
    | 'id'
    | 'name'
    | 'flow_id'
    | 'flow_version'
    | 'deployment_id'
    | 'parent_task_run_id'
    | 'tags'
    | 'labels'
    | 'created_by'
    | 'work_pool_name'
    | 'work_queue_name'
    | 'record_sequence'
  >;
  readonly progress: RunProgress;
  readonly flow: { readonly id: string; readonly name: string; readonly tags: string[] };
}

/** What recording reads of a task run. */
export const RECORDED_TASK_COLUMNS = {
  id: taskRuns.id,
  task_version: taskRuns.task_version,
  labels: taskRuns.labels,
  flow_run_run_count: taskRuns.flow_run_run_count,
  progress: progressColumns(taskRuns),
};

/** A task run as recording reads it. */
export interface RecordedTaskRun extends Pick<TaskRunRow, 'id' | 'task_version' | 'labels' | 'flow_run_run_count'> {
  readonly progress: RunProgress;
}

export function toState(row: StateRow): State {
  const { id, type, name, timestamp, message, data, state_details } = row;
  return { id, type, name, timestamp, message, data, state_details };
}

export function toStoredFlowRun(row: FlowRunRow, state: StateRow | null, now: string): StoredFlowRun {
  const { workflow_type, record_sequence, schedule_id, waiting, state_timestamp: _, ...columns } = row;
  const progress = progressOf(row);
  return {
    flowRun: { ...columns, ...estimateRun(progress, now), state: state && toState(state) },
    progress,
    workflowType: workflow_type,
    recordSequence: record_sequence,
    scheduleId: schedule_id,
    waiting,
  };
}

export function toStoredTaskRun(row: TaskRunRow, state: StateRow | null, now: string): StoredTaskRun {
  const { state_timestamp: _, ...columns } = row;
  const progress = progressOf(row);
  return { taskRun: { ...columns, ...estimateRun(progress, now), state: state && toState(state) }, progress };
}

function progressOf(row: RunProgress): RunProgress {
  return {
    state_id: row.state_id,
    state_type: row.state_type,
    state_name: row.state_name,
    state_timestamp: row.state_timestamp,
    run_count: row.run_count,
    expected_start_time: row.expected_start_time,
    next_scheduled_start_time: row.next_scheduled_start_time,
    start_time: row.start_time,
    end_time: row.end_time,
    total_run_time: row.total_run_time,
  };
}
