// Schedules of deployments, and which of them Temporal has to be told about or runs have to be planned for.
import { and, asc, desc, eq, inArray, isNotNull, lte, ne, or, sql } from 'drizzle-orm';
import { toInstant } from '../../domain/instants.js';
import type { Database } from '../database.js';
import { deployments, deploymentSchedules, flowRuns } from '../schema/index.js';
import { isStorableId } from './storable-id.js';

export type StoredSchedule = typeof deploymentSchedules.$inferSelect;
type Told = 'created' | 'updated' | 'position' | 'revision' | 'told_revision' | 'extend_at';
export type ScheduleInsert = Omit<StoredSchedule, Told>;
export type SchedulePatch = Partial<Omit<StoredSchedule, 'id' | 'deployment_id' | 'created' | 'updated' | 'position'>>;

/** A schedule and whether its deployment holds it back. */
export interface ScheduleOfDeployment {
  readonly schedule: StoredSchedule;
  readonly deploymentPaused: boolean;
}

/** How far runs are planned ahead. */
export interface PlanningBounds {
  readonly minRuns: number;
  readonly maxRuns: number;
  /** Planned at least up to here. */
  readonly coverUntil: string;
  /** Planned so far, a schedule is left alone. */
  readonly horizon: string;
}

export class ScheduleRepository {
  constructor(
    private readonly database: Database,
    private readonly now: () => Date,
  ) {}

  async insert(row: ScheduleInsert): Promise<StoredSchedule> {
    const now = toInstant(this.now());
    const [written] = await this.database
      .insert(deploymentSchedules)
      .values({ ...row, created: now, updated: now })
      .returning();
    return written as StoredSchedule;
  }

  async find(id: string): Promise<ScheduleOfDeployment | undefined> {
    if (!isStorableId(id)) return undefined;
    return (await this.select(eq(deploymentSchedules.id, id), 1))[0];
  }

  /** Those of some deployments, the newest first. */
  async listOf(deploymentIds: readonly string[]): Promise<StoredSchedule[]> {
    if (deploymentIds.length === 0) return [];
    return this.database
      .select()
      .from(deploymentSchedules)
      .where(inArray(deploymentSchedules.deployment_id, [...deploymentIds]))
      .orderBy(desc(deploymentSchedules.position));
  }

  /** Changes a schedule. `retell`: Temporal has to be told. */
  async update(id: string, patch: SchedulePatch, { retell }: { readonly retell: boolean }): Promise<void> {
    const revision = retell ? { revision: sql`${deploymentSchedules.revision} + 1` } : {};
    await this.database
      .update(deploymentSchedules)
      .set({ ...patch, ...revision, updated: toInstant(this.now()) })
      .where(eq(deploymentSchedules.id, id));
  }

  /** Has Temporal told about all schedules of a deployment, and their runs planned from an instant on. */
  async touch(deploymentId: string, plannedUntil: string): Promise<void> {
    await this.database
      .update(deploymentSchedules)
      .set({ revision: sql`${deploymentSchedules.revision} + 1`, planned_until: plannedUntil })
      .where(eq(deploymentSchedules.deployment_id, deploymentId));
  }

  /** Writes what is known about a schedule on Temporal; one that was changed meanwhile is told again. */
  async markTold(id: string, revision: number, extendAt: string | null): Promise<void> {
    await this.database
      .update(deploymentSchedules)
      .set({ told_revision: revision, extend_at: extendAt })
      .where(eq(deploymentSchedules.id, id));
  }

  async markPlanned(id: string, revision: number, until: string): Promise<void> {
    await this.database
      .update(deploymentSchedules)
      .set({ planned_until: until })
      .where(and(eq(deploymentSchedules.id, id), eq(deploymentSchedules.revision, revision)));
  }

  async delete(ids: readonly string[]): Promise<void> {
    if (ids.length > 0)
      await this.database.delete(deploymentSchedules).where(inArray(deploymentSchedules.id, [...ids]));
  }

  /** Those that were changed since Temporal was told, or have to be spelled out further. */
  async listUntold(limit: number): Promise<ScheduleOfDeployment[]> {
    const untold = ne(deploymentSchedules.revision, deploymentSchedules.told_revision);
    const ending = and(
      isNotNull(deploymentSchedules.extend_at),
      lte(deploymentSchedules.extend_at, toInstant(this.now())),
    );
    return this.select(or(untold, ending), limit);
  }

  /** Active ones that have fewer runs planned than they should. */
  async listUnplanned(bounds: PlanningBounds, limit: number): Promise<ScheduleOfDeployment[]> {
    const { planned_until: until, max_scheduled_runs: most } = deploymentSchedules;
    const ahead = sql`(select count(*) from ${flowRuns} where ${flowRuns.schedule_id} = ${deploymentSchedules.id} and ${flowRuns.waiting} = 'planned')`;
    const max = sql`coalesce(${most}, ${bounds.maxRuns}::int)`;
    const short = sql`(${until} < ${bounds.coverUntil}::timestamptz or ${ahead} < least(${bounds.minRuns}::int, ${max}))`;
    return this.select(
      and(
        eq(deploymentSchedules.active, true),
        eq(deployments.paused, false),
        sql`${until} < ${bounds.horizon}::timestamptz`,
        sql`${ahead} < ${max}`,
        short,
      ),
      limit,
    );
  }

  private async select(condition: ReturnType<typeof and>, limit: number): Promise<ScheduleOfDeployment[]> {
    return this.database
      .select({ schedule: deploymentSchedules, deploymentPaused: deployments.paused })
      .from(deploymentSchedules)
      .innerJoin(deployments, eq(deployments.id, deploymentSchedules.deployment_id))
      .where(condition)
      .orderBy(sql`${deploymentSchedules.planned_until} asc nulls first`, asc(deploymentSchedules.id))
      .limit(limit);
  }
}
