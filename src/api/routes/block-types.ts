// Kinds of blocks and the schemas of their data over HTTP, as the reference's clients register and find them.
import { z } from 'zod';
import {
  blockSchemaCreateSchema,
  blockSchemaSchema,
  blockTypeCreateSchema,
  blockTypeSchema,
  blockTypeUpdateSchema,
} from '../../domain/blocks/block-documents.js';
import { blockSchemaFilterSchema, blockTypeFilterSchema } from '../../domain/filters/block-filters.js';
import {
  createBlockSchema,
  deleteBlockSchema,
  filterBlockSchemas,
  readBlockSchema,
  readBlockSchemaByChecksum,
} from '../../services/blocks/block-schemas.js';
import {
  createBlockType,
  deleteBlockType,
  filterBlockTypes,
  readBlockType,
  readBlockTypeBySlug,
  updateBlockType,
} from '../../services/blocks/block-types.js';
import type { ServiceContext } from '../../services/service-context.js';
import { idParams, limitSchema, offsetSchema, optionalParts } from '../route-documents.js';
import { answer, defineRoute, type AnyRoute } from '../route.js';

const filters = { block_schemas: blockSchemaFilterSchema.nullish(), limit: limitSchema, offset: offsetSchema };
const oneType = { 200: { description: 'The block type.', schema: blockTypeSchema } };
const oneSchema = { 200: { description: 'The block schema.', schema: blockSchemaSchema } };
const done = { 204: { description: 'Done.' } };
const CAPABILITIES = ['notify'];

export function blockTypeRoutes(context: ServiceContext): AnyRoute[] {
  const tag = 'block types';
  return [
    defineRoute({
      method: 'post',
      path: '/block_types/',
      tag,
      summary: 'Creates a block type.',
      body: blockTypeCreateSchema,
      answers: { 201: { description: 'Created.', schema: blockTypeSchema } },
      problems: ['conflict'],
      handle: async ({ body }) => answer(201, await createBlockType(context, body)),
    }),
    defineRoute({
      method: 'post',
      path: '/block_types/filter',
      tag,
      summary: 'Lists block types by name.',
      body: optionalParts({ ...filters, block_types: blockTypeFilterSchema.nullish() }),
      answers: { 200: { description: 'The types that fit.', schema: z.array(blockTypeSchema) } },
      handle: async ({ body }) => answer(200, await filterBlockTypes(context, body)),
    }),
    defineRoute({
      method: 'get',
      path: '/block_types/slug/:slug',
      tag,
      summary: 'Reads a block type by its slug.',
      params: z.object({ slug: z.string() }),
      answers: oneType,
      problems: ['not-found'],
      handle: async ({ params }) => answer(200, await readBlockTypeBySlug(context, params.slug)),
    }),
    defineRoute({
      method: 'get',
      path: '/block_types/:id',
      tag,
      summary: 'Reads a block type.',
      params: idParams,
      answers: oneType,
      problems: ['not-found'],
      handle: async ({ params }) => answer(200, await readBlockType(context, params.id)),
    }),
    defineRoute({
      method: 'patch',
      path: '/block_types/:id',
      tag,
      summary: 'Changes the texts of a block type. Built-in types cannot be changed.',
      params: idParams,
      body: blockTypeUpdateSchema,
      answers: done,
      problems: ['not-found', 'forbidden'],
      handle: async ({ params, body }) => {
        await updateBlockType(context, params.id, body);
        return answer(204);
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/block_types/:id',
      tag,
      summary: 'Deletes a block type with its blocks. Built-in types cannot be deleted.',
      params: idParams,
      answers: done,
      problems: ['not-found', 'forbidden'],
      handle: async ({ params }) => {
        await deleteBlockType(context, params.id);
        return answer(204);
      },
    }),
  ];
}

export function blockSchemaRoutes(context: ServiceContext): AnyRoute[] {
  const tag = 'block schemas';
  return [
    defineRoute({
      method: 'post',
      path: '/block_schemas/',
      tag,
      summary: 'Creates a block schema, or answers the one with the same fields and version.',
      body: blockSchemaCreateSchema,
      answers: {
        200: { description: 'It was there.', schema: blockSchemaSchema },
        201: { description: 'Created.', schema: blockSchemaSchema },
      },
      problems: ['not-found'],
      handle: async ({ body }) => {
        const { schema, created } = await createBlockSchema(context, body);
        return answer(created ? 201 : 200, schema);
      },
    }),
    defineRoute({
      method: 'post',
      path: '/block_schemas/filter',
      tag,
      summary: 'Lists block schemas, newest first.',
      body: optionalParts(filters),
      answers: { 200: { description: 'The schemas that fit.', schema: z.array(blockSchemaSchema) } },
      handle: async ({ body }) => answer(200, await filterBlockSchemas(context, body)),
    }),
    defineRoute({
      method: 'get',
      path: '/block_schemas/checksum/:checksum',
      tag,
      summary: 'Reads a block schema by its checksum.',
      params: z.object({ checksum: z.string() }),
      query: z.object({ version: z.string().optional() }),
      answers: oneSchema,
      problems: ['not-found'],
      handle: async ({ params, query }) =>
        answer(200, await readBlockSchemaByChecksum(context, params.checksum, query.version ?? null)),
    }),
    defineRoute({
      method: 'get',
      path: '/block_schemas/:id',
      tag,
      summary: 'Reads a block schema.',
      params: idParams,
      answers: oneSchema,
      problems: ['not-found'],
      handle: async ({ params }) => answer(200, await readBlockSchema(context, params.id)),
    }),
    defineRoute({
      method: 'delete',
      path: '/block_schemas/:id',
      tag,
      summary: 'Deletes a block schema with the blocks made by it.',
      params: idParams,
      answers: done,
      problems: ['not-found', 'forbidden'],
      handle: async ({ params }) => {
        await deleteBlockSchema(context, params.id);
        return answer(204);
      },
    }),
    defineRoute({
      method: 'get',
      path: '/block_capabilities/',
      tag,
      summary: 'Lists what blocks can do.',
      answers: { 200: { description: 'Names of capabilities.', schema: z.array(z.string()) } },
      handle: () => answer(200, CAPABILITIES),
    }),
  ];
}
