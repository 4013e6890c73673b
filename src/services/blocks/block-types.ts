// Use cases on kinds of blocks: make, find, list, change, delete. Together, since each is a check and one call.
import type { BlockType, BlockTypeCreate, BlockTypeUpdate } from '../../domain/blocks/block-documents.js';
import { SluiceError } from '../../domain/errors.js';
import type { BlockSchemaFilter, BlockTypeFilter } from '../../domain/filters/block-filters.js';
import type { ServiceContext } from '../service-context.js';
import { ensureBuiltInKinds } from './install-built-in-kinds.js';

/** Throws `conflict` when the name or the slug is taken. */
export async function createBlockType(context: ServiceContext, type: BlockTypeCreate): Promise<BlockType> {
  await ensureBuiltInKinds(context);
  const { blockTypes } = context.store;
  const inserted = await blockTypes.insert(context.newId(), type, false);
  if (!inserted) throw new SluiceError('conflict', `Block type with name "${type.name}" already exists`);
  return readBlockTypeBySlug(context, type.slug);
}

/** Throws `not-found`. */
export async function readBlockType(context: ServiceContext, id: string): Promise<BlockType> {
  await ensureBuiltInKinds(context);
  return (await context.store.blockTypes.find(id)) ?? notFound();
}

/** Throws `not-found`. */
export async function readBlockTypeBySlug(context: ServiceContext, slug: string): Promise<BlockType> {
  await ensureBuiltInKinds(context);
  return (await context.store.blockTypes.findBySlug(slug)) ?? notFound();
}

export interface FilterBlockTypes {
  readonly block_types?: BlockTypeFilter | null;
  readonly block_schemas?: BlockSchemaFilter | null;
  readonly limit: number;
  readonly offset: number;
}

/** By name. */
export async function filterBlockTypes(context: ServiceContext, request: FilterBlockTypes): Promise<BlockType[]> {
  await ensureBuiltInKinds(context);
  return context.store.blockTypes.list(request.block_types, request.block_schemas, request);
}

/**
 * Changes what a kind says of itself. Built-in kinds too: Prefect's client writes its own words over them before it saves
 * a block of such a kind. Throws `not-found`.
 */
export async function updateBlockType(context: ServiceContext, id: string, patch: BlockTypeUpdate): Promise<void> {
  await readBlockType(context, id);
  await context.store.blockTypes.update(id, patch);
}

/** Deletes a kind with all its blocks. Throws `not-found`, or `forbidden` for a built-in kind. */
export async function deleteBlockType(context: ServiceContext, id: string): Promise<void> {
  const type = await readBlockType(context, id);
  if (type.is_protected) throw new SluiceError('forbidden', 'protected block types cannot be deleted.');
  await context.store.blockTypes.delete(id);
}

function notFound(): never {
  throw new SluiceError('not-found', 'Block type not found');
}
