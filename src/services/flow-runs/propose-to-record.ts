// A proposal for a flow run's record: judged by the rules, and written when they accept it. Apart from the use case, since
// cancelling and resuming a recorded run come through here as well.
import type { SetStateOutcome } from '../../domain/orchestration.js';
import type { StateCreate } from '../../domain/states.js';
import { proposeFlowRunState } from '../../domain/transitions.js';
import type { StoredFlowRun } from '../../store/store.js';
import { nowInstant, type ServiceContext } from '../service-context.js';
import { completeState, writeFlowRunState } from '../states/write-state.js';
import { flowRunNotFound } from './find-flow-run.js';

export interface ProposeFlowRunState {
  readonly state: StateCreate;
  /** Skips the rules. @default false */
  readonly force?: boolean;
  /** Who proposes it, for decision records. */
  readonly actor?: string | null;
}

/** Judges a proposal by the rules and writes what they accept, or put in its place. */
export async function proposeToRecord(
  context: ServiceContext,
  id: string,
  { state: proposed, force = false }: ProposeFlowRunState,
): Promise<SetStateOutcome> {
  return context.store.transaction(async (repositories) => {
    const stored = await repositories.flowRuns.lock(id);
    if (!stored) throw flowRunNotFound(id, 'names-the-run');
    const { result, written, policy } = judgeProposal(context, stored, proposed, force);
    if (written && result.state) await writeFlowRunState(repositories, stored, result.state, policy);
    return { result, written };
  });
}

/** The verdict of the rules; nothing is written. */
export function judgeProposal(
  context: ServiceContext,
  { flowRun }: StoredFlowRun,
  proposed: StateCreate,
  force: boolean,
): ReturnType<typeof proposeFlowRunState> {
  const details = {
    flow_run_id: flowRun.id,
    ...(flowRun.parent_task_run_id === null ? {} : { task_run_id: flowRun.parent_task_run_id }),
  };
  const state = completeState(context, proposed, { state: flowRun.state, details });
  const onTemporal = flowRun.workflow_id !== null;
  const facts = {
    ...flowRun,
    reschedulable: flowRun.deployment_id !== null || onTemporal,
    // Whoever drives a recorded run is its own engine; a run on Temporal has one that does not come through here.
    fromOutside: onTemporal,
  };
  return proposeFlowRunState(facts, state, { now: nowInstant(context), force });
}
