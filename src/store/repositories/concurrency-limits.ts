// Limits by tag, and the line of task runs before each: who holds a slot, who waits, in which order.
import { and, asc, eq, gt, inArray, isNotNull, lte, max, sql } from 'drizzle-orm';
import type { ConcurrencyLimit, SlotRequest } from '../../domain/concurrency-limits.js';
import { toInstant } from '../../domain/instants.js';
import type { Database } from '../database.js';
import { concurrencyLimits, concurrencySlots } from '../schema/index.js';
import type { ListPage } from './flow-runs.js';
import { isStorableId } from './storable-id.js';

/** A place in line before one tag. */
export type SlotRow = typeof concurrencySlots.$inferSelect;

export class ConcurrencyLimitRepository {
  constructor(
    private readonly database: Database,
    private readonly now: () => Date,
  ) {}

  /** Sets a tag's limit, over the one it has. */
  async put(id: string, tag: string, limit: number): Promise<void> {
    const now = toInstant(this.now());
    await this.database
      .insert(concurrencyLimits)
      .values({ id, created: now, updated: now, tag, concurrency_limit: limit })
      .onConflictDoUpdate({ target: concurrencyLimits.tag, set: { concurrency_limit: limit, updated: now } });
  }

  async find(id: string): Promise<ConcurrencyLimit | undefined> {
    if (!isStorableId(id)) return undefined;
    const rows = await this.database.select().from(concurrencyLimits).where(eq(concurrencyLimits.id, id));
    return (await this.withSlots(rows))[0];
  }

  async findByTag(tag: string): Promise<ConcurrencyLimit | undefined> {
    const rows = await this.database.select().from(concurrencyLimits).where(eq(concurrencyLimits.tag, tag));
    return (await this.withSlots(rows))[0];
  }

  async list({ limit, offset }: ListPage): Promise<ConcurrencyLimit[]> {
    const rows = await this.database
      .select()
      .from(concurrencyLimits)
      .orderBy(asc(concurrencyLimits.tag))
      .limit(limit)
      .offset(offset);
    return this.withSlots(rows);
  }

  /** Deletes a limit and the line before it. */
  async delete(tag: string): Promise<void> {
    await this.database.delete(concurrencyLimits).where(eq(concurrencyLimits.tag, tag));
    await this.database.delete(concurrencySlots).where(eq(concurrencySlots.tag, tag));
  }

  /** The limits of some tags, locked until the transaction ends; in one order, so that nobody waits in a ring. */
  async lock(tags: readonly string[]): Promise<Map<string, number>> {
    if (tags.length === 0) return new Map();
    const rows = await this.database
      .select({ tag: concurrencyLimits.tag, limit: concurrencyLimits.concurrency_limit })
      .from(concurrencyLimits)
      .where(inArray(concurrencyLimits.tag, [...tags]))
      .orderBy(asc(concurrencyLimits.tag))
      .for('update');
    return new Map(rows.map(({ tag, limit }) => [tag, limit]));
  }

  /** Everybody before some tags, first come first. Places whose lease ran out are freed first. */
  async line(tags: readonly string[]): Promise<SlotRow[]> {
    const before = inArray(concurrencySlots.tag, [...tags]);
    const ranOut = and(
      isNotNull(concurrencySlots.lease_expires_at),
      lte(concurrencySlots.lease_expires_at, this.instant()),
    );
    await this.database.delete(concurrencySlots).where(and(before, ranOut));
    return this.database.select().from(concurrencySlots).where(before).orderBy(asc(concurrencySlots.position));
  }

  /** Puts a task run at the end of the line of each tag; where it is in line already it keeps its place. */
  async queue(request: SlotRequest, tags: readonly string[]): Promise<void> {
    const [last] = await this.database.select({ position: max(concurrencySlots.position) }).from(concurrencySlots);
    const { task_run_id, flow_run_id, workflow_id } = request;
    const position = (last?.position ?? 0) + 1;
    await this.database
      .insert(concurrencySlots)
      .values(tags.map((tag) => ({ tag, task_run_id, flow_run_id, workflow_id, position })))
      .onConflictDoNothing();
  }

  /** Gives a task run the slots it stands in line for, until the lease runs out. */
  async grant(taskRunId: string, leaseExpiresAt: string): Promise<void> {
    await this.database
      .update(concurrencySlots)
      .set({ granted: true, lease_expires_at: leaseExpiresAt })
      .where(eq(concurrencySlots.task_run_id, taskRunId));
  }

  /** Holds slots longer; tells whether the task run still had them. */
  async renew(taskRunId: string, leaseExpiresAt: string): Promise<boolean> {
    const renewed = await this.database
      .update(concurrencySlots)
      .set({ lease_expires_at: leaseExpiresAt })
      .where(
        and(
          eq(concurrencySlots.task_run_id, taskRunId),
          eq(concurrencySlots.granted, true),
          gt(concurrencySlots.lease_expires_at, this.instant()),
        ),
      )
      .returning({ tag: concurrencySlots.tag });
    return renewed.length > 0;
  }

  /** Takes task runs out of every line. Gives the tags concerned. */
  async leave(taskRunIds: readonly string[]): Promise<string[]> {
    if (taskRunIds.length === 0) return [];
    const left = await this.database
      .delete(concurrencySlots)
      .where(inArray(concurrencySlots.task_run_id, [...taskRunIds]))
      .returning({ tag: concurrencySlots.tag });
    return [...new Set(left.map(({ tag }) => tag))];
  }

  private async withSlots(rows: (typeof concurrencyLimits.$inferSelect)[]): Promise<ConcurrencyLimit[]> {
    if (rows.length === 0) return [];
    const held = await this.database
      .select({ tag: concurrencySlots.tag, id: concurrencySlots.task_run_id })
      .from(concurrencySlots)
      .where(
        and(
          inArray(
            concurrencySlots.tag,
            rows.map(({ tag }) => tag),
          ),
          gt(concurrencySlots.lease_expires_at, sql`${this.instant()}::timestamptz`),
        ),
      )
      .orderBy(asc(concurrencySlots.position));
    return rows.map((row) => ({ ...row, active_slots: held.filter(({ tag }) => tag === row.tag).map(({ id }) => id) }));
  }

  private instant(): string {
    return toInstant(this.now());
  }
}
