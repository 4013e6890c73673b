// Use case: list flows by pages.
import type { FlowSort } from '../../domain/filters/flow-filter.js';
import type { RunFilters } from '../../domain/filters/run-filters.js';
import type { Flow } from '../../domain/flows.js';
import { readPage, type Page } from '../page.js';
import type { ServiceContext } from '../service-context.js';

export type PaginateFlows = RunFilters & { readonly sort: FlowSort; readonly limit: number; readonly page: number };

/** One page of the flows that all the filters let through. */
export async function paginateFlows({ store }: ServiceContext, request: PaginateFlows): Promise<Page<Flow>> {
  const { sort, limit, page, ...filters } = request;
  return readPage(
    { limit, page },
    (part) => store.flows.list(filters, sort, part),
    () => store.flows.count(filters),
  );
}
