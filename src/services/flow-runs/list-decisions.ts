// Use case: who ended which pause of a flow run.
import type { Decision } from '../../domain/pauses.js';
import type { ServiceContext } from '../service-context.js';
import { requireFlowRun } from './find-flow-run.js';

/** First to last. Throws `flow-run-not-found`. */
export async function listDecisions(context: ServiceContext, flowRunId: string): Promise<Decision[]> {
  await requireFlowRun(context, flowRunId);
  return context.store.decisions.listByRun(flowRunId);
}
