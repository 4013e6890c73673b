// Log lines over HTTP: written in batches by the reference's clients, read by filter.
import { z } from 'zod';
import { logFilterSchema, logSortSchema } from '../../domain/filters/log-filter.js';
import { logSchema } from '../../domain/logs.js';
import { createLogs } from '../../services/logs/create-logs.js';
import { filterLogs } from '../../services/logs/filter-logs.js';
import type { ServiceContext } from '../../services/service-context.js';
import { defaulting, limitSchema, offsetSchema, optionalParts } from '../route-documents.js';
import { answer, defineRoute, type AnyRoute } from '../route.js';
import { logBatchSchema } from '../worker-documents.js';

const tag = 'logs';

export function logRoutes(context: ServiceContext): AnyRoute[] {
  return [
    defineRoute({
      method: 'post',
      path: '/logs/',
      tag,
      summary: 'Writes log lines.',
      body: logBatchSchema,
      answers: { 201: { description: 'Written.', schema: z.null() } },
      handle: async ({ body }) => {
        await createLogs(context, body);
        return answer(201, null);
      },
    }),
    defineRoute({
      method: 'post',
      path: '/logs/filter',
      tag,
      summary: 'Lists log lines.',
      body: optionalParts({
        logs: logFilterSchema.nullish(),
        sort: defaulting(logSortSchema, 'TIMESTAMP_ASC'),
        limit: limitSchema,
        offset: offsetSchema,
      }),
      answers: { 200: { description: 'The lines that fit.', schema: z.array(logSchema) } },
      handle: async ({ body }) => answer(200, await filterLogs(context, body)),
    }),
  ];
}
