// Use case: propose a state to every flow run that fits, up to a limit.
import type { RunFilters } from '../../domain/filters/run-filters.js';
import type { OrchestrationResult } from '../../domain/orchestration.js';
import type { ServiceContext } from '../service-context.js';
import type { ProposeFlowRunState } from './propose-to-record.js';
import { setFlowRunState } from './set-flow-run-state.js';

export type BulkResult = OrchestrationResult & { readonly flow_run_id: string };

/** What became of each; a run whose proposal ended in an error is an ABORT row with the error's sentence. */
export async function bulkSetFlowRunState(
  context: ServiceContext,
  { state, force, actor, limit, ...filters }: RunFilters & ProposeFlowRunState & { readonly limit: number },
): Promise<BulkResult[]> {
  const results: BulkResult[] = [];
  for (const { flowRun } of await context.store.flowRuns.list(filters, 'ID_DESC', { limit, offset: 0 })) {
    results.push({ flow_run_id: flowRun.id, ...(await proposeOrAbort(context, flowRun.id, { state, force, actor })) });
  }
  return results;
}

async function proposeOrAbort(
  context: ServiceContext,
  id: string,
  proposal: ProposeFlowRunState,
): Promise<OrchestrationResult> {
  try {
    return (await setFlowRunState(context, id, proposal)).result;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { state: null, status: 'ABORT', details: { type: 'abort_details', reason } };
  }
}
