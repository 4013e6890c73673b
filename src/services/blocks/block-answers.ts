// Stored blocks as documents: opened, and masked unless the reader may see secrets. Opening is in nested-blocks.ts, the one
// place where a block's data is decrypted.
import type { BlockDocument } from '../../domain/blocks/block-documents.js';
import { maskSecrets } from '../../domain/blocks/secret-fields.js';
import type { StoredBlock } from '../../store/repositories/block-documents.js';
import type { ServiceContext } from '../service-context.js';
import { openBlockTree } from './nested-blocks.js';

type Sealing = Pick<ServiceContext, 'secrets'>;

/** A block's data as the store keeps it. */
export function sealBlockData({ secrets }: Sealing, id: string, data: Readonly<Record<string, unknown>>): string {
  return secrets.seal(JSON.stringify(data), id);
}

/** @param includeSecrets - whether secret values are shown instead of stars */
export async function toBlockDocument(
  context: Pick<ServiceContext, 'secrets' | 'store'>,
  block: StoredBlock,
  includeSecrets: boolean,
): Promise<BlockDocument> {
  const { sealed_data: _, block_schema, block_type, ...document } = block;
  const { data, secretPaths, references } = await openBlockTree(context, block);
  return {
    ...document,
    data: includeSecrets ? data : maskSecrets(data, secretPaths),
    block_schema: { ...block_schema, block_type },
    block_type_name: block_type.name,
    block_type,
    block_document_references: references,
  };
}
