// Inputs of a flow run over HTTP: what was sent to it, under a key each, and the documents of its pauses.
import { z } from 'zod';
import { flowRunInputSchema, sentInputSchema } from '../../domain/run-inputs.js';
import { createRunInput } from '../../services/run-inputs/create-run-input.js';
import { deleteRunInput } from '../../services/run-inputs/delete-run-input.js';
import { filterRunInputs } from '../../services/run-inputs/filter-run-inputs.js';
import { filterSentInputs } from '../../services/run-inputs/filter-sent-inputs.js';
import { readRunInput } from '../../services/run-inputs/read-run-input.js';
import type { ServiceContext } from '../../services/service-context.js';
import { defineFlowRunRoute, flowRunParams } from '../flow-run-route.js';
import { defaulting, limitSchema, offsetSchema, optionalParts } from '../route-documents.js';
import { answer, type AnyRoute } from '../route.js';

const tag = 'flow run inputs';
const keyParams = flowRunParams.extend({ key: z.string() });
const createSchema = z.object({ key: z.string(), value: z.string(), sender: z.string().nullish() });
const filterSchema = z.object({
  prefix: z.string(),
  limit: defaulting(z.number().int().min(0), 1),
  offset: offsetSchema,
  exclude_keys: defaulting(z.array(z.string()), []),
});

export function runInputRoutes(context: ServiceContext): AnyRoute[] {
  return [
    defineFlowRunRoute(context, {
      method: 'post',
      path: '/flow_runs/:id/input',
      tag,
      summary: 'Sends an input to a flow run. The value is JSON text.',
      params: flowRunParams,
      body: createSchema,
      answers: { 201: { description: 'Kept until the run receives it.', schema: z.null() } },
      problems: ['flow-run-not-found', 'run-input-exists', 'run-inputs-full'],
      handle: async ({ params, body }) => {
        await createRunInput(context, params.id, body);
        return answer(201, null);
      },
    }),
    defineFlowRunRoute(context, {
      method: 'post',
      path: '/flow_runs/:id/input/filter',
      tag,
      summary: 'Lists the inputs whose key starts with a prefix, oldest first.',
      params: flowRunParams,
      body: filterSchema,
      answers: { 200: { description: 'The inputs; none for an unknown run.', schema: z.array(flowRunInputSchema) } },
      handle: async ({ params, body }) => answer(200, await filterRunInputs(context, params.id, body)),
    }),
    defineFlowRunRoute(context, {
      method: 'post',
      path: '/flow_runs/:id/sent_inputs/filter',
      tag,
      summary: 'Lists the inputs that a flow run sent to other runs and to clients outside flows, oldest first.',
      description:
        'An input is listed as long as whoever it was sent to has it: a run keeps its inputs for a while after its end, a client its mailbox for a day after it was last used. Of an input that a client has received the value is gone (`null`).',
      params: flowRunParams,
      body: optionalParts({ limit: limitSchema, offset: offsetSchema }),
      answers: { 200: { description: 'The inputs; none for an unknown run.', schema: z.array(sentInputSchema) } },
      handle: async ({ params, body }) => answer(200, await filterSentInputs(context, params.id, body)),
    }),
    defineFlowRunRoute(context, {
      method: 'get',
      path: '/flow_runs/:id/input/:key',
      tag,
      summary: 'Reads the value of an input, as it was sent.',
      params: keyParams,
      answers: { 200: { description: 'The value.', contentType: 'text/plain', schema: z.string() } },
      problems: ['not-found'],
      handle: async ({ params }) => ({
        status: 200,
        contentType: 'text/plain',
        body: await readRunInput(context, params.id, params.key),
      }),
    }),
    defineFlowRunRoute(context, {
      method: 'delete',
      path: '/flow_runs/:id/input/:key',
      tag,
      summary: 'Deletes an input, and takes it from its run unless it was received.',
      params: keyParams,
      answers: { 204: { description: 'Done.' } },
      problems: ['not-found', 'temporal-unavailable'],
      handle: async ({ params }) => {
        await deleteRunInput(context, params.id, params.key);
        return answer(204);
      },
    }),
  ];
}
