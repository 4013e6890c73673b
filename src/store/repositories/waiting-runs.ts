// Runs that are not on Temporal yet: planned by a schedule, or held until they may start. And the counts that tell whether
// one more may.
import { and, eq, gt, inArray, isNotNull, isNull, lte, or, sql, type SQL } from 'drizzle-orm';
import type { Database } from '../database.js';
import { deployments, flowRuns, flows, servedFlows, workPools, workQueues } from '../schema/index.js';

const ACTIVE = sql`${flowRuns.state_type} in ('PENDING', 'RUNNING', 'CANCELLING')`;
/** Not begun, by anybody. */
const UNBEGUN = and(eq(flowRuns.state_type, 'SCHEDULED'), eq(flowRuns.run_count, 0));

export class WaitingRunRepository {
  constructor(private readonly database: Database) {}

  /**
   * Runs that are due, may be started as far as pauses go, and whose flow somebody serves: the most urgent first. Of each
   * deployment a few, so that those behind a limit do not hide the others.
   */
  async listDue(now: string, limit: number): Promise<string[]> {
    const place = sql<number>`row_number() over (partition by ${flowRuns.deployment_id}, ${flowRuns.work_queue_name} order by ${flowRuns.next_scheduled_start_time}, ${flowRuns.id})`;
    const queue = this.database
      .select({
        id: flowRuns.id,
        place: place.as('place'),
        priority: sql<number>`coalesce(${workQueues.priority}, 1)`.as('priority'),
        due: sql<string>`${flowRuns.next_scheduled_start_time}`.as('due'),
      })
      .from(flowRuns)
      .innerJoin(flows, eq(flows.id, flowRuns.flow_id))
      .leftJoin(workPools, eq(workPools.name, flowRuns.work_pool_name))
      .leftJoin(
        workQueues,
        and(eq(workQueues.work_pool_id, workPools.id), eq(workQueues.name, flowRuns.work_queue_name)),
      )
      .where(
        and(
          eq(flowRuns.waiting, 'ready'),
          UNBEGUN,
          lte(flowRuns.next_scheduled_start_time, now),
          sql`not coalesce(${workPools.is_paused}, false)`,
          sql`not coalesce(${workQueues.is_paused}, false)`,
          sql`exists (select 1 from ${servedFlows} where ${servedFlows.name} = ${flows.name})`,
        ),
      )
      .as('queue');
    const rows = await this.database
      .select({ id: queue.id })
      .from(queue)
      .where(lte(queue.place, 20))
      .orderBy(queue.priority, queue.due, queue.id)
      .limit(limit);
    return rows.map(({ id }) => id);
  }

  /** Planned runs whose time came before an instant, though their schedule has not said so. */
  async listOverduePlans(before: string, limit: number): Promise<string[]> {
    return this.ids(and(eq(flowRuns.waiting, 'planned'), lte(flowRuns.next_scheduled_start_time, before)), limit);
  }

  /** Runs that were to begin before an instant, have not, and are not marked as late. */
  async listLate(before: string, limit: number): Promise<string[]> {
    const named = and(eq(flowRuns.state_type, 'SCHEDULED'), eq(flowRuns.state_name, 'Scheduled'));
    const due = or(isNull(flowRuns.waiting), eq(flowRuns.waiting, 'ready'));
    return this.ids(and(named, due, lte(flowRuns.next_scheduled_start_time, before)), limit);
  }

  /** Runs of a queue that have not begun, by their time. */
  async listInQueue(
    queueId: string,
    span: {
      readonly scheduled_before?: string | null | undefined;
      readonly scheduled_after?: string | null | undefined;
    },
    limit: number,
  ): Promise<string[]> {
    if (limit <= 0) return [];
    const { scheduled_before: before, scheduled_after: after } = span;
    const within = and(
      before == null ? undefined : lte(flowRuns.next_scheduled_start_time, before),
      after == null ? undefined : gt(flowRuns.next_scheduled_start_time, after),
    );
    return this.ids(and(eq(flowRuns.work_queue_id, queueId), eq(flowRuns.state_type, 'SCHEDULED'), within), limit);
  }

  async countLateInQueue(queueId: string): Promise<number> {
    return this.database.$count(flowRuns, and(eq(flowRuns.work_queue_id, queueId), eq(flowRuns.state_name, 'Late')));
  }

  /** Lets a planned run start; false when it is not there, or was let before. */
  async release(id: string): Promise<boolean> {
    const released = await this.database
      .update(flowRuns)
      .set({ waiting: 'ready' })
      .where(and(eq(flowRuns.id, id), eq(flowRuns.waiting, 'planned')))
      .returning({ id: flowRuns.id });
    return released.length > 0;
  }

  /** Deletes the plans of schedules after an instant. */
  async deletePlans(scheduleIds: readonly string[], after: string): Promise<void> {
    if (scheduleIds.length === 0) return;
    await this.database
      .delete(flowRuns)
      .where(
        and(
          inArray(flowRuns.schedule_id, [...scheduleIds]),
          eq(flowRuns.waiting, 'planned'),
          gt(flowRuns.next_scheduled_start_time, after),
        ),
      );
  }

  /** Deletes the runs of a deployment that wait and are not on Temporal. */
  async deleteOfDeployment(deploymentId: string): Promise<void> {
    await this.database
      .delete(flowRuns)
      .where(and(eq(flowRuns.deployment_id, deploymentId), isNotNull(flowRuns.waiting), UNBEGUN));
  }

  /** How many runs of a schedule are planned. */
  async countPlans(scheduleId: string): Promise<number> {
    return this.database.$count(flowRuns, and(eq(flowRuns.schedule_id, scheduleId), eq(flowRuns.waiting, 'planned')));
  }

  /** How many runs of each deployment are under way. */
  async countActive(deploymentIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    if (deploymentIds.length === 0) return new Map();
    const rows = await this.database
      .select({ id: flowRuns.deployment_id, count: sql<number>`count(*)::int` })
      .from(flowRuns)
      .where(and(inArray(flowRuns.deployment_id, [...deploymentIds]), ACTIVE))
      .groupBy(flowRuns.deployment_id);
    return new Map(rows.flatMap(({ id, count }) => (id === null ? [] : [[id, count] as const])));
  }

  /** How many runs of a pool, or of one of its queues, are under way. */
  async countActiveInPool(poolName: string, queueName?: string): Promise<number> {
    const ofQueue = queueName === undefined ? undefined : eq(flowRuns.work_queue_name, queueName);
    return this.database.$count(flowRuns, and(eq(flowRuns.work_pool_name, poolName), ofQueue, ACTIVE));
  }

  /** Keeps others from starting runs of a deployment until the transaction ends. */
  async lockDeployment(id: string): Promise<void> {
    await this.database.select({ id: deployments.id }).from(deployments).where(eq(deployments.id, id)).for('update');
  }

  private async ids(condition: SQL | undefined, limit: number): Promise<string[]> {
    const rows = await this.database
      .select({ id: flowRuns.id })
      .from(flowRuns)
      .where(condition)
      .orderBy(flowRuns.next_scheduled_start_time)
      .limit(limit);
    return rows.map(({ id }) => id);
  }
}
