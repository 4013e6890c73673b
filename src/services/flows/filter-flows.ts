// Use case: list flows.
import type { FlowSort } from '../../domain/filters/flow-filter.js';
import type { RunFilters } from '../../domain/filters/run-filters.js';
import type { Flow } from '../../domain/flows.js';
import type { ServiceContext } from '../service-context.js';

export type FilterFlows = RunFilters & { readonly sort: FlowSort; readonly limit: number; readonly offset: number };

/** The flows that all the filters let through. */
export async function filterFlows({ store }: ServiceContext, request: FilterFlows): Promise<Flow[]> {
  const { sort, limit, offset, ...filters } = request;
  return store.flows.list(filters, sort, { limit, offset });
}
