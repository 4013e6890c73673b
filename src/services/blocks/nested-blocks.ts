// Blocks inside blocks. A field that is `{"$ref": {"block_document_id": …}}` stands for another block; whoever reads the
// outer one gets the inner one's data in its place, with its secrets as secret as they are there.
import type { BlockType, NestedBlocks } from '../../domain/blocks/block-documents.js';
import { secretPathsOf, type SecretPath } from '../../domain/blocks/secret-fields.js';
import { SluiceError } from '../../domain/errors.js';
import type { StoredBlock } from '../../store/repositories/block-documents.js';
import type { ServiceContext } from '../service-context.js';

type Opening = Pick<ServiceContext, 'secrets' | 'store'>;
type Data = Record<string, unknown>;

/** A block with everything inside it, in clear. */
export interface OpenedTree {
  readonly data: Data;
  readonly secretPaths: readonly SecretPath[];
  readonly references: NestedBlocks;
}

/** What is inside of a block of ours is left out beyond this depth. */
const DEEPEST = 10;

/**
 * Opens a block and those inside it. A reference to a block that was deleted, or to one it is inside of, is left out.
 *
 * @throws `secret-unreadable`
 */
export async function openBlockTree(
  context: Opening,
  block: StoredBlock,
  outer: readonly string[] = [],
): Promise<OpenedTree> {
  const path = [...outer, block.id];
  const data: Data = {};
  const secretPaths = secretPathsOf(block.block_schema.fields);
  const references: Record<string, NestedBlocks[string]> = {};
  for (const [field, value] of Object.entries(openOwnData(context, block))) {
    const inner = await findInner(context, value, path);
    if (inner === 'none') data[field] = value;
    if (typeof inner === 'string') continue;
    const opened = await openBlockTree(context, inner, path);
    data[field] = opened.data;
    secretPaths.push(...opened.secretPaths.map((inside) => [field, ...inside]));
    references[field] = { block_document: describeInner(inner, inner.block_type, opened.references) };
  }
  return { data, secretPaths, references };
}

/** A block's own data in clear, references as they stand. Throws `secret-unreadable`. */
export function openOwnData({ secrets }: Pick<Opening, 'secrets'>, { id, sealed_data }: StoredBlock): Data {
  return JSON.parse(secrets.open(sealed_data, id)) as Data;
}

/** Throws `request-invalid` naming the field when data refers to a block that does not exist. */
export async function assertReferencesExist({ store }: Opening, data: Readonly<Data>): Promise<void> {
  for (const [field, value] of Object.entries(data)) {
    const id = referencedId(value);
    if (id === undefined || (await store.blockDocuments.find(id))) continue;
    const message = `Expected the id of a block, found ${JSON.stringify(id)}, which is none.`;
    throw new SluiceError('request-invalid', message, { fields: [{ path: `data.${field}.$ref`, message }] });
  }
}

async function findInner(
  { store }: Opening,
  value: unknown,
  path: readonly string[],
): Promise<StoredBlock | 'none' | 'lost'> {
  const id = referencedId(value);
  if (id === undefined) return 'none';
  if (path.includes(id) || path.length > DEEPEST) return 'lost';
  return (await store.blockDocuments.find(id)) ?? 'lost';
}

function referencedId(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, '$ref')) return undefined;
  const { $ref: reference } = value as { $ref: unknown };
  if (typeof reference !== 'object' || reference === null) return undefined;
  const { block_document_id: id } = reference as { block_document_id?: unknown };
  return typeof id === 'string' ? id : undefined;
}

function describeInner({ id, name, is_anonymous }: StoredBlock, block_type: BlockType, references: NestedBlocks) {
  return { id, name, block_type, is_anonymous, block_document_references: references };
}
