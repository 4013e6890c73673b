// The queues of work pools.
import { and, asc, eq, gte, ne, sql } from 'drizzle-orm';
import type { WorkQueueFilter } from '../../domain/work-pools/work-pool-filter.js';
import { toInstant } from '../../domain/instants.js';
import type { Condition } from '../conditions.js';
import type { Database } from '../database.js';
import { workPools, workQueues } from '../schema/index.js';
import { workQueueCondition } from './deployment-conditions.js';
import type { ListPage } from './flow-runs.js';
import { isStorableId } from './storable-id.js';

export type WorkQueueRow = typeof workQueues.$inferSelect;
/** A queue and its pool's name. */
export type StoredWorkQueue = WorkQueueRow & { readonly work_pool_name: string };
export type WorkQueueInsert = Omit<WorkQueueRow, 'created' | 'updated' | 'last_polled' | 'told_status'>;
export type WorkQueuePatch = Partial<Omit<WorkQueueRow, 'id' | 'work_pool_id' | 'created' | 'updated'>>;

export interface QueueList {
  readonly poolId?: string;
  readonly filter?: WorkQueueFilter | null | undefined;
  readonly page: ListPage;
}

export class WorkQueueRepository {
  constructor(
    private readonly database: Database,
    private readonly now: () => Date,
  ) {}

  /** False: the pool has one of this name. */
  async insert(row: WorkQueueInsert): Promise<boolean> {
    const now = toInstant(this.now());
    const written = await this.database
      .insert(workQueues)
      .values({ ...row, created: now, updated: now })
      .onConflictDoNothing()
      .returning({ id: workQueues.id });
    return written.length > 0;
  }

  async find(id: string): Promise<StoredWorkQueue | undefined> {
    return isStorableId(id) ? (await this.select(eq(workQueues.id, id), { limit: 1, offset: 0 }))[0] : undefined;
  }

  async findByName(poolName: string, name: string): Promise<StoredWorkQueue | undefined> {
    const named = and(eq(workPools.name, poolName), eq(workQueues.name, name));
    return (await this.select(named, { limit: 1, offset: 0 }))[0];
  }

  async list({ poolId, filter, page }: QueueList): Promise<StoredWorkQueue[]> {
    const ofPool = poolId === undefined ? undefined : eq(workQueues.work_pool_id, poolId);
    return this.select(and(ofPool, workQueueCondition(filter)), page);
  }

  async count(poolId: string): Promise<number> {
    return this.database.$count(workQueues, eq(workQueues.work_pool_id, poolId));
  }

  async update(id: string, patch: WorkQueuePatch): Promise<void> {
    await this.database
      .update(workQueues)
      .set({ ...patch, updated: toInstant(this.now()) })
      .where(eq(workQueues.id, id));
  }

  /** Moves the other queues of a pool from a priority on one place down, where one of them has it. */
  async makeRoom(poolId: string, priority: number, exceptId: string): Promise<void> {
    const others = and(eq(workQueues.work_pool_id, poolId), ne(workQueues.id, exceptId));
    if ((await this.database.$count(workQueues, and(others, eq(workQueues.priority, priority)))) === 0) return;
    await this.database
      .update(workQueues)
      .set({ priority: sql`${workQueues.priority} + 1` })
      .where(and(others, gte(workQueues.priority, priority)));
  }

  /** The lowest place in a pool. */
  async lastPriority(poolId: string): Promise<number> {
    const [row] = await this.database
      .select({ last: sql<number>`coalesce(max(${workQueues.priority}), 0)::int` })
      .from(workQueues)
      .where(eq(workQueues.work_pool_id, poolId));
    return row?.last ?? 0;
  }

  async delete(id: string): Promise<void> {
    await this.database.delete(workQueues).where(eq(workQueues.id, id));
  }

  private async select(where: Condition, page: ListPage): Promise<StoredWorkQueue[]> {
    const rows = await this.database
      .select({ queue: workQueues, pool: workPools.name })
      .from(workQueues)
      .innerJoin(workPools, eq(workPools.id, workQueues.work_pool_id))
      .where(where)
      .orderBy(asc(workPools.name), asc(workQueues.priority), asc(workQueues.name))
      .limit(page.limit)
      .offset(page.offset);
    return rows.map(({ queue, pool }) => ({ ...queue, work_pool_name: pool }));
  }
}
