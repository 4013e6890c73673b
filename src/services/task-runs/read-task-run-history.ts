// Use case: task runs counted by state over intervals of time.
import type { RunFilters } from '../../domain/filters/run-filters.js';
import { readHistory, type HistoryInterval, type HistorySpan } from '../history-intervals.js';
import type { ServiceContext } from '../service-context.js';

/** A row an interval, by the instant task runs were expected to start. Throws `request-invalid`. */
export async function readTaskRunHistory(
  { store }: ServiceContext,
  request: RunFilters & HistorySpan,
): Promise<HistoryInterval[]> {
  const { history_start, history_end, history_interval_seconds, ...filters } = request;
  return readHistory({ history_start, history_end, history_interval_seconds }, (span) =>
    store.taskRuns.readHistory(filters, span),
  );
}
