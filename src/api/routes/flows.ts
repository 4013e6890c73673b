// Flows over HTTP: the names that runs belong to.
import { z } from 'zod';
import { flowSortSchema } from '../../domain/filters/flow-filter.js';
import { runFiltersSchema } from '../../domain/filters/run-filters.js';
import { flowCreateSchema, flowSchema } from '../../domain/flows.js';
import { countFlows } from '../../services/flows/count-flows.js';
import { createFlow } from '../../services/flows/create-flow.js';
import { bulkDeleteFlows, deleteFlow } from '../../services/flows/delete-flow.js';
import { filterFlows } from '../../services/flows/filter-flows.js';
import { paginateFlows } from '../../services/flows/paginate-flows.js';
import { readFlowByName } from '../../services/flows/read-flow-by-name.js';
import { readFlow } from '../../services/flows/read-flow.js';
import { updateFlow } from '../../services/flows/update-flow.js';
import type { ServiceContext } from '../../services/service-context.js';
import {
  bulkLimitSchema,
  defaulting,
  idParams,
  limitSchema,
  offsetSchema,
  optionalParts,
  pageOf,
  pageSchema,
} from '../route-documents.js';
import { answer, defineRoute, type AnyRoute } from '../route.js';

const tag = 'flows';
const filters = runFiltersSchema.shape;
const sort = defaulting(flowSortSchema, 'NAME_ASC');
const updateSchema = z.strictObject({
  tags: z.array(z.string()).optional(),
  labels: z.record(z.string(), z.unknown()).optional(),
});

export function flowRoutes(context: ServiceContext): AnyRoute[] {
  return [
    defineRoute({
      method: 'post',
      path: '/flows/',
      tag,
      summary: 'Creates a flow, or answers the one that has the name.',
      body: flowCreateSchema,
      answers: {
        200: { description: 'The flow was there; its tags are as they were.', schema: flowSchema },
        201: { description: 'The flow was created.', schema: flowSchema },
      },
      handle: async ({ body }) => {
        const { flow, created } = await createFlow(context, body);
        return answer(created ? 201 : 200, flow);
      },
    }),
    defineRoute({
      method: 'post',
      path: '/flows/filter',
      tag,
      summary: 'Lists flows.',
      body: optionalParts({ ...filters, sort, limit: limitSchema, offset: offsetSchema }),
      answers: { 200: { description: 'The flows that fit every filter.', schema: z.array(flowSchema) } },
      handle: async ({ body }) => answer(200, await filterFlows(context, body)),
    }),
    defineRoute({
      method: 'post',
      path: '/flows/count',
      tag,
      summary: 'Counts flows.',
      body: optionalParts(filters),
      answers: { 200: { description: 'How many fit every filter.', schema: z.number().int() } },
      handle: async ({ body }) => answer(200, await countFlows(context, body)),
    }),
    defineRoute({
      method: 'post',
      path: '/flows/paginate',
      tag,
      summary: 'Lists flows by pages.',
      body: optionalParts({ ...filters, sort, limit: limitSchema, page: pageSchema }),
      answers: { 200: { description: 'One page.', schema: pageOf(flowSchema) } },
      handle: async ({ body }) => answer(200, await paginateFlows(context, body)),
    }),
    defineRoute({
      method: 'post',
      path: '/flows/bulk_delete',
      tag,
      summary: 'Deletes every flow that fits, at most 50, with its runs and deployments.',
      body: optionalParts({ flows: filters.flows, limit: bulkLimitSchema }),
      answers: { 200: { description: 'The ids deleted.', schema: z.object({ deleted: z.array(z.string()) }) } },
      handle: async ({ body }) => answer(200, { deleted: await bulkDeleteFlows(context, body) }),
    }),
    defineRoute({
      method: 'get',
      path: '/flows/name/:name',
      tag,
      summary: 'Reads a flow by its name.',
      params: z.object({ name: z.string() }),
      answers: { 200: { description: 'The flow.', schema: flowSchema } },
      problems: ['flow-not-found'],
      handle: async ({ params }) => answer(200, await readFlowByName(context, params.name)),
    }),
    defineRoute({
      method: 'get',
      path: '/flows/:id',
      tag,
      summary: 'Reads a flow.',
      params: idParams,
      answers: { 200: { description: 'The flow.', schema: flowSchema } },
      problems: ['flow-not-found'],
      handle: async ({ params }) => answer(200, await readFlow(context, params.id)),
    }),
    defineRoute({
      method: 'patch',
      path: '/flows/:id',
      tag,
      summary: 'Changes the tags or labels of a flow.',
      params: idParams,
      body: updateSchema,
      answers: { 204: { description: 'Done.' } },
      problems: ['flow-not-found'],
      handle: async ({ params, body }) => {
        await updateFlow(context, params.id, body);
        return answer(204);
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/flows/:id',
      tag,
      summary: 'Deletes a flow with its runs and deployments.',
      params: idParams,
      answers: { 204: { description: 'Done.' } },
      problems: ['flow-not-found'],
      handle: async ({ params }) => {
        await deleteFlow(context, params.id);
        return answer(204);
      },
    }),
  ];
}
