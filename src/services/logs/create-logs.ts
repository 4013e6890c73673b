// Use case: write log lines.
import type { LogCreate } from '../../domain/logs.js';
import type { ServiceContext } from '../service-context.js';
import { logBellOf } from './log-bell.js';

/** A line with an id that is there changes nothing. Whether the runs exist is not checked: lines may come first. */
export async function createLogs(context: ServiceContext, lines: readonly LogCreate[]): Promise<void> {
  await context.store.logs.insert(lines.map((line) => ({ ...line, id: line.id ?? context.newId() })));
  for (const id of new Set(lines.map(({ flow_run_id }) => flow_run_id))) if (id) logBellOf(context.store).ring(id);
}
