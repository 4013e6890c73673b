// Use case: list flow runs by pages.
import type { FlowRunSort } from '../../domain/filters/flow-run-filter.js';
import type { RunFilters } from '../../domain/filters/run-filters.js';
import type { FlowRun } from '../../domain/flow-runs.js';
import { readPage, type Page } from '../page.js';
import type { ServiceContext } from '../service-context.js';
import { filterFlowRuns } from './filter-flow-runs.js';

export type PaginateFlowRuns = RunFilters & {
  readonly sort: FlowRunSort;
  readonly limit: number;
  readonly page: number;
};

/** One page of the runs that all the filters let through. */
export async function paginateFlowRuns(context: ServiceContext, request: PaginateFlowRuns): Promise<Page<FlowRun>> {
  const { sort, limit, page, ...filters } = request;
  return readPage(
    { limit, page },
    (part) => filterFlowRuns(context, { ...filters, sort, ...part }),
    () => context.store.flowRuns.count(filters),
  );
}
