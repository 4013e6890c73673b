// Use case: list task runs by pages.
import type { RunFilters } from '../../domain/filters/run-filters.js';
import type { TaskRunSort } from '../../domain/filters/task-run-filter.js';
import type { TaskRun } from '../../domain/task-runs.js';
import { readPage, type Page } from '../page.js';
import type { ServiceContext } from '../service-context.js';
import { filterTaskRuns } from './filter-task-runs.js';

export type PaginateTaskRuns = RunFilters & {
  readonly sort: TaskRunSort;
  readonly limit: number;
  readonly page: number;
};

/** One page of the task runs that all the filters let through. */
export async function paginateTaskRuns(context: ServiceContext, request: PaginateTaskRuns): Promise<Page<TaskRun>> {
  const { sort, limit, page, ...filters } = request;
  return readPage(
    { limit, page },
    (part) => filterTaskRuns(context, { ...filters, sort, ...part }),
    () => context.store.taskRuns.count(filters),
  );
}
