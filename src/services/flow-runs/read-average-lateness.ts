// Use case: how late flow runs are on average.
import type { RunFilters } from '../../domain/filters/run-filters.js';
import type { ServiceContext } from '../service-context.js';

/** Seconds over the runs that all the filters let through; null without runs. */
export async function readAverageLateness({ store }: ServiceContext, filters: RunFilters): Promise<number | null> {
  return store.flowRuns.readAverageLateness(filters);
}
