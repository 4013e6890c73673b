// Automations over HTTP as documents: create, read, list, replace, switch, delete.
import { z } from 'zod';
import {
  automationCreateSchema,
  automationPatchSchema,
  automationSchema,
  automationUpdateSchema,
} from '../../domain/automations/automation.js';
import { automationFilterSchema, automationSortSchema } from '../../domain/filters/automation-filter.js';
import { bulkDeleteAutomations } from '../../services/automations/bulk-delete-automations.js';
import {
  countAutomations,
  createAutomation,
  deleteAutomation,
  deleteOwnedAutomations,
  filterAutomations,
  listRelatedAutomations,
  patchAutomation,
  readAutomation,
  updateAutomation,
} from '../../services/automations/manage-automations.js';
import type { ServiceContext } from '../../services/service-context.js';
import { bulkLimitSchema, defaulting, idParams, limitSchema, offsetSchema, optionalParts } from '../route-documents.js';
import { answer, defineRoute, type AnyRoute } from '../route.js';

const tag = 'automations';
const automations = automationFilterSchema.nullish();
const resourceParams = z.object({ resource_id: z.string() });
const addressed = {
  tag,
  path: '/automations/:id',
  params: idParams,
  problems: ['not-found'],
  notFoundForm: 'exception-message',
} as const;

export function automationRoutes(context: ServiceContext): AnyRoute[] {
  return [...collection(context), ...ofResources(context), ...single(context)];
}

function collection(context: ServiceContext): AnyRoute[] {
  return [
    defineRoute({
      method: 'post',
      path: '/automations/',
      tag,
      summary: 'Creates an automation; it hears events from now on.',
      description:
        'Refused are triggers that can never fire, automations that would set themselves off, and templates that cannot be rendered; each with the path of the field.',
      body: automationCreateSchema,
      answers: { 201: { description: 'Created.', schema: automationSchema } },
      handle: async ({ body }) => answer(201, await createAutomation(context, body)),
    }),
    defineRoute({
      method: 'post',
      path: '/automations/filter',
      tag,
      summary: 'Lists automations.',
      body: optionalParts({
        automations,
        sort: defaulting(automationSortSchema, 'NAME_ASC'),
        limit: limitSchema,
        offset: offsetSchema,
      }),
      answers: { 200: { description: 'The automations that fit.', schema: z.array(automationSchema) } },
      handle: async ({ body }) => answer(200, await filterAutomations(context, body)),
    }),
    defineRoute({
      method: 'post',
      path: '/automations/count',
      tag,
      summary: 'Counts automations.',
      body: optionalParts({ automations }),
      answers: { 200: { description: 'How many fit.', schema: z.number().int() } },
      handle: async ({ body }) => answer(200, await countAutomations(context, body.automations)),
    }),
    defineRoute({
      method: 'post',
      path: '/automations/bulk_delete',
      tag,
      summary: 'Deletes every automation that fits, at most 50.',
      body: optionalParts({ automations, limit: bulkLimitSchema }),
      answers: { 200: { description: 'The ids deleted.', schema: z.object({ deleted: z.array(z.string()) }) } },
      handle: async ({ body }) => answer(200, { deleted: await bulkDeleteAutomations(context, body) }),
    }),
  ];
}

function ofResources(context: ServiceContext): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: '/automations/related-to/:resource_id',
      tag,
      summary: 'The automations that a resource owns, or that start runs of it.',
      params: resourceParams,
      answers: { 200: { description: 'By name.', schema: z.array(automationSchema) } },
      handle: async ({ params }) => answer(200, await listRelatedAutomations(context, params.resource_id)),
    }),
    defineRoute({
      method: 'delete',
      path: '/automations/owned-by/:resource_id',
      tag,
      summary: 'Deletes the automations that a resource owns and that were created before now.',
      params: resourceParams,
      answers: { 202: { description: 'Done, also when there was none.', schema: z.null() } },
      handle: async ({ params }) => {
        await deleteOwnedAutomations(context, params.resource_id);
        return answer(202, null);
      },
    }),
  ];
}

function single(context: ServiceContext): AnyRoute[] {
  return [
    defineRoute({
      ...addressed,
      method: 'get',
      summary: 'Reads an automation.',
      answers: { 200: { description: 'The automation.', schema: automationSchema } },
      handle: async ({ params }) => answer(200, await readAutomation(context, params.id)),
    }),
    defineRoute({
      ...addressed,
      method: 'put',
      summary: 'Replaces an automation; what is left out stays as it is.',
      description: 'Another trigger starts its state afresh; other actions or another name do not.',
      body: automationUpdateSchema,
      answers: { 204: { description: 'Done.' } },
      handle: async ({ params, body }) => {
        await updateAutomation(context, params.id, body);
        return answer(204);
      },
    }),
    defineRoute({
      ...addressed,
      method: 'patch',
      summary: 'Switches an automation on or off.',
      body: automationPatchSchema,
      answers: { 204: { description: 'Done.' } },
      handle: async ({ params, body }) => {
        await patchAutomation(context, params.id, body);
        return answer(204);
      },
    }),
    defineRoute({
      ...addressed,
      method: 'delete',
      summary: 'Deletes an automation; what it has under way ends.',
      answers: { 204: { description: 'Done.' } },
      handle: async ({ params }) => {
        await deleteAutomation(context, params.id);
        return answer(204);
      },
    }),
  ];
}
