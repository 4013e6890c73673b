// Use case: propose a state of a flow run. A run that is only recorded moves through the rules alone. A run on Temporal
// moves itself: there a proposal is a wish that is passed on (cancel, suspend, resume, retry), or is refused; only force
// ends it over its head.
import type { SetStateOutcome } from '../../domain/orchestration.js';
import type { ServiceContext } from '../service-context.js';
import { directRunOnTemporal } from './direct-run-on-temporal.js';
import { flowRunNotFound } from './find-flow-run.js';
import { proposeToRecord, type ProposeFlowRunState } from './propose-to-record.js';

/** Throws `flow-run-not-found`, `temporal-unavailable`. A refusal is an outcome, not an error. */
export async function setFlowRunState(
  context: ServiceContext,
  id: string,
  proposal: ProposeFlowRunState,
): Promise<SetStateOutcome> {
  const stored = await context.store.flowRuns.find(id);
  if (!stored) throw flowRunNotFound(id, 'names-the-run');
  if (stored.flowRun.workflow_id === null) return proposeToRecord(context, id, proposal);
  return directRunOnTemporal(context, stored, proposal);
}
