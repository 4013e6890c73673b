// Use case: delete one input of a flow run. A run on Temporal has the input already: it is taken from it first, unless it
// was received before. Room is made at once at a run that is not on Temporal; another is asked when its room is used up.
import { isSluiceError, SluiceError } from '../../domain/errors.js';
import type { ServiceContext } from '../service-context.js';

/** Throws `not-found`; `temporal-unavailable`, and then nothing was deleted. */
export async function deleteRunInput(context: ServiceContext, flowRunId: string, key: string): Promise<void> {
  const { store } = context;
  const workflowId = (await store.flowRuns.find(flowRunId))?.flowRun.workflow_id ?? null;
  if (workflowId !== null && (await store.runInputs.find(flowRunId, key))) await withdraw(context, workflowId, key);
  const deleted = await store.transaction(async ({ runInboxes, runInputs }) => {
    const input = await runInputs.find(flowRunId, key);
    if (!input || !(await runInputs.delete(flowRunId, key))) return false;
    if (workflowId === null) await runInboxes.release(flowRunId, Buffer.byteLength(input.value));
    return true;
  });
  if (!deleted) throw new SluiceError('not-found', 'Flow run input not found', { details: { key } });
}

/** A run that has ended receives nothing any more, and one whose start is still to come is told of what is kept then. */
async function withdraw({ temporal }: ServiceContext, workflowId: string, key: string): Promise<void> {
  try {
    await temporal.signalInput(workflowId, { key, value: null, sender: null, withdrawn: true });
  } catch (error) {
    if (!isSluiceError(error, 'flow-run-finished') && !isSluiceError(error, 'flow-run-not-found')) throw error;
  }
}
