// Who ended which pause of a run, when and with what answer. Written once, never changed.
import { asc, eq } from 'drizzle-orm';
import type { Decision } from '../../domain/pauses.js';
import type { Database } from '../database.js';
import { decisions } from '../schema/index.js';
import { isStorableId } from './storable-id.js';

export class DecisionRepository {
  constructor(private readonly database: Database) {}

  /** Inserts decisions; one whose id is there changes nothing. */
  async insert(flowRunId: string, taken: readonly Decision[]): Promise<void> {
    if (taken.length === 0) return;
    await this.database
      .insert(decisions)
      .values(taken.map((decision) => ({ ...decision, flow_run_id: flowRunId, answer: decision.answer ?? null })))
      .onConflictDoNothing();
  }

  /** A run's decisions, first to last. */
  async listByRun(flowRunId: string): Promise<Decision[]> {
    if (!isStorableId(flowRunId)) return [];
    const rows = await this.database
      .select()
      .from(decisions)
      .where(eq(decisions.flow_run_id, flowRunId))
      .orderBy(asc(decisions.decided_at), asc(decisions.id));
    return rows.map(({ flow_run_id: _, ...decision }) => decision);
  }
}
