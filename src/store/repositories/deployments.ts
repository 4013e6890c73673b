// Deployments: named ways to start a flow.
import { and, asc, count, desc, eq, gt, inArray, isNull, lte, ne, or, type SQL } from 'drizzle-orm';
import type { DeploymentBody } from '../../domain/deployments.js';
import type { DeploymentSort } from '../../domain/filters/deployment-filter.js';
import type { RunFilters } from '../../domain/filters/run-filters.js';
import { toInstant } from '../../domain/instants.js';
import type { Database } from '../database.js';
import { deployments, flows } from '../schema/index.js';
import { deploymentListCondition } from './flow-run-conditions.js';
import type { ListPage } from './flow-runs.js';
import { isStorableId } from './storable-id.js';

export type StoredDeployment = typeof deployments.$inferSelect;
export type DeploymentInsert = Pick<StoredDeployment, 'id' | 'name' | 'flow_id' | 'paused' | 'body' | 'last_polled'>;

const ORDER: Readonly<Record<DeploymentSort, readonly SQL[]>> = {
  CREATED_DESC: [desc(deployments.created), asc(deployments.id)],
  UPDATED_DESC: [desc(deployments.updated), asc(deployments.id)],
  NAME_ASC: [asc(deployments.name), asc(deployments.id)],
  NAME_DESC: [desc(deployments.name), desc(deployments.id)],
};

export class DeploymentRepository {
  constructor(
    private readonly database: Database,
    private readonly now: () => Date,
  ) {}

  /** Writes a deployment; one of the same flow and name is replaced and keeps its id. Tells whether it is new. */
  async put(row: DeploymentInsert): Promise<{ deployment: StoredDeployment; created: boolean }> {
    const now = toInstant(this.now());
    const [written] = await this.database
      .insert(deployments)
      .values({ ...row, created: now, updated: now })
      .onConflictDoUpdate({
        target: [deployments.flow_id, deployments.name],
        set: { paused: row.paused, body: row.body, updated: now },
      })
      .returning();
    const deployment = written as StoredDeployment;
    return { deployment, created: deployment.id === row.id };
  }

  async find(id: string): Promise<StoredDeployment | undefined> {
    if (!isStorableId(id)) return undefined;
    const [row] = await this.database.select().from(deployments).where(eq(deployments.id, id));
    return row;
  }

  async findByName(flowName: string, name: string): Promise<StoredDeployment | undefined> {
    const [row] = await this.database
      .select({ deployment: deployments })
      .from(deployments)
      .innerJoin(flows, eq(flows.id, deployments.flow_id))
      .where(and(eq(flows.name, flowName), eq(deployments.name, name)));
    return row?.deployment;
  }

  async update(id: string, patch: { paused?: boolean; body?: DeploymentBody }): Promise<boolean> {
    if (!isStorableId(id)) return false;
    const rows = await this.database
      .update(deployments)
      .set({ ...patch, updated: toInstant(this.now()) })
      .where(eq(deployments.id, id))
      .returning({ id: deployments.id });
    return rows.length > 0;
  }

  /** Notes that a worker asked for, or said that it serves, what these deployments run. */
  async markPolled(
    which: { readonly ids: readonly string[] } | { readonly flowNames: readonly string[] },
  ): Promise<void> {
    const [list, named] =
      'ids' in which
        ? [which.ids.filter(isStorableId), (values: string[]) => inArray(deployments.id, values)]
        : [
            which.flowNames,
            (names: string[]) =>
              inArray(
                deployments.flow_id,
                this.database.select({ id: flows.id }).from(flows).where(inArray(flows.name, names)),
              ),
          ];
    if (list.length === 0) return;
    await this.database
      .update(deployments)
      .set({ last_polled: toInstant(this.now()) })
      .where(named([...list]));
  }

  /**
   * Notes the status of deployments that have another than was told last, and gives them. Ready are those that a worker
   * polled after `since`. Of several servers one has each change: rows that are being written are left for the next look.
   */
  async turn(status: 'READY' | 'NOT_READY', since: string): Promise<StoredDeployment[]> {
    const changed =
      status === 'READY'
        ? and(
            gt(deployments.last_polled, since),
            or(isNull(deployments.told_status), ne(deployments.told_status, status)),
          )
        : and(
            or(isNull(deployments.last_polled), lte(deployments.last_polled, since)),
            eq(deployments.told_status, 'READY'),
          );
    const free = this.database
      .select({ id: deployments.id })
      .from(deployments)
      .where(changed)
      .for('update', { skipLocked: true });
    return this.database
      .update(deployments)
      .set({ told_status: status })
      .where(inArray(deployments.id, free))
      .returning();
  }

  async delete(id: string): Promise<boolean> {
    if (!isStorableId(id)) return false;
    return (
      (await this.database.delete(deployments).where(eq(deployments.id, id)).returning({ id: deployments.id })).length >
      0
    );
  }

  async list(filters: RunFilters, sort: DeploymentSort, page: ListPage): Promise<StoredDeployment[]> {
    return this.database
      .select()
      .from(deployments)
      .where(deploymentListCondition(filters))
      .orderBy(...ORDER[sort])
      .limit(page.limit)
      .offset(page.offset);
  }

  async count(filters: RunFilters): Promise<number> {
    const [row] = await this.database
      .select({ count: count() })
      .from(deployments)
      .where(deploymentListCondition(filters));
    return row?.count ?? 0;
  }
}
