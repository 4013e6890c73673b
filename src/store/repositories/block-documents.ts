// Blocks with their data, sealed: this repository stores and gives the sealed text and never sees what is in it.
import { and, asc, count, desc, eq, getTableColumns, type SQL } from 'drizzle-orm';
import type { BlockAddress, BlockSchema, BlockType } from '../../domain/blocks/block-documents.js';
import type {
  BlockDocumentFilter,
  BlockDocumentFilters,
  BlockDocumentSort,
} from '../../domain/filters/block-filters.js';
import { toInstant } from '../../domain/instants.js';
import { anyOf, combine, nameCondition, type Condition } from '../conditions.js';
import type { Database } from '../database.js';
import { blockDocuments, blockSchemas, blockTypes } from '../schema/index.js';
import { blockSchemaCondition, blockTypeCondition } from './block-types.js';
import type { ListPage } from './flow-runs.js';
import { isStorableId } from './storable-id.js';

export interface BlockDocumentInsert {
  readonly id: string;
  readonly name: string;
  readonly sealed_data: string;
  readonly block_schema_id: string;
  readonly block_type_id: string;
  readonly is_anonymous: boolean;
}

/** A block as it is stored, with the documents that say what it is. */
export interface StoredBlock extends BlockDocumentInsert {
  readonly created: string;
  readonly updated: string;
  readonly block_schema: Omit<BlockSchema, 'block_type'>;
  readonly block_type: BlockType;
}

const ORDER: Readonly<Record<BlockDocumentSort, readonly SQL[]>> = {
  NAME_ASC: [asc(blockDocuments.name), asc(blockDocuments.id)],
  NAME_DESC: [desc(blockDocuments.name), asc(blockDocuments.id)],
  BLOCK_TYPE_AND_NAME_ASC: [asc(blockTypes.name), asc(blockDocuments.name)],
};

export class BlockDocumentRepository {
  constructor(
    private readonly database: Database,
    private readonly now: () => Date,
  ) {}

  /** Inserts a block unless its type has one of the name. Tells whether it did. */
  async insert(block: BlockDocumentInsert): Promise<boolean> {
    const now = toInstant(this.now());
    const inserted = await this.database
      .insert(blockDocuments)
      .values({ created: now, updated: now, ...block })
      .onConflictDoNothing()
      .returning({ id: blockDocuments.id });
    return inserted.length > 0;
  }

  async find(id: string): Promise<StoredBlock | undefined> {
    if (!isStorableId(id)) return undefined;
    const [block] = await this.select(eq(blockDocuments.id, id), 'NAME_ASC', { limit: 1, offset: 0 });
    return block;
  }

  async findByName({ block_type_slug, name }: BlockAddress): Promise<StoredBlock | undefined> {
    const condition = and(eq(blockTypes.slug, block_type_slug), eq(blockDocuments.name, name));
    const [block] = await this.select(condition, 'NAME_ASC', { limit: 1, offset: 0 });
    return block;
  }

  async list(filters: BlockDocumentFilters, sort: BlockDocumentSort, page: ListPage): Promise<StoredBlock[]> {
    return this.select(documentsCondition(filters), sort, page);
  }

  async count(filters: BlockDocumentFilters): Promise<number> {
    const [row] = await this.database
      .select({ count: count() })
      .from(blockDocuments)
      .innerJoin(blockTypes, eq(blockTypes.id, blockDocuments.block_type_id))
      .innerJoin(blockSchemas, eq(blockSchemas.id, blockDocuments.block_schema_id))
      .where(documentsCondition(filters));
    return row?.count ?? 0;
  }

  async update(id: string, patch: Pick<BlockDocumentInsert, 'sealed_data' | 'block_schema_id'>): Promise<void> {
    await this.database
      .update(blockDocuments)
      .set({ ...patch, updated: toInstant(this.now()) })
      .where(eq(blockDocuments.id, id));
  }

  /** Deletes a block; tells whether there was one. */
  async delete(id: string): Promise<boolean> {
    if (!isStorableId(id)) return false;
    const deleted = await this.database
      .delete(blockDocuments)
      .where(eq(blockDocuments.id, id))
      .returning({ id: blockDocuments.id });
    return deleted.length > 0;
  }

  private async select(
    condition: Condition,
    sort: BlockDocumentSort,
    { limit, offset }: ListPage,
  ): Promise<StoredBlock[]> {
    return this.database
      .select({
        ...getTableColumns(blockDocuments),
        block_schema: getTableColumns(blockSchemas),
        block_type: getTableColumns(blockTypes),
      })
      .from(blockDocuments)
      .innerJoin(blockTypes, eq(blockTypes.id, blockDocuments.block_type_id))
      .innerJoin(blockSchemas, eq(blockSchemas.id, blockDocuments.block_schema_id))
      .where(condition)
      .orderBy(...ORDER[sort])
      .limit(limit)
      .offset(offset);
  }
}

function documentsCondition({ block_documents, block_types, block_schemas }: BlockDocumentFilters): Condition {
  return and(documentCondition(block_documents), blockTypeCondition(block_types), blockSchemaCondition(block_schemas));
}

/** Blocks without a name of their own are left out unless they are asked for. */
function documentCondition(filter: BlockDocumentFilter | null | undefined): Condition {
  const named = eq(blockDocuments.is_anonymous, false);
  if (!filter) return named;
  const { is_anonymous } = filter;
  const anonymity = is_anonymous?.eq_ == null ? undefined : eq(blockDocuments.is_anonymous, is_anonymous.eq_);
  const said = combine(filter.operator, [
    anonymity,
    anyOf(blockDocuments.id, filter.id?.any_),
    anyOf(blockDocuments.block_type_id, filter.block_type_id?.any_),
    nameCondition(blockDocuments.name, filter.name),
  ]);
  return is_anonymous === undefined ? and(named, said) : said;
}
