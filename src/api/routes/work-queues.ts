// Work queues over HTTP: by their pool and name, and by id.
import { z } from 'zod';
import { flowRunSchema } from '../../domain/flow-runs.js';
import { workQueueCreateSchema, workQueueSchema, workQueueUpdateSchema } from '../../domain/work-pools/work-pool.js';
import { workQueueFilterSchema } from '../../domain/work-pools/work-pool-filter.js';
import {
  createWorkQueue,
  deleteWorkQueue,
  filterWorkQueues,
  readWorkQueue,
  readWorkQueueByName,
  updateWorkQueue,
} from '../../services/work-pools/manage-work-queues.js';
import { listPoolRuns } from '../../services/work-pools/list-pool-runs.js';
import { AGENT_POOL_NAME, ensureAgentPool } from '../../services/work-pools/place-in-pool.js';
import { readQueueStatus } from '../../services/work-pools/queue-health.js';
import type { ServiceContext } from '../../services/service-context.js';
import { idParams, instantSchema, limitSchema, offsetSchema, optionalParts } from '../route-documents.js';
import { answer, defineRoute, type AnyRoute, type AnswerDoc } from '../route.js';

const tag = 'work queues';
const poolParams = z.object({ pool: z.string() });
const queueParams = poolParams.extend({ name: z.string() });
const ofPool = { tag, path: '/work_pools/:pool/queues', params: poolParams, problems: ['not-found'] } as const;
const inPool = { tag, path: '/work_pools/:pool/queues/:name', params: queueParams, problems: ['not-found'] } as const;
const byId = { tag, path: '/work_queues/:id', params: idParams, problems: ['not-found'] } as const;
const done = { 204: { description: 'Done.' } };
const one: Record<number, AnswerDoc> = { 200: { description: 'The queue.', schema: workQueueSchema } };
const listParts = { work_queues: workQueueFilterSchema.nullish(), limit: limitSchema, offset: offsetSchema };
const created: Record<number, AnswerDoc> = { 201: { description: 'Created.', schema: workQueueSchema } };

export function workQueueRoutes(context: ServiceContext): AnyRoute[] {
  return [...queuesOfPools(context), ...queues(context), ...collection(context)];
}

function queuesOfPools(context: ServiceContext): AnyRoute[] {
  const idOf = async ({ pool, name }: z.infer<typeof queueParams>) =>
    (await readWorkQueueByName(context, pool, name)).id;
  return [
    defineRoute({
      ...ofPool,
      method: 'post',
      summary: 'Creates a queue of a work pool. A priority that another has moves that one back.',
      body: workQueueCreateSchema,
      answers: created,
      problems: ['not-found', 'conflict'],
      handle: async ({ params, body }) => answer(201, await createWorkQueue(context, params.pool, body)),
    }),
    defineRoute({
      ...ofPool,
      method: 'post',
      path: '/work_pools/:pool/queues/filter',
      summary: 'Lists the queues of a work pool by priority.',
      body: optionalParts(listParts),
      answers: { 200: { description: 'The queues that fit.', schema: z.array(workQueueSchema) } },
      handle: async ({ params, body }) =>
        answer(200, await filterWorkQueues(context, { ...body, poolName: params.pool })),
    }),
    defineRoute({
      ...inPool,
      method: 'get',
      summary: 'Reads a queue by its pool and name.',
      answers: one,
      handle: async ({ params }) => answer(200, await readWorkQueueByName(context, params.pool, params.name)),
    }),
    defineRoute({
      ...inPool,
      method: 'patch',
      summary: 'Changes the given fields of a queue. One that is resumed starts what it held back.',
      body: workQueueUpdateSchema,
      answers: done,
      handle: async ({ params, body }) => {
        await updateWorkQueue(context, await idOf(params), body);
        return answer(204);
      },
    }),
    defineRoute({
      ...inPool,
      method: 'delete',
      summary: 'Deletes a queue; the default one stays.',
      answers: done,
      problems: ['not-found', 'conflict'],
      handle: async ({ params }) => {
        await deleteWorkQueue(context, await idOf(params));
        return answer(204);
      },
    }),
  ];
}

function queues(context: ServiceContext): AnyRoute[] {
  return [
    defineRoute({
      ...byId,
      method: 'get',
      summary: 'Reads a queue.',
      answers: one,
      handle: async ({ params }) => answer(200, await readWorkQueue(context, params.id)),
    }),
    defineRoute({
      ...byId,
      method: 'patch',
      summary: 'Changes the given fields of a queue. One that is resumed starts what it held back.',
      body: workQueueUpdateSchema,
      answers: done,
      handle: async ({ params, body }) => {
        await updateWorkQueue(context, params.id, body);
        return answer(204);
      },
    }),
    defineRoute({
      ...byId,
      method: 'delete',
      summary: 'Deletes a queue; the default one of a pool stays.',
      answers: done,
      problems: ['not-found', 'conflict'],
      handle: async ({ params }) => {
        await deleteWorkQueue(context, params.id);
        return answer(204);
      },
    }),
    defineRoute({
      ...byId,
      method: 'post',
      path: '/work_queues/:id/get_runs',
      summary: 'Lists the runs of a queue that have not begun and nothing holds back, the next first.',
      body: optionalParts({ scheduled_before: instantSchema.nullish(), limit: limitSchema }),
      answers: { 200: { description: 'The runs.', schema: z.array(flowRunSchema) } },
      handle: async ({ params, body }) => {
        const { work_pool_name: pool, name } = await readWorkQueue(context, params.id);
        const found = await listPoolRuns(context, pool, { ...body, work_queue_names: [name] });
        return answer(
          200,
          found.map(({ flow_run }) => flow_run),
        );
      },
    }),
    defineRoute({
      ...byId,
      method: 'get',
      path: '/work_queues/:id/status',
      summary: 'Tells whether a queue keeps up: polled lately, and no run of it is late.',
      answers: {
        200: {
          description: 'Its health.',
          schema: z.object({
            healthy: z.boolean(),
            late_runs_count: z.number().int(),
            last_polled: z.string().nullable(),
            health_check_policy: z.object({
              maximum_late_runs: z.number().int(),
              maximum_seconds_since_last_polled: z.number().int(),
            }),
          }),
        },
      },
      handle: async ({ params }) => answer(200, await readQueueStatus(context, params.id)),
    }),
  ];
}

function collection(context: ServiceContext): AnyRoute[] {
  return [
    defineRoute({
      tag,
      method: 'post',
      path: '/work_queues/',
      summary: `Creates a queue of the pool '${AGENT_POOL_NAME}', as older clients of the reference do.`,
      body: workQueueCreateSchema,
      answers: created,
      problems: ['conflict'],
      handle: async ({ body }) => {
        await ensureAgentPool(context);
        return answer(201, await createWorkQueue(context, AGENT_POOL_NAME, body));
      },
    }),
    defineRoute({
      tag,
      method: 'post',
      path: '/work_queues/filter',
      summary: 'Lists the queues of all work pools, by pool and priority.',
      body: optionalParts(listParts),
      answers: { 200: { description: 'The queues that fit.', schema: z.array(workQueueSchema) } },
      handle: async ({ body }) => answer(200, await filterWorkQueues(context, body)),
    }),
    defineRoute({
      tag,
      method: 'get',
      path: '/work_queues/name/:name',
      params: z.object({ name: z.string() }),
      summary: `Reads a queue of the pool '${AGENT_POOL_NAME}' by its name.`,
      answers: one,
      problems: ['not-found'],
      handle: async ({ params }) => answer(200, await readWorkQueueByName(context, AGENT_POOL_NAME, params.name)),
    }),
  ];
}
