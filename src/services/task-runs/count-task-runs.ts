// Use case: count task runs.
import type { RunFilters } from '../../domain/filters/run-filters.js';
import type { ServiceContext } from '../service-context.js';

/** How many task runs all the filters let through. */
export async function countTaskRuns({ store }: ServiceContext, filters: RunFilters): Promise<number> {
  return store.taskRuns.count(filters);
}
