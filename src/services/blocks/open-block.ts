// A block by id with its secrets in clear, for actions that speak for it. Apart from worker-blocks.ts, which answers
// workers that ask by name.
import type { SecretPath } from '../../domain/blocks/secret-fields.js';
import { SluiceError } from '../../domain/errors.js';
import type { ServiceContext } from '../service-context.js';
import { openBlockTree } from './nested-blocks.js';

export interface OpenedBlock {
  readonly slug: string;
  readonly name: string | null;
  readonly data: Record<string, unknown>;
  readonly secretPaths: readonly SecretPath[];
}

/** Opens a block. Throws `not-found`. */
export async function openBlock(context: ServiceContext, id: string): Promise<OpenedBlock> {
  const block = await context.store.blockDocuments.find(id);
  if (!block) throw new SluiceError('not-found', 'Block document not found');
  const { data, secretPaths } = await openBlockTree(context, block);
  return { slug: block.block_type.slug, name: block.name, data, secretPaths };
}
