// Use cases on the schemas of blocks' data: make, find, list, delete.
import type { BlockSchema, BlockSchemaCreate } from '../../domain/blocks/block-documents.js';
import { blockSchemaChecksum } from '../../domain/blocks/schema-checksum.js';
import { SluiceError } from '../../domain/errors.js';
import type { BlockSchemaFilter } from '../../domain/filters/block-filters.js';
import type { ServiceContext } from '../service-context.js';
import { readBlockType } from './block-types.js';
import { ensureBuiltInKinds } from './install-built-in-kinds.js';

/** Makes a schema, or finds the one with the same fields in the same version. Throws `not-found` without its type. */
export async function createBlockSchema(
  context: ServiceContext,
  schema: BlockSchemaCreate,
): Promise<{ readonly schema: BlockSchema; readonly created: boolean }> {
  await readBlockType(context, schema.block_type_id);
  const { blockSchemas } = context.store;
  const checksum = blockSchemaChecksum(schema.fields);
  const created = await blockSchemas.insert({ id: context.newId(), checksum, ...schema });
  const stored = await blockSchemas.findByChecksum(checksum, schema.version);
  return { schema: stored ?? notFound(), created };
}

/** Throws `not-found`. */
export async function readBlockSchema(context: ServiceContext, id: string): Promise<BlockSchema> {
  await ensureBuiltInKinds(context);
  return (await context.store.blockSchemas.find(id)) ?? notFound();
}

/** Without a version, the newest with the checksum. Throws `not-found`. */
export async function readBlockSchemaByChecksum(
  context: ServiceContext,
  checksum: string,
  version: string | null,
): Promise<BlockSchema> {
  await ensureBuiltInKinds(context);
  return (await context.store.blockSchemas.findByChecksum(checksum, version)) ?? notFound();
}

/** Newest first. */
export async function filterBlockSchemas(
  context: ServiceContext,
  request: { readonly block_schemas?: BlockSchemaFilter | null; readonly limit: number; readonly offset: number },
): Promise<BlockSchema[]> {
  await ensureBuiltInKinds(context);
  return context.store.blockSchemas.list(request.block_schemas, request);
}

/** Deletes a schema with the blocks made by it. Throws `not-found`, or `forbidden` for one of a built-in kind. */
export async function deleteBlockSchema(context: ServiceContext, id: string): Promise<void> {
  const { block_type } = await readBlockSchema(context, id);
  if (block_type.is_protected) throw new SluiceError('forbidden', 'protected block schemas cannot be deleted.');
  await context.store.blockSchemas.delete(id);
}

function notFound(): never {
  throw new SluiceError('not-found', 'Block schema not found');
}
