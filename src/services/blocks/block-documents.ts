// Use cases on blocks themselves: make, find, list, count, change, delete. What a reader gets is masked unless it says
// that it wants the secrets; whether it may is for the door it came in by.
import type {
  BlockAddress,
  BlockDocument,
  BlockDocumentCreate,
  BlockDocumentUpdate,
  BlockSchema,
} from '../../domain/blocks/block-documents.js';
import { keepMaskedSecrets } from '../../domain/blocks/secret-fields.js';
import { SluiceError } from '../../domain/errors.js';
import type { BlockDocumentFilters, BlockDocumentSort } from '../../domain/filters/block-filters.js';
import type { StoredBlock } from '../../store/repositories/block-documents.js';
import type { ServiceContext } from '../service-context.js';
import { sealBlockData, toBlockDocument } from './block-answers.js';
import { readBlockSchema } from './block-schemas.js';
import { readBlockTypeBySlug } from './block-types.js';
import { ensureBuiltInKinds } from './install-built-in-kinds.js';
import { assertReferencesExist, openBlockTree, openOwnData } from './nested-blocks.js';

/** Throws `conflict` when its type has a block of the name, `not-found` without its schema. The answer is masked. */
export async function createBlockDocument(
  context: ServiceContext,
  request: BlockDocumentCreate,
): Promise<BlockDocument> {
  const schema = await readSchemaOfType(context, request.block_schema_id, request.block_type_id);
  await assertReferencesExist(context, request.data);
  const id = context.newId();
  const inserted = await context.store.blockDocuments.insert({
    id,
    name: nameOf(request, id),
    sealed_data: sealBlockData(context, id, request.data),
    block_schema_id: schema.id,
    block_type_id: schema.block_type_id,
    is_anonymous: request.is_anonymous,
  });
  if (!inserted) throw new SluiceError('conflict', 'Block already exists');
  return readBlockDocument(context, id, false);
}

/** Throws `not-found`. */
export async function readBlockDocument(
  context: ServiceContext,
  id: string,
  includeSecrets: boolean,
): Promise<BlockDocument> {
  return toBlockDocument(context, await findBlock(context, id), includeSecrets);
}

/** Throws `not-found`. */
export async function readBlockDocumentByName(
  context: ServiceContext,
  address: BlockAddress,
  includeSecrets: boolean,
): Promise<BlockDocument> {
  await ensureBuiltInKinds(context);
  const block = await context.store.blockDocuments.findByName(address);
  if (!block) {
    const { block_type_slug, name } = address;
    throw new SluiceError('not-found', 'Block document not found', { details: { block_type_slug, name } });
  }
  return toBlockDocument(context, block, includeSecrets);
}

export interface FilterBlockDocuments extends BlockDocumentFilters {
  readonly sort: BlockDocumentSort;
  readonly limit: number;
  readonly offset: number;
}

/** Blocks without a name of their own are left out unless they are asked for. */
export async function filterBlockDocuments(
  context: ServiceContext,
  request: FilterBlockDocuments,
  includeSecrets: boolean,
): Promise<BlockDocument[]> {
  const { sort, limit, offset } = request;
  const blocks = await context.store.blockDocuments.list(request, sort, { limit, offset });
  return Promise.all(blocks.map((block) => toBlockDocument(context, block, includeSecrets)));
}

export async function countBlockDocuments({ store }: ServiceContext, filters: BlockDocumentFilters): Promise<number> {
  return store.blockDocuments.count(filters);
}

/** The blocks of a kind, by name. Throws `not-found` when there is no such kind. */
export async function listBlocksOfType(
  context: ServiceContext,
  slug: string,
  includeSecrets: boolean,
): Promise<BlockDocument[]> {
  const type = await readBlockTypeBySlug(context, slug);
  const request = { block_types: { slug: { any_: [type.slug] } }, limit: 200, offset: 0 };
  return filterBlockDocuments(context, { ...request, sort: 'NAME_ASC' }, includeSecrets);
}

/** A secret that comes back masked keeps its value. Throws `not-found`. */
export async function updateBlockDocument(
  context: ServiceContext,
  id: string,
  patch: BlockDocumentUpdate,
): Promise<void> {
  const block = await findBlock(context, id);
  const schema = patch.block_schema_id
    ? await readSchemaOfType(context, patch.block_schema_id, block.block_type_id)
    : block.block_schema;
  await assertReferencesExist(context, patch.data);
  const before = await openBlockTree(context, { ...block, block_schema: schema });
  const given = keepMaskedSecrets(patch.data, before.data, before.secretPaths);
  const data = patch.merge_existing_data ? { ...openOwnData(context, block), ...given } : given;
  await context.store.blockDocuments.update(id, {
    sealed_data: sealBlockData(context, id, data),
    block_schema_id: schema.id,
  });
}

/** Throws `not-found`. */
export async function deleteBlockDocument({ store }: ServiceContext, id: string): Promise<void> {
  if (!(await store.blockDocuments.delete(id))) throw new SluiceError('not-found', 'Block document not found');
}

async function findBlock({ store }: ServiceContext, id: string): Promise<StoredBlock> {
  const block = await store.blockDocuments.find(id);
  if (!block) throw new SluiceError('not-found', 'Block document not found');
  return block;
}

async function readSchemaOfType(context: ServiceContext, schemaId: string, typeId: string): Promise<BlockSchema> {
  const schema = await readBlockSchema(context, schemaId);
  if (schema.block_type_id === typeId) return schema;
  const message = `Expected a schema of the block type ${typeId}, found one of '${schema.block_type.slug}'.`;
  throw new SluiceError('request-invalid', message, { fields: [{ path: 'block_schema_id', message }] });
}

function nameOf({ name, is_anonymous }: BlockDocumentCreate, id: string): string {
  if (name != null) return name;
  if (is_anonymous) return `anonymous-${id}`;
  const message = 'Names must be provided for block documents.';
  throw new SluiceError('request-invalid', message, { fields: [{ path: 'name', message }] });
}
