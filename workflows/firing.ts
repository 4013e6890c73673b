// One firing of an automation: its actions in order, each retried by itself and on record. It goes on with the next
// action when one fails for good, and the automation never waits for it.
import {
  ActivityFailure,
  CancellationScope,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
} from '@temporalio/workflow';
import { errorOf } from '../src/contract/failures.js';
import type { ActionRequest, FiringRequest, SystemActivities } from '../src/contract/automations.js';
import { deriveId } from '../src/domain/ids.js';

const { sluiceBeginFiring, sluiceEndFiring, sluiceFailAction } = proxyActivities<SystemActivities>({
  startToCloseTimeout: '10 seconds',
  retry: { initialInterval: '200 milliseconds', maximumInterval: '10 seconds' },
});
const { sluiceRunAction } = proxyActivities<SystemActivities>({
  startToCloseTimeout: '2 minutes',
  heartbeatTimeout: '10 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute', maximumAttempts: 5 },
});

/** Carries out a firing. */
export async function firing(request: FiringRequest): Promise<void> {
  let status: 'completed' | 'failed' | 'cancelled' = 'completed';
  try {
    const actions = planActions(request);
    // The first action begins the firing itself: an activity of its own would keep every firing waiting for it.
    if (actions.length === 0) await sluiceBeginFiring(request);
    for (const action of actions) {
      setCurrentDetails(`Action ${action.index}: ${action.action.type}`);
      if (!(await runAction(action))) status = 'failed';
    }
  } catch (error) {
    if (!isCancellation(error)) throw error;
    status = 'cancelled';
    throw error;
  } finally {
    await CancellationScope.nonCancellable(() => sluiceEndFiring(request.id, status));
  }
}

/** The actions of a firing, in the order in which they are done. */
function planActions(request: FiringRequest): ActionRequest[] {
  const { automation, firing: fired } = request;
  const second = fired.state === 'Resolved' ? 'actions_on_resolve' : 'actions_on_trigger';
  const planned = [
    ...automation.actions.map((action) => ({ action, list: 'actions' as const })),
    ...automation[second].map((action) => ({ action, list: second }) as const),
  ];
  return planned.map(({ action, list }, index) => ({
    ...request,
    action,
    list,
    index,
    idempotency_key: deriveId('action', request.id, index),
  }));
}

async function runAction(request: ActionRequest): Promise<boolean> {
  try {
    return (await sluiceRunAction(request)).status === 'executed';
  } catch (error) {
    if (isCancellation(error)) throw error;
    const cause = error instanceof ActivityFailure ? error.cause : error;
    await sluiceFailAction(
      request,
      errorOf(cause)?.message ?? (cause instanceof Error ? cause.message : String(cause)),
    );
    return false;
  }
}
