// How far the reconciler has come, kept so that a server which was away looks at all that closed meanwhile; and which runs
// were deleted.
import { and, eq, inArray, isNotNull, lt, sql } from 'drizzle-orm';
import { toInstant } from '../../domain/instants.js';
import type { Database } from '../database.js';
import { deletedFlowRuns, flowRuns, reconciliation } from '../schema/index.js';
import { isStorableId } from './storable-id.js';

const ROW = 1;

export class ReconciliationRepository {
  constructor(private readonly database: Database) {}

  /** Every workflow that closed before this has been looked at; undefined before the first pass of all. */
  async readClosedBefore(): Promise<Date | undefined> {
    const [row] = await this.database.select().from(reconciliation).where(eq(reconciliation.id, ROW));
    return row && new Date(row.closed_before);
  }

  /** Moves that on, never back; what was deleted before is forgotten. */
  async moveClosedBefore(at: Date): Promise<void> {
    const instant = toInstant(at);
    await this.database
      .insert(reconciliation)
      .values({ id: ROW, closed_before: instant })
      .onConflictDoUpdate({
        target: reconciliation.id,
        set: { closed_before: sql`greatest(${reconciliation.closed_before}, excluded.closed_before)` },
      });
    await this.database.delete(deletedFlowRuns).where(lt(deletedFlowRuns.deleted, instant));
  }

  /** The number of the last record that was applied, of those of the runs that are there; -1 before the first. */
  async readRecordSequences(ids: readonly string[]): Promise<Map<string, number>> {
    const rows = await ofStorable(ids, (storable) =>
      this.database
        .select({ id: flowRuns.id, sequence: flowRuns.record_sequence })
        .from(flowRuns)
        .where(inArray(flowRuns.id, storable)),
    );
    return new Map(rows.map(({ id, sequence }) => [id, sequence]));
  }

  /** Those of the runs whose end is on record. */
  async listEnded(ids: readonly string[]): Promise<Set<string>> {
    const rows = await ofStorable(ids, (storable) =>
      this.database
        .select({ id: flowRuns.id })
        .from(flowRuns)
        .where(and(inArray(flowRuns.id, storable), isNotNull(flowRuns.end_time))),
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** Those of the runs that were deleted. */
  async listDeleted(ids: readonly string[]): Promise<Set<string>> {
    const rows = await ofStorable(ids, (storable) =>
      this.database
        .select({ id: deletedFlowRuns.id })
        .from(deletedFlowRuns)
        .where(inArray(deletedFlowRuns.id, storable)),
    );
    return new Set(rows.map(({ id }) => id));
  }
}

/** The rows of those ids that can be in a table; nothing is asked when there are none. */
async function ofStorable<Row>(ids: readonly string[], select: (ids: string[]) => PromiseLike<Row[]>): Promise<Row[]> {
  const storable = ids.filter(isStorableId);
  return storable.length === 0 ? [] : select(storable);
}
