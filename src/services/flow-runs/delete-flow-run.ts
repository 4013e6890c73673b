// Use case: delete a flow run with its task runs, states, inputs, decisions and log.
import { isSluiceError } from '../../domain/errors.js';
import { isTerminal } from '../../domain/states.js';
import type { StoredFlowRun } from '../../store/store.js';
import type { ServiceContext } from '../service-context.js';
import { requireFlowRun } from './find-flow-run.js';

/** One that still lives on Temporal is terminated first. Throws `flow-run-not-found`, `temporal-unavailable`. */
export async function deleteFlowRun(context: ServiceContext, id: string): Promise<void> {
  await deleteStoredRuns(context, [await requireFlowRun(context, id)]);
}

/** Terminates and deletes; gives the ids that were there. */
export async function deleteStoredRuns(context: ServiceContext, runs: readonly StoredFlowRun[]): Promise<string[]> {
  for (const { flowRun } of runs) {
    if (flowRun.workflow_id === null || (flowRun.state_type && isTerminal(flowRun.state_type))) continue;
    await terminateIfOpen(context, flowRun.workflow_id);
  }
  return context.store.transaction(async ({ flowRuns, logs }) => {
    const deleted = await flowRuns.delete(runs.map(({ flowRun }) => flowRun.id));
    await logs.deleteByFlowRuns(deleted);
    return deleted;
  });
}

async function terminateIfOpen({ temporal }: ServiceContext, workflowId: string): Promise<void> {
  try {
    await temporal.terminateFlowRun(workflowId, 'The flow run was deleted.');
  } catch (error) {
    if (!isSluiceError(error, 'flow-run-not-found') && !isSluiceError(error, 'flow-run-finished')) throw error;
  }
}
