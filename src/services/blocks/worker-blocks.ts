// Use cases of workers: load a block with its secrets for a task, and save one from flow or task code.
import { isDeepStrictEqual } from 'node:util';
import type { BlockAddress, LoadedBlock, SaveBlock } from '../../domain/blocks/block-documents.js';
import { SluiceError } from '../../domain/errors.js';
import type { ServiceContext } from '../service-context.js';
import { createBlockDocument, updateBlockDocument } from './block-documents.js';
import { readBlockTypeBySlug } from './block-types.js';
import { openBlockTree, openOwnData } from './nested-blocks.js';

/** A block's data in clear, and which parts of it are secret. Throws `not-found` naming the block. */
export async function loadBlock(context: ServiceContext, address: BlockAddress): Promise<LoadedBlock> {
  const block = await context.store.blockDocuments.findByName(address);
  if (!block) {
    const { name, block_type_slug } = address;
    const message = `Unable to find block document named ${name} for block type ${block_type_slug}`;
    throw new SluiceError('not-found', message, { details: { block_type_slug, name } });
  }
  const { data, secretPaths } = await openBlockTree(context, block);
  return { data, secret_fields: secretPaths.map((path) => path.join('.')) };
}

/**
 * Saves a block under its name, by the newest schema of its type. Saving what is there already changes nothing.
 *
 * @throws `conflict` when the name is taken and `overwrite` is false; `not-found` when there is no such block type
 */
export async function saveBlock(context: ServiceContext, request: SaveBlock): Promise<void> {
  const { block_type_slug, name, data, overwrite } = request;
  const type = await readBlockTypeBySlug(context, block_type_slug);
  const existing = await context.store.blockDocuments.findByName({ block_type_slug, name });
  if (existing) {
    if (isDeepStrictEqual(openOwnData(context, existing), data)) return;
    if (!overwrite) throw nameTaken(request);
    return updateBlockDocument(context, existing.id, { data, merge_existing_data: false });
  }
  const [schema] = await context.store.blockSchemas.list(
    { operator: 'and_', block_type_id: { any_: [type.id] } },
    { limit: 1, offset: 0 },
  );
  if (!schema) throw new SluiceError('not-found', `The block type '${block_type_slug}' has no schema.`);
  const create = { name, data, block_schema_id: schema.id, block_type_id: type.id, is_anonymous: false };
  await createBlockDocument(context, create);
}

function nameTaken({ name, block_type_slug }: BlockAddress): SluiceError {
  const message = `A block named '${name}' of the type '${block_type_slug}' exists; pass overwrite: true to replace it.`;
  return new SluiceError('conflict', message, { details: { name, block_type_slug } });
}
