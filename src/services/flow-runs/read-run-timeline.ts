// Use case: what a run called, tasks and subflows in the order of their start, each with the states it was in. One answer
// instead of one for each of them, since a person looks at all of them at once.
import type { BriefState, RunTimeline, TimelineRow } from '../../domain/run-timeline.js';
import type { ServiceContext } from '../service-context.js';
import { requireFlowRun } from './find-flow-run.js';

/** More than anybody reads as bars. */
const MOST_ROWS = 500;

/** Throws `flow-run-not-found`. */
export async function readRunTimeline(context: ServiceContext, flowRunId: string): Promise<RunTimeline> {
  const { store } = context;
  await requireFlowRun(context, flowRunId);
  const filters = { flow_runs: { operator: 'and_' as const, id: { any_: [flowRunId] } } };
  const page = { limit: MOST_ROWS, offset: 0 };
  const [tasks, count, taskStates, subflows, subflowStates] = await Promise.all([
    store.taskRuns.list(filters, 'EXPECTED_START_TIME_ASC', page),
    store.taskRuns.count(filters),
    store.taskRunStates.listOfFlowRun(flowRunId),
    store.flowRuns.listSubflows(flowRunId),
    store.flowRunStates.listOfSubflows(flowRunId),
  ]);
  const statesOfTask = groupBy(taskStates, ({ taskRunId }) => taskRunId);
  const statesOfSubflow = groupBy(subflowStates, ({ flowRunId: id }) => id);
  // A task run whose child was started again has several; the last one is what it waits for.
  const subflowOf = new Map(subflows.map((subflow) => [subflow.taskRunId, subflow]));
  const rows = tasks.map(({ taskRun }): TimelineRow => {
    const subflow = subflowOf.get(taskRun.id);
    const states = (subflow && statesOfSubflow.get(subflow.id)) ?? statesOfTask.get(taskRun.id) ?? [];
    return {
      task_run_id: taskRun.id,
      name: taskRun.name,
      run_count: taskRun.run_count,
      flow_run_id: subflow?.id ?? null,
      flow_run_name: subflow?.name ?? null,
      states: states.map(({ type, name, timestamp }) => ({ type, name, timestamp })),
    };
  });
  return { rows, count };
}

function groupBy<Item extends BriefState>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
