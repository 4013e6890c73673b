// Flows by id and by name.
import { asc, count, desc, eq, type SQL } from 'drizzle-orm';
import type { FlowSort } from '../../domain/filters/flow-filter.js';
import type { RunFilters } from '../../domain/filters/run-filters.js';
import type { Flow, FlowCreate } from '../../domain/flows.js';
import { toInstant } from '../../domain/instants.js';
import type { Database } from '../database.js';
import { flows } from '../schema/index.js';
import { flowListCondition } from './flow-run-conditions.js';
import type { ListPage } from './flow-runs.js';
import { isStorableId } from './storable-id.js';

const ORDER: Readonly<Record<FlowSort, readonly SQL[]>> = {
  NAME_ASC: [asc(flows.name)],
  NAME_DESC: [desc(flows.name)],
  CREATED_DESC: [desc(flows.created), asc(flows.id)],
  UPDATED_DESC: [desc(flows.updated), asc(flows.id)],
};

export class FlowRepository {
  constructor(
    private readonly database: Database,
    private readonly now: () => Date,
  ) {}

  /** Inserts a flow unless one of its name is there. Tells whether it did. */
  async insert(id: string, flow: FlowCreate): Promise<boolean> {
    const now = toInstant(this.now());
    const inserted = await this.database
      .insert(flows)
      .values({ id, created: now, updated: now, ...flow })
      .onConflictDoNothing()
      .returning({ id: flows.id });
    return inserted.length > 0;
  }

  async find(id: string): Promise<Flow | undefined> {
    if (!isStorableId(id)) return undefined;
    const [flow] = await this.database.select().from(flows).where(eq(flows.id, id));
    return flow;
  }

  async findByName(name: string): Promise<Flow | undefined> {
    const [flow] = await this.database.select().from(flows).where(eq(flows.name, name));
    return flow;
  }

  async list(filters: RunFilters, sort: FlowSort, { limit, offset }: ListPage): Promise<Flow[]> {
    return this.database
      .select()
      .from(flows)
      .where(flowListCondition(filters))
      .orderBy(...ORDER[sort])
      .limit(limit)
      .offset(offset);
  }

  async count(filters: RunFilters): Promise<number> {
    const [row] = await this.database.select({ count: count() }).from(flows).where(flowListCondition(filters));
    return row?.count ?? 0;
  }

  /** Changes a flow; tells whether there is one. */
  async update(id: string, patch: Partial<Pick<Flow, 'tags' | 'labels'>>): Promise<boolean> {
    if (!isStorableId(id)) return false;
    const updated = await this.database
      .update(flows)
      .set({ ...patch, updated: toInstant(this.now()) })
      .where(eq(flows.id, id))
      .returning({ id: flows.id });
    return updated.length > 0;
  }

  /** Deletes a flow with its runs; tells whether there was one. */
  async delete(id: string): Promise<boolean> {
    if (!isStorableId(id)) return false;
    const deleted = await this.database.delete(flows).where(eq(flows.id, id)).returning({ id: flows.id });
    return deleted.length > 0;
  }
}
