// Limits on task runs by tag over HTTP.
import { z } from 'zod';
import { concurrencyLimitCreateSchema, concurrencyLimitSchema } from '../../domain/concurrency-limits.js';
import {
  deleteConcurrencyLimit,
  filterConcurrencyLimits,
  readConcurrencyLimit,
  readConcurrencyLimitByTag,
  resetConcurrencyLimit,
  setConcurrencyLimit,
} from '../../services/concurrency-limits/limits.js';
import type { ServiceContext } from '../../services/service-context.js';
import { idParams, limitSchema, offsetSchema, optionalParts } from '../route-documents.js';
import { answer, defineRoute, type AnyRoute } from '../route.js';

const tag = 'concurrency limits';
const tagParams = z.object({ tag: z.string() });
const oneLimit = { 200: { description: 'The limit.', schema: concurrencyLimitSchema } };
const emptyAnswer = { 200: { description: 'Done.', schema: z.null() } };

export function concurrencyLimitRoutes(context: ServiceContext): AnyRoute[] {
  return [
    defineRoute({
      method: 'post',
      path: '/concurrency_limits/',
      tag,
      summary: 'Sets how many task runs with a tag may be under way at a time.',
      body: concurrencyLimitCreateSchema,
      answers: oneLimit,
      handle: async ({ body }) => answer(200, await setConcurrencyLimit(context, body)),
    }),
    defineRoute({
      method: 'post',
      path: '/concurrency_limits/filter',
      tag,
      summary: 'Lists limits by tag.',
      body: optionalParts({ limit: limitSchema, offset: offsetSchema }),
      answers: { 200: { description: 'The limits.', schema: z.array(concurrencyLimitSchema) } },
      handle: async ({ body }) => answer(200, await filterConcurrencyLimits(context, body)),
    }),
    defineRoute({
      method: 'get',
      path: '/concurrency_limits/tag/:tag',
      tag,
      summary: 'Reads the limit of a tag.',
      params: tagParams,
      answers: oneLimit,
      problems: ['not-found'],
      handle: async ({ params }) => answer(200, await readConcurrencyLimitByTag(context, params.tag)),
    }),
    defineRoute({
      method: 'delete',
      path: '/concurrency_limits/tag/:tag',
      tag,
      summary: 'Deletes the limit of a tag.',
      params: tagParams,
      answers: emptyAnswer,
      problems: ['not-found'],
      handle: async ({ params }) => {
        await deleteConcurrencyLimit(context, params.tag);
        return answer(200, null);
      },
    }),
    defineRoute({
      method: 'post',
      path: '/concurrency_limits/tag/:tag/reset',
      tag,
      summary: 'Frees all slots of a tag, whoever holds them.',
      params: tagParams,
      answers: emptyAnswer,
      problems: ['not-found'],
      handle: async ({ params }) => {
        await resetConcurrencyLimit(context, params.tag);
        return answer(200, null);
      },
    }),
    defineRoute({
      method: 'get',
      path: '/concurrency_limits/:id',
      tag,
      summary: 'Reads a limit.',
      params: idParams,
      answers: oneLimit,
      problems: ['not-found'],
      handle: async ({ params }) => answer(200, await readConcurrencyLimit(context, params.id)),
    }),
    defineRoute({
      method: 'delete',
      path: '/concurrency_limits/:id',
      tag,
      summary: 'Deletes a limit.',
      params: idParams,
      answers: emptyAnswer,
      problems: ['not-found'],
      handle: async ({ params }) => {
        await deleteConcurrencyLimit(context, (await readConcurrencyLimit(context, params.id)).tag);
        return answer(200, null);
      },
    }),
  ];
}
