// Use case: list log lines.
import type { LogFilter, LogSort } from '../../domain/filters/log-filter.js';
import type { Log } from '../../domain/logs.js';
import type { ServiceContext } from '../service-context.js';

export interface FilterLogs {
  readonly logs?: LogFilter | null;
  readonly sort: LogSort;
  readonly limit: number;
  readonly offset: number;
}

/** The lines that the filter lets through. */
export async function filterLogs({ store }: ServiceContext, request: FilterLogs): Promise<Log[]> {
  const { logs, sort, limit, offset } = request;
  return store.logs.list(logs, sort, { limit, offset });
}
