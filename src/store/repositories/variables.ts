// Variables by id and by name.
import { asc, count, desc, eq, type SQL } from 'drizzle-orm';
import type { VariableFilter, VariableSort } from '../../domain/filters/variable-filter.js';
import { toInstant } from '../../domain/instants.js';
import type { Variable, VariableCreate } from '../../domain/variables.js';
import { anyOf, combine, nameCondition, tagsCondition, type Condition } from '../conditions.js';
import type { Database } from '../database.js';
import { variables } from '../schema/index.js';
import type { ListPage } from './flow-runs.js';
import { isStorableId } from './storable-id.js';

const ORDER: Readonly<Record<VariableSort, readonly SQL[]>> = {
  NAME_ASC: [asc(variables.name)],
  NAME_DESC: [desc(variables.name)],
  CREATED_DESC: [desc(variables.created), asc(variables.id)],
  UPDATED_DESC: [desc(variables.updated), asc(variables.id)],
};

export class VariableRepository {
  constructor(
    private readonly database: Database,
    private readonly now: () => Date,
  ) {}

  /** Inserts a variable unless its name is taken. Tells whether it did. */
  async insert(id: string, variable: VariableCreate): Promise<boolean> {
    const now = toInstant(this.now());
    const inserted = await this.database
      .insert(variables)
      .values({ id, created: now, updated: now, ...variable })
      .onConflictDoNothing()
      .returning({ id: variables.id });
    return inserted.length > 0;
  }

  async find(id: string): Promise<Variable | undefined> {
    if (!isStorableId(id)) return undefined;
    const [variable] = await this.database.select().from(variables).where(eq(variables.id, id));
    return variable;
  }

  async findByName(name: string): Promise<Variable | undefined> {
    const [variable] = await this.database.select().from(variables).where(eq(variables.name, name));
    return variable;
  }

  async list(
    filter: VariableFilter | null | undefined,
    sort: VariableSort,
    { limit, offset }: ListPage,
  ): Promise<Variable[]> {
    return this.database
      .select()
      .from(variables)
      .where(variableCondition(filter))
      .orderBy(...ORDER[sort])
      .limit(limit)
      .offset(offset);
  }

  async count(filter: VariableFilter | null | undefined): Promise<number> {
    const [row] = await this.database.select({ count: count() }).from(variables).where(variableCondition(filter));
    return row?.count ?? 0;
  }

  /** Writes a variable over the one with its id. */
  async update({ id, name, value, tags }: Pick<Variable, 'id' | 'name' | 'value' | 'tags'>): Promise<void> {
    await this.database
      .update(variables)
      .set({ name, value, tags, updated: toInstant(this.now()) })
      .where(eq(variables.id, id));
  }

  async delete(id: string): Promise<void> {
    await this.database.delete(variables).where(eq(variables.id, id));
  }
}

function variableCondition(filter: VariableFilter | null | undefined): Condition {
  if (!filter) return undefined;
  return combine(filter.operator, [
    anyOf(variables.id, filter.id?.any_),
    nameCondition(variables.name, filter.name),
    tagsCondition(variables.tags, filter.tags && { ...filter.tags, any_: null }),
  ]);
}
