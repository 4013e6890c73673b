// Use case: count flow runs.
import type { RunFilters } from '../../domain/filters/run-filters.js';
import type { ServiceContext } from '../service-context.js';

/** How many runs all the filters let through. */
export async function countFlowRuns({ store }: ServiceContext, filters: RunFilters): Promise<number> {
  return store.flowRuns.count(filters);
}
