// Use case: cancel a flow run; its running tasks are told.
import type { SetStateOutcome } from '../../domain/orchestration.js';
import type { ServiceContext } from '../service-context.js';
import { requireFlowRun } from './find-flow-run.js';
import { setFlowRunState } from './set-flow-run-state.js';

/** Cancelling, or Cancelled at once where nothing has to wind down. Throws `flow-run-not-found`, `temporal-unavailable`. */
export async function cancelFlowRun(context: ServiceContext, id: string): Promise<SetStateOutcome> {
  await requireFlowRun(context, id);
  return setFlowRunState(context, id, { state: { type: 'CANCELLING' } });
}
