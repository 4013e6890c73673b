// Kinds of blocks, and the schemas of their data.
import { and, arrayContains, asc, desc, eq, getTableColumns, ilike, inArray } from 'drizzle-orm';
import type {
  BlockFields,
  BlockSchema,
  BlockType,
  BlockTypeCreate,
  BlockTypeUpdate,
} from '../../domain/blocks/block-documents.js';
import type { BlockSchemaFilter, BlockTypeFilter } from '../../domain/filters/block-filters.js';
import { toInstant } from '../../domain/instants.js';
import { anyOf, combine, type Condition } from '../conditions.js';
import type { Database } from '../database.js';
import { blockSchemas, blockTypes } from '../schema/index.js';
import type { ListPage } from './flow-runs.js';
import { isStorableId } from './storable-id.js';

export interface BlockSchemaInsert {
  readonly id: string;
  readonly checksum: string;
  readonly fields: BlockFields;
  readonly block_type_id: string;
  readonly capabilities: readonly string[];
  readonly version: string;
}

export class BlockTypeRepository {
  constructor(
    private readonly database: Database,
    private readonly now: () => Date,
  ) {}

  /** Inserts a type unless its name or slug is taken. Tells whether it did. */
  async insert(id: string, type: BlockTypeCreate, isProtected: boolean): Promise<boolean> {
    const now = toInstant(this.now());
    const inserted = await this.database
      .insert(blockTypes)
      .values({ id, created: now, updated: now, ...type, is_protected: isProtected })
      .onConflictDoNothing()
      .returning({ id: blockTypes.id });
    return inserted.length > 0;
  }

  async find(id: string): Promise<BlockType | undefined> {
    if (!isStorableId(id)) return undefined;
    const [type] = await this.database.select().from(blockTypes).where(eq(blockTypes.id, id));
    return type;
  }

  async findBySlug(slug: string): Promise<BlockType | undefined> {
    const [type] = await this.database.select().from(blockTypes).where(eq(blockTypes.slug, slug));
    return type;
  }

  async list(
    types: BlockTypeFilter | null | undefined,
    schemas: BlockSchemaFilter | null | undefined,
    { limit, offset }: ListPage,
  ): Promise<BlockType[]> {
    const withSchemas = schemas
      ? inArray(
          blockTypes.id,
          this.database
            .select({ id: blockSchemas.block_type_id })
            .from(blockSchemas)
            .where(blockSchemaCondition(schemas)),
        )
      : undefined;
    return this.database
      .select()
      .from(blockTypes)
      .where(and(blockTypeCondition(types), withSchemas))
      .orderBy(asc(blockTypes.name))
      .limit(limit)
      .offset(offset);
  }

  async update(id: string, patch: BlockTypeUpdate): Promise<void> {
    await this.database
      .update(blockTypes)
      .set({ ...patch, updated: toInstant(this.now()) })
      .where(eq(blockTypes.id, id));
  }

  /** Deletes a type with its schemas and blocks. */
  async delete(id: string): Promise<void> {
    await this.database.delete(blockTypes).where(eq(blockTypes.id, id));
  }
}

export class BlockSchemaRepository {
  constructor(
    private readonly database: Database,
    private readonly now: () => Date,
  ) {}

  /** Inserts a schema unless its checksum is there in this version. Tells whether it did. */
  async insert({ capabilities, ...schema }: BlockSchemaInsert): Promise<boolean> {
    const now = toInstant(this.now());
    const inserted = await this.database
      .insert(blockSchemas)
      .values({ created: now, updated: now, capabilities: [...capabilities], ...schema })
      .onConflictDoNothing()
      .returning({ id: blockSchemas.id });
    return inserted.length > 0;
  }

  async find(id: string): Promise<BlockSchema | undefined> {
    if (!isStorableId(id)) return undefined;
    const [schema] = await this.select(eq(blockSchemas.id, id), { limit: 1, offset: 0 });
    return schema;
  }

  /** The schema with a checksum: of the version, or the newest when none is given. */
  async findByChecksum(checksum: string, version: string | null): Promise<BlockSchema | undefined> {
    const ofVersion = version === null ? undefined : eq(blockSchemas.version, version);
    const [schema] = await this.select(and(eq(blockSchemas.checksum, checksum), ofVersion), { limit: 1, offset: 0 });
    return schema;
  }

  /** Newest first. */
  async list(filter: BlockSchemaFilter | null | undefined, page: ListPage): Promise<BlockSchema[]> {
    return this.select(blockSchemaCondition(filter), page);
  }

  async delete(id: string): Promise<boolean> {
    if (!isStorableId(id)) return false;
    const deleted = await this.database
      .delete(blockSchemas)
      .where(eq(blockSchemas.id, id))
      .returning({ id: blockSchemas.id });
    return deleted.length > 0;
  }

  private async select(condition: Condition, { limit, offset }: ListPage): Promise<BlockSchema[]> {
    return this.database
      .select({ ...getTableColumns(blockSchemas), block_type: getTableColumns(blockTypes) })
      .from(blockSchemas)
      .innerJoin(blockTypes, eq(blockTypes.id, blockSchemas.block_type_id))
      .where(condition)
      .orderBy(desc(blockSchemas.created), asc(blockSchemas.id))
      .limit(limit)
      .offset(offset);
  }
}

export function blockTypeCondition(filter: BlockTypeFilter | null | undefined): Condition {
  const like = filter?.name?.like_;
  return and(
    like == null ? undefined : ilike(blockTypes.name, `%${like}%`),
    anyOf(blockTypes.slug, filter?.slug?.any_),
  );
}

export function blockSchemaCondition(filter: BlockSchemaFilter | null | undefined): Condition {
  if (!filter) return undefined;
  const capabilities = filter.block_capabilities?.all_;
  return combine(filter.operator, [
    anyOf(blockSchemas.id, filter.id?.any_),
    anyOf(blockSchemas.block_type_id, filter.block_type_id?.any_),
    anyOf(blockSchemas.version, filter.version?.any_),
    capabilities == null ? undefined : arrayContains(blockSchemas.capabilities, capabilities),
  ]);
}
