// What the reconciler must not forget when the server stops: how far it has looked at workflows that closed, and which runs
// were deleted, since such a run is still to be found on Temporal and must not come back.
import { integer, pgTable, uuid } from 'drizzle-orm/pg-core';
import { instant } from './columns.js';

export const deletedFlowRuns = pgTable('deleted_flow_runs', {
  id: uuid().primaryKey(),
  deleted: instant().notNull(),
});

/** One row. */
export const reconciliation = pgTable('reconciliation', {
  id: integer().primaryKey(),
  /** Every workflow that closed before this has been looked at. */
  closed_before: instant().notNull(),
});
