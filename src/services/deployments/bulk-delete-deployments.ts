// Use case: delete the deployments that fit, each with what it owns, as if deleted one by one.
import { isSluiceError } from '../../domain/errors.js';
import type { RunFilters } from '../../domain/filters/run-filters.js';
import type { ServiceContext } from '../service-context.js';
import { deleteDeployment } from './manage-deployments.js';

/** Deletes at most `limit` deployments, by name. Tells the ids that were deleted. */
export async function bulkDeleteDeployments(
  context: ServiceContext,
  { limit, ...filters }: RunFilters & { readonly limit: number },
): Promise<string[]> {
  const deleted: string[] = [];
  for (const { id } of await context.store.deployments.list(filters, 'NAME_ASC', { limit, offset: 0 })) {
    try {
      await deleteDeployment(context, id);
      deleted.push(id);
    } catch (error) {
      // Somebody else was faster.
      if (!isSluiceError(error, 'not-found')) throw error;
    }
  }
  return deleted;
}
