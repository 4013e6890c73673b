// Use cases that delete flows with all that is theirs: runs, and deployments with what those own.
import { isSluiceError, SluiceError } from '../../domain/errors.js';
import type { RunFilters } from '../../domain/filters/run-filters.js';
import { bulkDeleteDeployments } from '../deployments/bulk-delete-deployments.js';
import { bulkDeleteFlowRuns } from '../flow-runs/bulk-delete-flow-runs.js';
import type { ServiceContext } from '../service-context.js';

/** Runs that still live are terminated first. Throws `flow-not-found`. */
export async function deleteFlow(context: ServiceContext, id: string): Promise<void> {
  const { store } = context;
  if (!(await store.flows.find(id))) {
    throw new SluiceError('flow-not-found', 'Flow not found', { details: { flow_id: id } });
  }
  const ofFlow: RunFilters = { flows: { operator: 'and_', id: { any_: [id] } } };
  // Before the runs, so that no schedule makes another one.
  while ((await bulkDeleteDeployments(context, { ...ofFlow, limit: 200 })).length > 0);
  while ((await bulkDeleteFlowRuns(context, { ...ofFlow, limit: 200 })).length > 0);
  await store.flows.delete(id);
}

/** Deletes at most `limit` flows that fit, by name. Tells the ids that were deleted. */
export async function bulkDeleteFlows(
  context: ServiceContext,
  { limit, ...filters }: RunFilters & { readonly limit: number },
): Promise<string[]> {
  const deleted: string[] = [];
  for (const { id } of await context.store.flows.list(filters, 'NAME_ASC', { limit, offset: 0 })) {
    try {
      await deleteFlow(context, id);
      deleted.push(id);
    } catch (error) {
      // Somebody else was faster.
      if (!isSluiceError(error, 'flow-not-found')) throw error;
    }
  }
  return deleted;
}
