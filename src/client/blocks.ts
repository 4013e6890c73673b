// Blocks and their types, as programs outside flows manage them. Secrets in a block's data are shown as stars here; flows and
// tasks load them in clear.
import { SluiceError } from '../domain/errors.js';
import type { BlockDocument, BlockSchema, BlockType } from '../domain/blocks/block-documents.js';
import { listAll } from './pages.js';
import type { Transport } from './transport.js';

/** A block by its id, or by `type-slug/name`. */
export type BlockReference = string;

export interface BlocksClient {
  /** By type and name. */
  list(options?: { readonly type?: string; readonly limit?: number }): Promise<BlockDocument[]>;
  /** Throws `not-found`. */
  read(block: BlockReference): Promise<BlockDocument>;
  /** Throws `not-found` for an unknown type, `conflict` when the name is taken, `request-invalid`. */
  create(typeSlug: string, name: string, data: Readonly<Record<string, unknown>>): Promise<BlockDocument>;
  /** Changes the fields that are given. Throws `not-found`. */
  update(block: BlockReference, data: Readonly<Record<string, unknown>>): Promise<BlockDocument>;
  /** Throws `not-found`. */
  delete(block: BlockReference): Promise<void>;
  readonly types: {
    list(options?: { readonly limit?: number }): Promise<BlockType[]>;
    /** Throws `not-found`. */
    read(slug: string): Promise<BlockType>;
    /** What the data of a type's blocks holds, newest first. */
    schemas(slug: string): Promise<BlockSchema[]>;
  };
}

const UUID_PATTERN = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The calls about blocks. */
export function createBlocksClient(transport: Transport): BlocksClient {
  const get = async <Document>(path: string): Promise<Document> =>
    (await transport.send<Document>({ method: 'GET', path })).document;
  const readType = (slug: string): Promise<BlockType> => get(`/block_types/slug/${encodeURIComponent(slug)}`);
  const schemas = async (slug: string): Promise<BlockSchema[]> => {
    const { id } = await readType(slug);
    const filter = { block_schemas: { block_type_id: { any_: [id] } } };
    return listAll<BlockSchema>(transport, '/block_schemas/filter', filter, {});
  };
  const read = (block: BlockReference): Promise<BlockDocument> => {
    if (UUID_PATTERN.test(block)) return get(`/block_documents/${block}`);
    const { type, name } = parseReference(block);
    const path = `/block_types/slug/${encodeURIComponent(type)}/block_documents/name/${encodeURIComponent(name)}`;
    return get(path);
  };
  return {
    list({ type, ...page } = {}) {
      const types = type === undefined ? {} : { block_types: { slug: { any_: [type] } } };
      const body = { ...types, sort: 'BLOCK_TYPE_AND_NAME_ASC' };
      return listAll<BlockDocument>(transport, '/block_documents/filter', body, page);
    },
    read,
    async create(typeSlug, name, data) {
      const [schema] = await schemas(typeSlug);
      if (!schema) throw new SluiceError('not-found', `The block type '${typeSlug}' has no schema.`);
      const body = { name, data, block_type_id: schema.block_type_id, block_schema_id: schema.id };
      return (await transport.send<BlockDocument>({ method: 'POST', path: '/block_documents/', body })).document;
    },
    async update(block, data) {
      const { id } = await read(block);
      await transport.send({ method: 'PATCH', path: `/block_documents/${id}`, body: { data }, repeatable: true });
      return read(id);
    },
    async delete(block) {
      const { id } = await read(block);
      await transport.send({ method: 'DELETE', path: `/block_documents/${id}` });
    },
    types: {
      list: (page = {}) => listAll<BlockType>(transport, '/block_types/filter', {}, page),
      read: readType,
      schemas,
    },
  };
}

function parseReference(block: string): { type: string; name: string } {
  const at = block.indexOf('/');
  if (at > 0 && at < block.length - 1) return { type: block.slice(0, at), name: block.slice(at + 1) };
  throw new SluiceError('not-found', `Expected a block as 'type/name' or by its id, got '${block}'.`);
}
