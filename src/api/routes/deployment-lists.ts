// Many deployments at a time over HTTP: lists, counts, pages, and deletion in bulk.
import { z } from 'zod';
import { deploymentSchema } from '../../domain/deployments.js';
import { deploymentSortSchema } from '../../domain/filters/deployment-filter.js';
import { runFiltersSchema } from '../../domain/filters/run-filters.js';
import { bulkDeleteDeployments } from '../../services/deployments/bulk-delete-deployments.js';
import {
  countDeployments,
  filterDeployments,
  paginateDeployments,
} from '../../services/deployments/read-deployments.js';
import type { ServiceContext } from '../../services/service-context.js';
import {
  bulkLimitSchema,
  defaulting,
  limitSchema,
  offsetSchema,
  optionalParts,
  pageOf,
  pageSchema,
} from '../route-documents.js';
import { answer, defineRoute, type AnyRoute } from '../route.js';

const tag = 'deployments';
const filters = runFiltersSchema.shape;
const sort = defaulting(deploymentSortSchema, 'NAME_ASC');

export function deploymentLists(context: ServiceContext): AnyRoute[] {
  return [
    defineRoute({
      method: 'post',
      path: '/deployments/filter',
      tag,
      summary: 'Lists deployments.',
      body: optionalParts({ ...filters, sort, limit: limitSchema, offset: offsetSchema }),
      answers: { 200: { description: 'The deployments that fit every filter.', schema: z.array(deploymentSchema) } },
      handle: async ({ body }) => answer(200, await filterDeployments(context, body)),
    }),
    defineRoute({
      method: 'post',
      path: '/deployments/count',
      tag,
      summary: 'Counts deployments.',
      body: optionalParts(filters),
      answers: { 200: { description: 'How many fit every filter.', schema: z.number().int() } },
      handle: async ({ body }) => answer(200, await countDeployments(context, body)),
    }),
    defineRoute({
      method: 'post',
      path: '/deployments/paginate',
      tag,
      summary: 'Lists deployments by pages.',
      body: optionalParts({ ...filters, sort, limit: limitSchema, page: pageSchema }),
      answers: { 200: { description: 'One page.', schema: pageOf(deploymentSchema) } },
      handle: async ({ body }) => answer(200, await paginateDeployments(context, body)),
    }),
    defineRoute({
      method: 'post',
      path: '/deployments/bulk_delete',
      tag,
      summary: 'Deletes every deployment that fits, at most 50, with what it owns.',
      body: optionalParts({ deployments: filters.deployments, limit: bulkLimitSchema }),
      answers: { 200: { description: 'The ids deleted.', schema: z.object({ deleted: z.array(z.string()) }) } },
      handle: async ({ body }) => answer(200, { deleted: await bulkDeleteDeployments(context, body) }),
    }),
  ];
}
