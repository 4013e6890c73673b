// Use case: delete every flow run that fits, up to a limit.
import type { RunFilters } from '../../domain/filters/run-filters.js';
import type { ServiceContext } from '../service-context.js';
import { deleteStoredRuns } from './delete-flow-run.js';

/** The ids that were deleted. Throws `temporal-unavailable` when a run that still lives cannot be terminated. */
export async function bulkDeleteFlowRuns(
  context: ServiceContext,
  { limit, ...filters }: RunFilters & { readonly limit: number },
): Promise<string[]> {
  return deleteStoredRuns(context, await context.store.flowRuns.list(filters, 'ID_DESC', { limit, offset: 0 }));
}
