// Use case: propose a state of a task run. The rules judge it; what they accept, or put in its place, is written.
import type { SetStateOutcome } from '../../domain/orchestration.js';
import type { StateCreate } from '../../domain/states.js';
import { proposeTaskRunState } from '../../domain/transitions.js';
import { nowInstant, type ServiceContext } from '../service-context.js';
import { completeState, writeTaskRunState } from '../states/write-state.js';
import { taskRunNotFound } from './find-task-run.js';

/** Throws `not-found`. A refusal is an outcome, not an error. */
export async function setTaskRunState(
  context: ServiceContext,
  id: string,
  { state: proposed, force }: { readonly state: StateCreate; readonly force: boolean },
): Promise<SetStateOutcome> {
  return context.store.transaction(async (repositories) => {
    const stored = await repositories.taskRuns.lock(id);
    if (!stored) throw taskRunNotFound(id, `Task run with id ${id} not found`);
    const { taskRun } = stored;
    const flowRun = taskRun.flow_run_id === null ? undefined : await repositories.flowRuns.find(taskRun.flow_run_id);
    const details = { task_run_id: id, flow_run_id: taskRun.flow_run_id };
    const state = completeState(context, proposed, { state: taskRun.state, details });
    const cacheKey = state.state_details.cache_key;
    const now = nowInstant(context);
    const cached =
      state.type === 'RUNNING' && cacheKey !== null
        ? await repositories.taskRunStates.findCached(cacheKey, now)
        : undefined;
    const facts = {
      ...taskRun,
      flowRun: flowRun ? { id: flowRun.flowRun.id, state: flowRun.flowRun.state } : null,
      cached: cached ?? null,
    };
    const { result, written } = proposeTaskRunState(facts, state, { now, force });
    if (written && result.state) await writeTaskRunState(repositories, stored, result.state);
    return { result, written };
  });
}
