// The task runs among the records of runs: their rows made or moved on, their states added. Runs inside the transaction
// that holds the flow runs' rows.
import { compareInstants } from '../../domain/instants.js';
import { enterState, NO_PROGRESS, previousState, type RunProgress } from '../../domain/run-progress.js';
import type { TaskRunHead } from '../../domain/run-records.js';
import { isTerminal, type State } from '../../domain/states.js';
import type { FlowRun } from '../../domain/flow-runs.js';
import type { RecordedTaskRun, Repositories, TaskRunInsert } from '../../store/store.js';
import type { EnteredTaskState } from '../events/write-state-events.js';
import { laterThan } from '../states/write-state.js';
import type { RecordOf } from './records-of.js';

type TaskRunStateRecord = RecordOf<'task-run-state'>;

interface MovedTaskRun {
  readonly flowRunId: string;
  readonly row: TaskRunInsert;
  readonly states: readonly State[];
  readonly entered: readonly EnteredTaskState[];
  readonly isNew: boolean;
}

type FlowRunOfTasks = Pick<FlowRun, 'id' | 'flow_id'>;

/** The task-run states among one flow run's records. */
export interface TasksOfRun {
  readonly run: FlowRunOfTasks;
  /** Its row was made just now, so there are no task runs of it yet. */
  readonly isNew: boolean;
  readonly records: readonly TaskRunStateRecord[];
}

/** States that task runs entered, by flow run. */
export type RecordedTasks = ReadonlyMap<string, readonly EnteredTaskState[]>;

/** Writes the task-run states of flow runs, each in order; gives those that were entered, for their events. */
export async function recordTaskRuns(repositories: Repositories, runs: readonly TasksOfRun[]): Promise<RecordedTasks> {
  const grouped = runs.map((entry) => ({ ...entry, byTaskRun: groupByTaskRun(entry.records) }));
  const mayBeKnown = grouped.flatMap(({ isNew, byTaskRun }) => (isNew ? [] : [...byTaskRun.keys()]));
  const known = await repositories.taskRuns.findForRecord(mayBeKnown);
  const storedById = new Map(known.map((stored) => [stored.id, stored]));
  const moved = grouped.flatMap(({ run, byTaskRun }) =>
    [...byTaskRun.entries()].map(([id, own]) => moveTaskRun(run, storedById.get(id), own)),
  );
  const inserted = await repositories.taskRuns.insert(moved.filter(({ isNew }) => isNew).map(({ row }) => row));
  await repositories.taskRuns.put(moved.filter(({ isNew }) => !isNew).map(({ row }) => row));
  // A row that somebody else made for the same call keeps its place; states can hang only on rows that are there.
  const kept = moved.filter(({ isNew, row }) => !isNew || inserted.has(row.id));
  await repositories.taskRunStates.insert(
    kept.flatMap(({ row, states }) => states.map((state) => ({ taskRunId: row.id, state }))),
  );
  const entered = new Map<string, EnteredTaskState[]>(runs.map(({ run }) => [run.id, []]));
  for (const { flowRunId, entered: own } of kept) entered.get(flowRunId)?.push(...own);
  return entered;
}

function groupByTaskRun(records: readonly TaskRunStateRecord[]): Map<string, TaskRunStateRecord[]> {
  const groups = new Map<string, TaskRunStateRecord[]>();
  for (const record of records) {
    const group = groups.get(record.task_run.id);
    if (group) group.push(record);
    else groups.set(record.task_run.id, [record]);
  }
  return groups;
}

function moveTaskRun(
  flowRun: FlowRunOfTasks,
  stored: RecordedTaskRun | undefined,
  records: readonly TaskRunStateRecord[],
): MovedTaskRun {
  let progress: RunProgress = stored?.progress ?? NO_PROGRESS;
  let flowRunRunCount = stored?.flow_run_run_count ?? 0;
  const states: State[] = [];
  const entered: EnteredTaskState[] = [];
  for (const { state, run_count, flow_run_run_count, task_run } of records) {
    if (isOvertaken(progress, state)) {
      states.push(state);
      continue;
    }
    const kept = { ...state, timestamp: laterThan(state.timestamp, progress.state_timestamp) };
    states.push(kept);
    entered.push({
      taskRun: { ...task_run, flow_run_id: flowRun.id },
      state: kept,
      before: previousState(progress),
      runCount: run_count,
    });
    progress = { ...enterState(progress, kept), run_count };
    flowRunRunCount = flow_run_run_count;
  }
  const { task_run: head } = records.at(-1) as TaskRunStateRecord;
  return {
    flowRunId: flowRun.id,
    row: {
      ...composeRow(flowRun, head, stored),
      ...progress,
      flow_run_run_count: flowRunRunCount,
    },
    states,
    entered,
    isNew: stored === undefined,
  };
}

/** A state from before the task run was ended with its flow run, from outside, belongs to its history alone. */
function isOvertaken({ state_type, state_timestamp }: RunProgress, state: State): boolean {
  if (state_type === null || state_timestamp === null) return false;
  return isTerminal(state_type) && !isTerminal(state.type) && compareInstants(state.timestamp, state_timestamp) <= 0;
}

function composeRow(flowRun: FlowRunOfTasks, head: TaskRunHead, stored: RecordedTaskRun | undefined): TaskRunInsert {
  return {
    id: head.id,
    name: head.name,
    flow_run_id: flowRun.id,
    task_key: head.task_key,
    dynamic_key: head.dynamic_key,
    cache_key: head.cache_key,
    cache_expiration: head.cache_expiration,
    task_version: stored?.task_version ?? null,
    empirical_policy: head.empirical_policy,
    tags: [...new Set(head.tags)],
    labels: {
      ...stored?.labels,
      'prefect.flow.id': flowRun.flow_id,
      'prefect.flow-run.id': flowRun.id,
    },
    task_inputs: head.task_inputs,
  };
}
