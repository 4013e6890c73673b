// Automations, with what has been told to Temporal about each: a write raises the revision, and what is behind is synced.
import { and, asc, count, desc, eq, inArray, lt, lte, sql, type SQL } from 'drizzle-orm';
import type { AutomationFilter, AutomationSort } from '../../domain/filters/automation-filter.js';
import type { Automation } from '../../domain/automations/automation.js';
import { toInstant } from '../../domain/instants.js';
import { combine, idCondition, nameCondition, timeCondition, type Condition } from '../conditions.js';
import type { Database } from '../database.js';
import { automations, deletedAutomations } from '../schema/index.js';
import type { ListPage } from './flow-runs.js';
import { isStorableId } from './storable-id.js';

export interface StoredAutomation {
  readonly automation: Automation;
  readonly ownerResource: string | null;
  readonly since: string;
  readonly revision: number;
  readonly syncedRevision: number;
  /** The most shards it ever had. */
  readonly mostShards: number;
}

export type AutomationInsert = Omit<Automation, 'created' | 'updated'> & { readonly owner_resource: string | null };
export type AutomationPatch = Partial<Omit<Automation, 'id' | 'created' | 'updated'>> & { readonly since?: string };

const ORDER: Readonly<Record<AutomationSort, readonly SQL[]>> = {
  CREATED_DESC: [desc(automations.created), asc(automations.id)],
  UPDATED_DESC: [desc(automations.updated), asc(automations.id)],
  NAME_ASC: [asc(automations.name), asc(automations.id)],
  NAME_DESC: [desc(automations.name), desc(automations.id)],
};

export class AutomationRepository {
  constructor(
    private readonly database: Database,
    private readonly now: () => Date,
  ) {}

  async insert(row: AutomationInsert): Promise<StoredAutomation> {
    const now = toInstant(this.now());
    const [made] = await this.database
      .insert(automations)
      .values({
        ...row,
        created: now,
        updated: now,
        since: now,
        revision: 1,
        synced_revision: 0,
        most_shards: row.shards ?? 1,
      })
      .returning();
    return toStored(made as Row);
  }

  async find(id: string): Promise<StoredAutomation | undefined> {
    if (!isStorableId(id)) return undefined;
    const [row] = await this.database.select().from(automations).where(eq(automations.id, id));
    return row && toStored(row);
  }

  /** Changes columns; `undefined` leaves one as it is. */
  async update(id: string, patch: AutomationPatch): Promise<StoredAutomation | undefined> {
    const [row] = await this.database
      .update(automations)
      .set({
        ...patch,
        updated: toInstant(this.now()),
        revision: sql`${automations.revision} + 1`,
        most_shards: sql`greatest(${automations.most_shards}, ${patch.shards ?? 1}::int)`,
      })
      .where(eq(automations.id, id))
      .returning();
    return row && toStored(row);
  }

  /** Deletes an automation, and remembers that its workflow has to be stopped. Tells whether it was there. */
  async delete(id: string): Promise<boolean> {
    if (!isStorableId(id)) return false;
    const deleted = await this.database
      .delete(automations)
      .where(eq(automations.id, id))
      .returning({ id: automations.id, most_shards: automations.most_shards });
    if (deleted.length > 0) await this.database.insert(deletedAutomations).values(deleted).onConflictDoNothing();
    return deleted.length > 0;
  }

  async list(filter: AutomationFilter | null | undefined, sort: AutomationSort, page: ListPage): Promise<Automation[]> {
    const rows = await this.database
      .select()
      .from(automations)
      .where(filterCondition(filter))
      .orderBy(...ORDER[sort])
      .limit(page.limit)
      .offset(page.offset);
    return rows.map((row) => toStored(row).automation);
  }

  async count(filter: AutomationFilter | null | undefined): Promise<number> {
    const [row] = await this.database.select({ count: count() }).from(automations).where(filterCondition(filter));
    return row?.count ?? 0;
  }

