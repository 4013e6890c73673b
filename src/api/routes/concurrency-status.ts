// How full work pools and queues are, over HTTP. Apart from the routes of pools and queues since both tell it alike.
import { z } from 'zod';
import { stateTypeSchema } from '../../domain/states.js';
import { readPoolConcurrency, readQueueConcurrency } from '../../services/work-pools/concurrency-status.js';
import type { ServiceContext } from '../../services/service-context.js';
import { defaulting, idParams, limitSchema, optionalParts, pageOf, pageSchema } from '../route-documents.js';
import { answer, defineRoute, type AnyRoute } from '../route.js';

const slots = { active_slots: z.number().int(), concurrency_limit: z.number().int().nullable() };
const holderSchema = z.object({
  id: z.string(),
  name: z.string(),
  state_type: stateTypeSchema.nullable(),
  state_name: z.string().nullable(),
  start_time: z.string().nullable(),
  state_timestamp: z.string().nullable(),
  time_in_current_state: z.number().nullable(),
});
const queueSchema = z.object({
  queue_id: z.string(),
  queue_name: z.string(),
  ...slots,
  flow_runs: z.array(holderSchema),
  flow_run_count: z.number().int(),
});
const paged = pageOf(z.unknown()).omit({ results: true }).shape;
const pageBody = { page: pageSchema, limit: limitSchema };
const flowRunLimitSchema = defaulting(z.number().int().min(0).max(200), 10);

export function concurrencyStatusRoutes(context: ServiceContext): AnyRoute[] {
  return [
    defineRoute({
      method: 'post',
      path: '/work_pools/:name/concurrency_status',
      tag: 'work pools',
      summary: 'Tells which runs take the slots of a work pool, queue by queue.',
      params: z.object({ name: z.string() }),
      body: optionalParts({ ...pageBody, flow_run_limit: flowRunLimitSchema }),
      answers: {
        200: {
          description: 'A page of queues.',
          schema: z.object({ ...slots, queues: z.array(queueSchema), ...paged }),
        },
      },
      problems: ['not-found'],
      handle: async ({ params, body: { flow_run_limit, ...page } }) =>
        answer(200, await readPoolConcurrency(context, params.name, { ...page, flowRunLimit: flow_run_limit })),
    }),
    defineRoute({
      method: 'post',
      path: '/work_queues/:id/concurrency_status',
      tag: 'work queues',
      summary: 'Tells which runs take the slots of a queue.',
      params: idParams,
      body: optionalParts(pageBody),
      answers: {
        200: {
          description: 'A page of runs.',
          schema: z.object({ ...slots, flow_runs: z.array(holderSchema), ...paged }),
        },
      },
      problems: ['not-found'],
      handle: async ({ params, body }) => answer(200, await readQueueConcurrency(context, params.id, body)),
    }),
  ];
}
