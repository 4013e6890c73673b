// Use case: list flow runs.
import type { FlowRunSort } from '../../domain/filters/flow-run-filter.js';
import type { RunFilters } from '../../domain/filters/run-filters.js';
import type { FlowRun } from '../../domain/flow-runs.js';
import type { ServiceContext } from '../service-context.js';

export type FilterFlowRuns = RunFilters & {
  readonly sort: FlowRunSort;
  readonly limit: number;
  readonly offset: number;
};

/** The runs that all the filters let through. */
export async function filterFlowRuns({ store }: ServiceContext, request: FilterFlowRuns): Promise<FlowRun[]> {
  const { sort, limit, offset, ...filters } = request;
  const stored = await store.flowRuns.list(filters, sort, { limit, offset });
  return stored.map(({ flowRun }) => flowRun);
}
