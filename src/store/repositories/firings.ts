// The ledger of automations: firings, and their actions with every attempt. Nothing is ever written over but an outcome.
import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm';
import type { FiringAction, FiringRecord, FiringStatus } from '../../domain/automations/ledger.js';
import { toInstant } from '../../domain/instants.js';
import type { Database } from '../database.js';
import { firingActions, firings } from '../schema/index.js';
import type { ListPage } from './flow-runs.js';
import { isStorableId } from './storable-id.js';

export type FiringInsert = Omit<FiringRecord, 'actions' | 'ended' | 'status'>;
export type AttemptOutcome = Pick<FiringAction, 'status' | 'reason' | 'details'> & { readonly error: string | null };

export class FiringRepository {
  constructor(
    private readonly database: Database,
    private readonly now: () => Date,
  ) {}

  /** Writes a firing; one that is there stays, and runs again after a redrive. */
  async begin(row: FiringInsert): Promise<void> {
    await this.database
      .insert(firings)
      .values({ ...row, status: 'running', ended: null })
      .onConflictDoUpdate({ target: firings.id, set: { status: 'running', ended: null } });
  }

  async end(id: string, status: FiringStatus): Promise<void> {
    await this.database
      .update(firings)
      .set({ status, ended: toInstant(this.now()) })
      .where(eq(firings.id, id));
  }

  /** Opens a failed or cancelled firing again. False: it is under way, or nothing of it failed. */
  async reopen(id: string): Promise<boolean> {
    const reopened = await this.database
      .update(firings)
      .set({ status: 'running', ended: null })
      .where(and(eq(firings.id, id), inArray(firings.status, ['failed', 'cancelled'])))
      .returning({ id: firings.id });
    return reopened.length > 0;
  }

  async findAction(firingId: string, index: number): Promise<FiringAction | undefined> {
    const [row] = await this.database
      .select()
      .from(firingActions)
      .where(and(eq(firingActions.firing_id, firingId), eq(firingActions.index, index)));
    return row && toAction(row);
  }

  /** Writes what an attempt at an action came to. */
  async recordAttempt(
    firingId: string,
    action: Pick<FiringAction, 'index' | 'list' | 'action' | 'idempotency_key'>,
    outcome: AttemptOutcome,
  ): Promise<void> {
    const at = toInstant(this.now());
    const { error, ...result } = outcome;
    const before = (await this.findAction(firingId, action.index))?.attempts ?? [];
    const row = { ...action, ...result, firing_id: firingId, attempts: [...before, { at, error }], updated: at };
    await this.database
      .insert(firingActions)
      .values(row)
      .onConflictDoUpdate({ target: [firingActions.firing_id, firingActions.index], set: row });
  }

  async find(id: string): Promise<FiringRecord | undefined> {
    if (!isStorableId(id)) return undefined;
    const rows = await this.database.select().from(firings).where(eq(firings.id, id));
    return (await this.withActions(rows))[0];
  }

  /** An automation's firings, the newest first. */
  async list(automationId: string, { limit, offset }: ListPage): Promise<FiringRecord[]> {
    const rows = await this.database
      .select()
      .from(firings)
      .where(eq(firings.automation_id, automationId))
      .orderBy(desc(firings.triggered), desc(firings.id))
      .limit(limit)
      .offset(offset);
    return this.withActions(rows);
  }

  /** Deletes at most `limit` ended firings triggered before an instant. Tells how many. */
  async deleteTriggeredBefore(before: string, limit: number): Promise<number> {
    const old = sql`select id from ${firings} where triggered < ${before}::timestamptz and ended is not null limit ${limit}`;
    const deleted = await this.database
      .delete(firings)
      .where(sql`${firings.id} in (${old})`)
      .returning({ id: firings.id });
    return deleted.length;
  }

  private async withActions(rows: readonly (typeof firings.$inferSelect)[]): Promise<FiringRecord[]> {
    if (rows.length === 0) return [];
    const actions = await this.database
      .select()
      .from(firingActions)
      .where(
        inArray(
          firingActions.firing_id,
          rows.map(({ id }) => id),
        ),
      )
      .orderBy(asc(firingActions.index));
    return rows.map((row) => ({
      ...row,
      actions: actions.filter((action) => action.firing_id === row.id).map(toAction),
    }));
  }
}

function toAction({ firing_id: _, ...row }: typeof firingActions.$inferSelect): FiringAction {
  return row as FiringAction;
}
