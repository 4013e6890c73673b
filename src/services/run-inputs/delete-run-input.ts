// Use case: delete one input of a flow run. That makes room at a run that is not on Temporal; one that is has the input
// already, and makes room by receiving it.
import { SluiceError } from '../../domain/errors.js';
import type { ServiceContext } from '../service-context.js';

/** Throws `not-found`. */
export async function deleteRunInput({ store }: ServiceContext, flowRunId: string, key: string): Promise<void> {
  const deleted = await store.transaction(async ({ flowRuns, runInboxes, runInputs }) => {
    const input = await runInputs.find(flowRunId, key);
    if (!input || !(await runInputs.delete(flowRunId, key))) return false;
    const isOnTemporal = (await flowRuns.find(flowRunId))?.flowRun.workflow_id != null;
    if (!isOnTemporal) await runInboxes.release(flowRunId, Buffer.byteLength(input.value));
    return true;
  });
  if (!deleted) throw new SluiceError('not-found', 'Flow run input not found', { details: { key } });
}
