// Work pools, and the workers that told us by themselves that they serve one.
import { and, asc, count, eq, inArray, sql } from 'drizzle-orm';
import type { WorkPoolFilter } from '../../domain/work-pools/work-pool-filter.js';
import { toInstant } from '../../domain/instants.js';
import type { Database } from '../database.js';
import { poolWorkers, workPools } from '../schema/index.js';
import { workPoolCondition } from './deployment-conditions.js';
import type { ListPage } from './flow-runs.js';
import { isStorableId } from './storable-id.js';

export type StoredWorkPool = typeof workPools.$inferSelect;
export type StoredPoolWorker = typeof poolWorkers.$inferSelect;
type Kept = 'created' | 'updated' | 'ready' | 'told_status' | 'told_event_id' | 'told_at';
export type WorkPoolInsert = Omit<StoredWorkPool, Kept>;
export type WorkPoolPatch = Partial<Omit<StoredWorkPool, 'id' | 'created' | 'updated'>>;

export class WorkPoolRepository {
  constructor(
    private readonly database: Database,
    private readonly now: () => Date,
  ) {}

  /** Undefined: there is one with this name. */
  async insert(row: WorkPoolInsert): Promise<StoredWorkPool | undefined> {
    const now = toInstant(this.now());
    const [written] = await this.database
      .insert(workPools)
      .values({ ...row, created: now, updated: now })
      .onConflictDoNothing({ target: workPools.name })
      .returning();
    return written;
  }

  async find(id: string): Promise<StoredWorkPool | undefined> {
    if (!isStorableId(id)) return undefined;
    const [row] = await this.database.select().from(workPools).where(eq(workPools.id, id));
    return row;
  }

  async findByName(name: string): Promise<StoredWorkPool | undefined> {
    const [row] = await this.database.select().from(workPools).where(eq(workPools.name, name));
    return row;
  }

  /** The same, and keeps others from changing it, or starting its runs, until the transaction ends. */
  async lockByName(name: string): Promise<StoredWorkPool | undefined> {
    const [row] = await this.database.select().from(workPools).where(eq(workPools.name, name)).for('update');
    return row;
  }

  async findAll(ids: readonly string[]): Promise<StoredWorkPool[]> {
    if (ids.length === 0) return [];
    return this.database
      .select()
      .from(workPools)
      .where(inArray(workPools.id, [...ids]));
  }

  async list(filter: WorkPoolFilter | null | undefined, page: ListPage): Promise<StoredWorkPool[]> {
    return this.database
      .select()
      .from(workPools)
      .where(workPoolCondition(filter))
      .orderBy(asc(workPools.name))
      .limit(page.limit)
      .offset(page.offset);
  }

  async count(filter: WorkPoolFilter | null | undefined): Promise<number> {
    const [row] = await this.database.select({ count: count() }).from(workPools).where(workPoolCondition(filter));
    return row?.count ?? 0;
  }

  async update(id: string, patch: WorkPoolPatch): Promise<StoredWorkPool | undefined> {
    const [row] = await this.database
      .update(workPools)
      .set({ ...patch, updated: toInstant(this.now()) })
      .where(eq(workPools.id, id))
      .returning();
    return row;
  }

  async delete(id: string): Promise<void> {
    await this.database.delete(workPools).where(eq(workPools.id, id));
  }

  /** Writes that a worker lives. */
  async beat(
    row: Pick<StoredPoolWorker, 'id' | 'work_pool_id' | 'name' | 'heartbeat_interval_seconds'>,
  ): Promise<void> {
    const now = toInstant(this.now());
    await this.database
      .insert(poolWorkers)
      .values({ ...row, created: now, updated: now, last_heartbeat_time: now })
      .onConflictDoUpdate({
        target: [poolWorkers.work_pool_id, poolWorkers.name],
        set: { updated: now, last_heartbeat_time: now, heartbeat_interval_seconds: row.heartbeat_interval_seconds },
      });
  }

  async listWorkers(poolIds: readonly string[]): Promise<StoredPoolWorker[]> {
    if (poolIds.length === 0) return [];
    return this.database
      .select()
      .from(poolWorkers)
      .where(inArray(poolWorkers.work_pool_id, [...poolIds]))
      .orderBy(sql`${poolWorkers.last_heartbeat_time} desc`, asc(poolWorkers.name));
  }

  async deleteWorker(poolId: string, name: string): Promise<boolean> {
    const deleted = await this.database
      .delete(poolWorkers)
      .where(and(eq(poolWorkers.work_pool_id, poolId), eq(poolWorkers.name, name)))
      .returning({ id: poolWorkers.id });
    return deleted.length > 0;
  }
}
