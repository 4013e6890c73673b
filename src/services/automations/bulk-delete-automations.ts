// Use case: delete the automations that fit a filter, each with its event, as if deleted one by one.
import { isSluiceError } from '../../domain/errors.js';
import type { AutomationFilter } from '../../domain/filters/automation-filter.js';
import type { ServiceContext } from '../service-context.js';
import { deleteAutomation } from './manage-automations.js';

export interface BulkDeleteAutomations {
  readonly automations?: AutomationFilter | null | undefined;
  readonly limit: number;
}

/** Deletes at most `limit` automations, by name. Tells the ids that were deleted. */
export async function bulkDeleteAutomations(
  context: ServiceContext,
  { automations, limit }: BulkDeleteAutomations,
): Promise<string[]> {
  const deleted: string[] = [];
  for (const { id } of await context.store.automations.list(automations, 'NAME_ASC', { limit, offset: 0 })) {
    try {
      await deleteAutomation(context, id);
      deleted.push(id);
    } catch (error) {
      // Somebody else was faster.
      if (!isSluiceError(error, 'not-found')) throw error;
    }
  }
  return deleted;
}
