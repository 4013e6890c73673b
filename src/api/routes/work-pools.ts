// Work pools over HTTP: create, read by name, list, count, change, delete, and who works in one.
import { z } from 'zod';
import { flowRunSchema } from '../../domain/flow-runs.js';
import {
  poolWorkerSchema,
  workPoolCreateSchema,
  workPoolSchema,
  workPoolUpdateSchema,
} from '../../domain/work-pools/work-pool.js';
import { workPoolFilterSchema } from '../../domain/work-pools/work-pool-filter.js';
import { listPoolRuns } from '../../services/work-pools/list-pool-runs.js';
import {
  countWorkPools,
  createWorkPool,
  deleteWorkPool,
  filterWorkPools,
  readWorkPool,
  updateWorkPool,
} from '../../services/work-pools/manage-work-pools.js';
import { deletePoolWorker, listPoolWorkers, noteHeartbeat } from '../../services/work-pools/pool-workers.js';
import type { ServiceContext } from '../../services/service-context.js';
import { instantSchema, limitSchema, offsetSchema, optionalParts } from '../route-documents.js';
import { answer, defineRoute, type AnyRoute } from '../route.js';

const tag = 'work pools';
const nameParams = z.object({ name: z.string() });
const named = { tag, path: '/work_pools/:name', params: nameParams, problems: ['not-found'] } as const;
const done = { 204: { description: 'Done.' } };

export function workPoolRoutes(context: ServiceContext): AnyRoute[] {
  return [...collection(context), ...single(context), ...workers(context)];
}

function collection(context: ServiceContext): AnyRoute[] {
  return [
    defineRoute({
      tag,
      method: 'post',
      path: '/work_pools/',
      summary: 'Creates a work pool with its default queue.',
      body: workPoolCreateSchema,
      answers: { 201: { description: 'Created.', schema: workPoolSchema } },
      problems: ['conflict'],
      handle: async ({ body }) => answer(201, await createWorkPool(context, body)),
    }),
    defineRoute({
      tag,
      method: 'post',
      path: '/work_pools/filter',
      summary: 'Lists work pools by name.',
      body: optionalParts({ work_pools: workPoolFilterSchema.nullish(), limit: limitSchema, offset: offsetSchema }),
      answers: { 200: { description: 'The pools that fit.', schema: z.array(workPoolSchema) } },
      handle: async ({ body }) => answer(200, await filterWorkPools(context, body)),
    }),
    defineRoute({
      tag,
      method: 'post',
      path: '/work_pools/count',
      summary: 'Counts work pools.',
      body: optionalParts({ work_pools: workPoolFilterSchema.nullish() }),
      answers: { 200: { description: 'How many fit.', schema: z.number().int() } },
      handle: async ({ body }) => answer(200, await countWorkPools(context, body.work_pools)),
    }),
  ];
}

function single(context: ServiceContext): AnyRoute[] {
  return [
    defineRoute({
      ...named,
      method: 'get',
      summary: 'Reads a work pool by its name.',
      answers: { 200: { description: 'The pool.', schema: workPoolSchema } },
      handle: async ({ params }) => answer(200, await readWorkPool(context, params.name)),
    }),
    defineRoute({
      ...named,
      method: 'patch',
      summary: 'Changes the given fields of a work pool. One that is resumed starts what it held back.',
      body: workPoolUpdateSchema,
      answers: done,
      handle: async ({ params, body }) => {
        await updateWorkPool(context, params.name, body);
        return answer(204);
      },
    }),
    defineRoute({
      ...named,
      method: 'delete',
      summary: 'Deletes a work pool with its queues. Deployments in it stay, and their runs wait.',
      answers: done,
      handle: async ({ params }) => {
        await deleteWorkPool(context, params.name);
        return answer(204);
      },
    }),
  ];
}

const heartbeatSchema = z.strictObject({
  name: z.string().min(1),
  heartbeat_interval_seconds: z.number().int().positive().nullish(),
});
const workerFilterSchema = z.looseObject({
  status: z.strictObject({ any_: z.array(z.string()).nullish(), not_any_: z.array(z.string()).nullish() }).nullish(),
});
const poolRunsSchema = {
  work_queue_names: z.array(z.string()).nullish(),
  scheduled_before: instantSchema.nullish(),
  scheduled_after: instantSchema.nullish(),
  limit: limitSchema,
};

function workers(context: ServiceContext): AnyRoute[] {
  return [
    defineRoute({
      ...named,
      method: 'post',
      path: '/work_pools/:name/workers/heartbeat',
      summary: 'A worker of the reference says that it lives.',
      body: heartbeatSchema,
      answers: done,
      handle: async ({ params, body }) => {
        await noteHeartbeat(context, params.name, body);
        return answer(204);
      },
    }),
    defineRoute({
      ...named,
      method: 'post',
      path: '/work_pools/:name/workers/filter',
      summary: 'Lists the workers that sent heartbeats, the last heard of first.',
      body: optionalParts({ workers: workerFilterSchema.nullish(), limit: limitSchema, offset: offsetSchema }),
      answers: { 200: { description: 'The workers.', schema: z.array(poolWorkerSchema) } },
      handle: async ({ params, body }) =>
        answer(200, await listPoolWorkers(context, params.name, body.workers?.status, body)),
    }),
    defineRoute({
      ...named,
      method: 'delete',
      path: '/work_pools/:name/workers/:worker',
      params: nameParams.extend({ worker: z.string() }),
      summary: 'Forgets a worker.',
      answers: done,
      handle: async ({ params }) => {
        await deletePoolWorker(context, params.name, params.worker);
        return answer(204);
      },
    }),
    defineRoute({
      ...named,
      method: 'post',
      path: '/work_pools/:name/get_scheduled_flow_runs',
      summary: 'Lists the runs of a pool that have not begun and nothing holds back, by queue priority and time.',
      body: optionalParts(poolRunsSchema),
      answers: {
        200: {
          description: 'The runs with their places.',
          schema: z.array(z.object({ work_pool_id: z.string(), work_queue_id: z.string(), flow_run: flowRunSchema })),
        },
      },
      handle: async ({ params, body }) => answer(200, await listPoolRuns(context, params.name, body)),
    }),
  ];
}
