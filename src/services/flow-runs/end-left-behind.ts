// What a run leaves behind that was ended over its head: tasks under way ended with it, subflows are cancelled. A run that
// ends by itself sees to both; one whose workflow was terminated no longer can.
import { isSluiceError } from '../../domain/errors.js';
import type { StateType } from '../../domain/states.js';
import type { ServiceContext } from '../service-context.js';
import { completeState, writeTaskRunState } from '../states/write-state.js';

/** Ends a run's unfinished task runs, as Crashed or else as Cancelled, and asks its subflows to end. */
export async function endLeftBehind(context: ServiceContext, flowRunId: string, end: StateType): Promise<void> {
  const type = end === 'CRASHED' ? 'CRASHED' : 'CANCELLED';
  const message = 'The flow run around this task run ended from outside.';
  const subflows = await context.store.transaction(async (repositories) => {
    const unfinished = await repositories.taskRuns.listUnfinished(flowRunId);
    for (const stored of unfinished) {
      const details = {
        flow_run_id: flowRunId,
        task_run_id: stored.taskRun.id,
        child_flow_run_id: stored.taskRun.state?.state_details.child_flow_run_id ?? null,
      };
      const state = completeState(context, { type, message }, { state: stored.taskRun.state, details });
      await writeTaskRunState(repositories, stored, state);
    }
    return unfinished
      .filter(({ taskRun }) => taskRun.task_key.startsWith('flow:'))
      .flatMap(({ taskRun }) => taskRun.state?.state_details.child_flow_run_id ?? []);
  });
  for (const id of subflows) await cancelSubflow(context, id);
}

/** Asks on Temporal, where the child may run although nothing of it is on record yet. */
async function cancelSubflow({ store, temporal, log }: ServiceContext, id: string): Promise<void> {
  try {
    await temporal.cancelFlowRun((await store.flowRuns.find(id))?.flowRun.workflow_id ?? id);
  } catch (error) {
    if (isSluiceError(error, 'flow-run-finished') || isSluiceError(error, 'flow-run-not-found')) return;
    log.warn({ flow_run_id: id, error }, 'A subflow of a run that was ended from outside could not be cancelled');
  }
}
