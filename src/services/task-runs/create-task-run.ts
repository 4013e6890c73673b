// Use case: record a task run, or find the one of the same call: the same dynamic key of a task in a flow run.
import { SluiceError } from '../../domain/errors.js';
import { enterTaskRunState, NO_PROGRESS } from '../../domain/run-progress.js';
import { taskRunPolicySchema, type TaskRun, type TaskRunCreate } from '../../domain/task-runs.js';
import type { TaskRunInsert } from '../../store/store.js';
import type { ServiceContext } from '../service-context.js';
import { completeState } from '../states/write-state.js';

export interface CreatedTaskRun {
  readonly taskRun: TaskRun;
  /** False: the call was recorded before. */
  readonly created: boolean;
}

/** Throws `conflict` for an unknown flow run, or an id that another call has. */
export async function createTaskRun(context: ServiceContext, request: TaskRunCreate): Promise<CreatedTaskRun> {
  const id = request.id ?? context.newId();
  return context.store.transaction(async ({ flowRuns, taskRuns, taskRunStates }) => {
    const flowRun = request.flow_run_id == null ? null : await flowRuns.find(request.flow_run_id);
    if (flowRun === undefined) {
      throw new SluiceError('conflict', `There is no flow run with the id ${request.flow_run_id}.`);
    }
    const flow = flowRun && {
      id: flowRun.flowRun.flow_id,
      runId: flowRun.flowRun.id,
      runCount: flowRun.flowRun.run_count,
    };
    const row = composeRow(context, id, request, flow);
    const inserted = await taskRuns.insert([row.taskRun]);
    if (inserted.has(id)) await taskRunStates.insert([{ taskRunId: id, state: row.state }]);
    const stored = inserted.has(id)
      ? await taskRuns.find(id)
      : flow && (await taskRuns.findByCall(flow.runId, request.task_key, request.dynamic_key));
    if (!stored) throw new SluiceError('conflict', `The id ${id} belongs to another task run.`);
    return { taskRun: stored.taskRun, created: inserted.has(id) };
  });
}

function composeRow(
  context: ServiceContext,
  id: string,
  request: TaskRunCreate,
  flow: { readonly id: string; readonly runId: string; readonly runCount: number } | null,
) {
  const details = { task_run_id: id, ...(flow ? { flow_run_id: flow.runId } : {}) };
  const state = completeState(context, request.state ?? { type: 'PENDING' }, { state: null, details });
  const taskRun: TaskRunInsert = {
    id,
    ...enterTaskRunState(NO_PROGRESS, state),
    name: request.name || `${request.task_key}-${request.dynamic_key}`,
    flow_run_id: flow?.runId ?? null,
    task_key: request.task_key,
    dynamic_key: request.dynamic_key,
    cache_key: request.cache_key ?? null,
    cache_expiration: request.cache_expiration ?? null,
    task_version: request.task_version ?? null,
    empirical_policy: taskRunPolicySchema.parse(request.empirical_policy ?? {}),
    tags: [...new Set(request.tags)],
    labels: {
      ...request.labels,
      ...(flow ? { 'prefect.flow.id': flow.id, 'prefect.flow-run.id': flow.runId } : {}),
    },
    task_inputs: request.task_inputs,
    flow_run_run_count: flow?.runCount ?? 0,
  };
  return { taskRun, state };
}
