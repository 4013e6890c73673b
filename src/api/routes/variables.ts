// Variables over HTTP, by id and by name.
import { z } from 'zod';
import { variableFilterSchema, variableSortSchema } from '../../domain/filters/variable-filter.js';
import { variableCreateSchema, variableSchema, variableUpdateSchema } from '../../domain/variables.js';
import type { ServiceContext } from '../../services/service-context.js';
import {
  countVariables,
  createVariable,
  deleteVariable,
  filterVariables,
  readVariable,
  updateVariable,
} from '../../services/variables/variables.js';
import { defaulting, idParams, limitSchema, offsetSchema, optionalParts } from '../route-documents.js';
import { answer, defineRoute, type AnyRoute } from '../route.js';

const tag = 'variables';
const variables = variableFilterSchema.nullish();
const nameParams = z.object({ name: z.string() });

export function variableRoutes(context: ServiceContext): AnyRoute[] {
  return [
    defineRoute({
      method: 'post',
      path: '/variables/',
      tag,
      summary: 'Creates a variable.',
      body: variableCreateSchema,
      answers: { 201: { description: 'Created.', schema: variableSchema } },
      problems: ['conflict'],
      handle: async ({ body }) => answer(201, await createVariable(context, body)),
    }),
    defineRoute({
      method: 'post',
      path: '/variables/filter',
      tag,
      summary: 'Lists variables.',
      body: optionalParts({
        variables,
        sort: defaulting(variableSortSchema, 'NAME_ASC'),
        limit: limitSchema,
        offset: offsetSchema,
      }),
      answers: { 200: { description: 'The variables that fit.', schema: z.array(variableSchema) } },
      handle: async ({ body }) => answer(200, await filterVariables(context, body)),
    }),
    defineRoute({
      method: 'post',
      path: '/variables/count',
      tag,
      summary: 'Counts variables.',
      body: optionalParts({ variables }),
      answers: { 200: { description: 'How many fit.', schema: z.number().int() } },
      handle: async ({ body }) => answer(200, await countVariables(context, body.variables)),
    }),
    ...addressed(context, '/variables/name/:name', nameParams, 'a variable by its name'),
    ...addressed(context, '/variables/:id', idParams, 'a variable'),
  ];
}

function addressed<Address extends { readonly id: string } | { readonly name: string }>(
  context: ServiceContext,
  path: string,
  params: z.ZodType<Address>,
  what: string,
): AnyRoute[] {
  const shared = { path, tag, params } as const;
  return [
    defineRoute({
      ...shared,
      method: 'get',
      summary: `Reads ${what}.`,
      answers: { 200: { description: 'The variable.', schema: variableSchema } },
      problems: ['not-found'],
      handle: async (request) => answer(200, await readVariable(context, request.params)),
    }),
    defineRoute({
      ...shared,
      method: 'patch',
      summary: `Changes ${what}.`,
      body: variableUpdateSchema,
      answers: { 204: { description: 'Done.' } },
      problems: ['not-found', 'conflict'],
      handle: async (request) => {
        await updateVariable(context, request.params, request.body);
        return answer(204);
      },
    }),
    defineRoute({
      ...shared,
      method: 'delete',
      summary: `Deletes ${what}.`,
      answers: { 204: { description: 'Done.' } },
      problems: ['not-found'],
      handle: async (request) => {
        await deleteVariable(context, request.params);
        return answer(204);
      },
    }),
  ];
}
