// Use case: run a failed flow run again from where it failed. On Temporal that is a new run under the same workflow id
// which remembers the finished tasks and the answered pauses; a recorded run is scheduled again for whoever drives it.
import { setTimeout as delay } from 'node:timers/promises';
import { isSluiceError, SluiceError } from '../../domain/errors.js';
import type { FlowRun } from '../../domain/flow-runs.js';
import { isTerminal } from '../../domain/states.js';
import type { ServiceContext } from '../service-context.js';
import { completeState, writeFlowRunState } from '../states/write-state.js';
import { requireFlowRun } from './find-flow-run.js';
import { assertOwnWorkflow } from './own-workflow.js';
import { proposeToRecord } from './propose-to-record.js';

/**
 * The run, going again.
 *
 * @throws `flow-run-not-found`; `conflict` when it has not ended, ended well, is being retried or cannot be; `wait-timeout`
 *   when no worker serves it; `temporal-unavailable`
 */
export async function retryFlowRun(context: ServiceContext, id: string): Promise<FlowRun> {
  const { flowRun } = await requireFlowRun(context, id);
  const { state, workflow_id: workflowId } = flowRun;
  if (!state || !isTerminal(state.type) || state.type === 'COMPLETED') {
    const message = `Only a run that failed, crashed or was cancelled is retried; this one is ${state?.name ?? 'new'}.`;
    throw new SluiceError('conflict', message);
  }
  await assertOwnWorkflow(context, flowRun);
  if (workflowId === null) await rescheduleRecord(context, id);
  else await restart(context, id, workflowId, state.id);
  return (await requireFlowRun(context, id)).flowRun;
}

async function rescheduleRecord(context: ServiceContext, id: string): Promise<void> {
  const { result } = await proposeToRecord(context, id, { state: { type: 'SCHEDULED', name: 'AwaitingRetry' } });
  if (result.status === 'ACCEPT') return;
  const reason = 'reason' in result.details ? result.details.reason : null;
  throw new SluiceError('conflict', reason ?? 'The run cannot be retried.');
}

async function restart(context: ServiceContext, id: string, workflowId: string, endedIn: string): Promise<void> {
  await waitUntilClosed(context, workflowId);
  try {
    await context.temporal.retryFlowRun(workflowId);
  } catch (error) {
    if (!isSluiceError(error, 'flow-run-not-found')) throw error;
    throw new SluiceError('conflict', 'Temporal no longer keeps what the run knew, so it cannot be retried.');
  }
  // The run's own record follows; until then whoever reads it must not take it for ended.
  await context.store.transaction(async (repositories) => {
    const stored = await repositories.flowRuns.lock(id);
    if (stored?.flowRun.state_id !== endedIn) return;
    const proposed = { type: 'SCHEDULED', name: 'AwaitingRetry', message: 'Retried from where it failed.' } as const;
    const state = completeState(context, proposed, { state: stored.flowRun.state, details: { flow_run_id: id } });
    await writeFlowRunState(repositories, stored, state, stored.flowRun.empirical_policy);
  });
}

const POLL_MS = 50;
const CLOSING_MS = 5_000;

/** A run records its end a moment before its workflow closes; that moment is waited out. */
async function waitUntilClosed({ temporal }: ServiceContext, workflowId: string): Promise<void> {
  for (const deadline = Date.now() + CLOSING_MS; Date.now() < deadline; await delay(POLL_MS)) {
    if ((await temporal.describeFlowRun(workflowId))?.status !== 'running') return;
  }
}