  async listEnabled(): Promise<StoredAutomation[]> {
    const rows = await this.database.select().from(automations).where(eq(automations.enabled, true));
    return rows.map(toStored);
  }

  async listOwnedBy(resourceId: string, createdBefore?: string): Promise<StoredAutomation[]> {
    const before = createdBefore === undefined ? undefined : lte(automations.created, createdBefore);
    const rows = await this.database
      .select()
      .from(automations)
      .where(and(eq(automations.owner_resource, resourceId), before))
      .orderBy(...ORDER.NAME_ASC);
    return rows.map(toStored);
  }

  /** Those owned by a resource, and those with a run-deployment action that names it. */
  async listRelatedTo(resourceId: string): Promise<Automation[]> {
    const deployment = resourceId.replace(/^prefect\.deployment\./, '');
    const rows = await this.database
      .select()
      .from(automations)
      .where(
        sql`${automations.owner_resource} = ${resourceId} or exists (
          select 1 from json_array_elements(${automations.actions}) action
          where action->>'type' = 'run-deployment' and action->>'deployment_id' = ${deployment})`,
      )
      .orderBy(...ORDER.NAME_ASC);
    return rows.map((row) => toStored(row).automation);
  }

  /** Automations whose last write has not been told to Temporal. */
  async listUnsynced(limit: number): Promise<StoredAutomation[]> {
    const rows = await this.database
      .select()
      .from(automations)
      .where(lt(automations.synced_revision, automations.revision))
      .orderBy(asc(automations.updated))
      .limit(limit);
    return rows.map(toStored);
  }

  async markSynced(id: string, revision: number): Promise<void> {
    await this.database
      .update(automations)
      .set({ synced_revision: revision })
      .where(and(eq(automations.id, id), lt(automations.synced_revision, revision)));
  }

  async listDeleted(limit: number): Promise<{ readonly id: string; readonly most_shards: number }[]> {
    return this.database.select().from(deletedAutomations).limit(limit);
  }

  async forgetDeleted(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.database.delete(deletedAutomations).where(inArray(deletedAutomations.id, [...ids]));
  }

  /**
   * A mark that changes with any write to any automation, also when one takes another's place: it is made of which
   * automations there are in which revision, in whatever order they lie.
   */
  async version(): Promise<string> {
    const digest = sql`sum(hashtextextended(${automations.id}::text, ${automations.revision}))`;
    const [row] = await this.database
      .select({ mark: sql<string>`count(*) || '/' || coalesce(${digest}, 0)` })
      .from(automations);
    return row?.mark ?? '';
  }
}

type Row = typeof automations.$inferSelect;

function toStored(row: Row): StoredAutomation {
  const { owner_resource, since, revision, synced_revision, most_shards, shards, ...rest } = row;
  return {
    automation: shards > 1 ? { ...rest, shards } : rest,
    ownerResource: owner_resource,
    since,
    revision,
    syncedRevision: synced_revision,
    mostShards: most_shards,
  };
}

function filterCondition(filter: AutomationFilter | null | undefined): Condition {
  if (!filter) return undefined;
  const { tags } = filter;
  const inTags = (tag: string) => sql`${automations.tags}::jsonb ? ${tag}`;
  return combine(filter.operator, [
    idCondition(automations.id, filter.id),
    nameCondition(automations.name, filter.name),
    timeCondition(automations.created, filter.created),
    tags
      ? combine(tags.operator, [
          tags.all_ == null ? undefined : and(sql`true`, ...tags.all_.map(inTags)),
          tags.any_ == null ? undefined : sql`${automations.tags}::jsonb ?| ${sql.param(tags.any_)}::text[]`,
          tags.is_null_ == null ? undefined : sql`(${automations.tags}::text = '[]') = ${tags.is_null_}`,
        ])
      : undefined,
  ]);
}
