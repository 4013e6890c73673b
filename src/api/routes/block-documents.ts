// Blocks over HTTP. Secret values are stars in every answer unless `include_secrets` is asked for by a caller that may.
import { z } from 'zod';
import {
  blockDocumentCreateSchema,
  blockDocumentSchema,
  blockDocumentUpdateSchema,
} from '../../domain/blocks/block-documents.js';
import {
  blockDocumentFilterSchema,
  blockDocumentSortSchema,
  blockSchemaFilterSchema,
  blockTypeFilterSchema,
} from '../../domain/filters/block-filters.js';
import {
  countBlockDocuments,
  createBlockDocument,
  deleteBlockDocument,
  filterBlockDocuments,
  listBlocksOfType,
  readBlockDocument,
  readBlockDocumentByName,
  updateBlockDocument,
} from '../../services/blocks/block-documents.js';
import type { ServiceContext } from '../../services/service-context.js';
import type { Credentials } from '../caller.js';
import { defaulting, idParams, limitSchema, offsetSchema, optionalParts } from '../route-documents.js';
import { answer, defineRoute, type AnyRoute } from '../route.js';
import { assertMayReadSecrets, mayListSecrets } from '../secret-access.js';

const tag = 'blocks';
const filters = {
  block_documents: blockDocumentFilterSchema.nullish(),
  block_types: blockTypeFilterSchema.nullish(),
  block_schemas: blockSchemaFilterSchema.nullish(),
};
const secretsQuery = z.object({
  include_secrets: z
    .enum(['true', 'false', 'True', 'False', '1', '0'])
    .optional()
    .transform((text) => text === 'true' || text === 'True' || text === '1'),
});
const oneBlock = { 200: { description: 'The block.', schema: blockDocumentSchema } };

export function blockDocumentRoutes(context: ServiceContext, credentials: Credentials): AnyRoute[] {
  return [
    defineRoute({
      method: 'post',
      path: '/block_documents/',
      tag,
      summary: 'Creates a block.',
      body: blockDocumentCreateSchema,
      answers: { 201: { description: 'Created; secrets are masked.', schema: blockDocumentSchema } },
      problems: ['conflict', 'not-found'],
      handle: async ({ body }) => answer(201, await createBlockDocument(context, body)),
    }),
    defineRoute({
      method: 'post',
      path: '/block_documents/filter',
      tag,
      summary: 'Lists blocks. Unnamed ones are left out unless asked for.',
      body: optionalParts({
        ...filters,
        include_secrets: defaulting(z.boolean(), false),
        sort: defaulting(blockDocumentSortSchema, 'NAME_ASC'),
        limit: limitSchema,
        offset: offsetSchema,
      }),
      answers: { 200: { description: 'The blocks that fit.', schema: z.array(blockDocumentSchema) } },
      handle: async ({ body, caller }) => {
        const withSecrets = mayListSecrets(caller, credentials, body.include_secrets);
        return answer(200, await filterBlockDocuments(context, body, withSecrets));
      },
    }),
    defineRoute({
      method: 'post',
      path: '/block_documents/count',
      tag,
      summary: 'Counts blocks.',
      body: optionalParts(filters),
      answers: { 200: { description: 'How many fit.', schema: z.number().int() } },
      handle: async ({ body }) => answer(200, await countBlockDocuments(context, body)),
    }),
    defineRoute({
      method: 'get',
      path: '/block_documents/:id',
      tag,
      summary: 'Reads a block.',
      params: idParams,
      query: secretsQuery,
      answers: oneBlock,
      problems: ['not-found', 'forbidden'],
      handle: async ({ params, query, caller }) => {
        const withSecrets = assertMayReadSecrets(caller, credentials, query.include_secrets);
        return answer(200, await readBlockDocument(context, params.id, withSecrets));
      },
    }),
    defineRoute({
      method: 'patch',
      path: '/block_documents/:id',
      tag,
      summary: 'Changes the data of a block. A secret sent as stars keeps its value.',
      params: idParams,
      body: blockDocumentUpdateSchema,
      answers: { 204: { description: 'Done.' } },
      problems: ['not-found'],
      handle: async ({ params, body }) => {
        await updateBlockDocument(context, params.id, body);
        return answer(204);
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/block_documents/:id',
      tag,
      summary: 'Deletes a block.',
      params: idParams,
      answers: { 204: { description: 'Done.' } },
      problems: ['not-found'],
      handle: async ({ params }) => {
        await deleteBlockDocument(context, params.id);
        return answer(204);
      },
    }),
    defineRoute({
      method: 'get',
      path: '/block_types/slug/:slug/block_documents',
      tag,
      summary: 'Lists the blocks of a type.',
      params: z.object({ slug: z.string() }),
      query: secretsQuery,
      answers: { 200: { description: 'The blocks.', schema: z.array(blockDocumentSchema) } },
      problems: ['not-found'],
      handle: async ({ params, query, caller }) => {
        const withSecrets = mayListSecrets(caller, credentials, query.include_secrets);
        return answer(200, await listBlocksOfType(context, params.slug, withSecrets));
      },
    }),
    defineRoute({
      method: 'get',
      path: '/block_types/slug/:slug/block_documents/name/:name',
      tag,
      summary: 'Reads a block by its type and name.',
      params: z.object({ slug: z.string(), name: z.string() }),
      query: secretsQuery,
      answers: oneBlock,
      problems: ['not-found', 'forbidden'],
      handle: async ({ params, query, caller }) => {
        const withSecrets = assertMayReadSecrets(caller, credentials, query.include_secrets);
        const address = { block_type_slug: params.slug, name: params.name };
        return answer(200, await readBlockDocumentByName(context, address, withSecrets));
      },
    }),
  ];
}
