// Use case: list task runs.
import type { RunFilters } from '../../domain/filters/run-filters.js';
import type { TaskRunSort } from '../../domain/filters/task-run-filter.js';
import type { TaskRun } from '../../domain/task-runs.js';
import type { ServiceContext } from '../service-context.js';

export type FilterTaskRuns = RunFilters & {
  readonly sort: TaskRunSort;
  readonly limit: number;
  readonly offset: number;
};

/** The task runs that all the filters let through. */
export async function filterTaskRuns({ store }: ServiceContext, request: FilterTaskRuns): Promise<TaskRun[]> {
  const { sort, limit, offset, ...filters } = request;
  const stored = await store.taskRuns.list(filters, sort, { limit, offset });
  return stored.map(({ taskRun }) => taskRun);
}
