// Use case: count flows.
import type { RunFilters } from '../../domain/filters/run-filters.js';
import type { ServiceContext } from '../service-context.js';

/** How many flows all the filters let through. */
export async function countFlows({ store }: ServiceContext, filters: RunFilters): Promise<number> {
  return store.flows.count(filters);
}
