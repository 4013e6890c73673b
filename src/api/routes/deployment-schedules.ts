// Schedules of deployments over HTTP, and the runs they have planned.
import { z } from 'zod';
import { flowRunSchema } from '../../domain/flow-runs.js';
import {
  deploymentScheduleCreateSchema,
  deploymentScheduleSchema,
  deploymentScheduleUpdateSchema,
} from '../../domain/schedules/schedule.js';
import { workQueueSchema } from '../../domain/work-pools/work-pool.js';
import { listScheduledRuns } from '../../services/deployments/list-scheduled-runs.js';
import {
  addSchedules,
  deleteSchedule,
  followUp,
  listSchedules,
  updateSchedule,
} from '../../services/schedules/manage-schedules.js';
import { readDeployment } from '../../services/deployments/read-deployments.js';
import type { ServiceContext } from '../../services/service-context.js';
import { checkWorkQueues } from '../../services/work-pools/manage-work-queues.js';
import { idParams, idSchema, instantSchema, limitSchema } from '../route-documents.js';
import { answer, defineRoute, type AnyRoute } from '../route.js';

const tag = 'deployments';
const ofDeployment = { tag, path: '/deployments/:id/schedules', params: idParams } as const;
const single = {
  tag,
  path: '/deployments/:id/schedules/:schedule_id',
  params: z.object({ id: idSchema, schedule_id: idSchema }),
} as const;

export function deploymentScheduleRoutes(context: ServiceContext): AnyRoute[] {
  return [...schedules(context), ...planned(context)];
}

function schedules(context: ServiceContext): AnyRoute[] {
  return [
    defineRoute({
      ...ofDeployment,
      method: 'get',
      summary: 'Lists the schedules of a deployment, the newest first.',
      answers: { 200: { description: 'The schedules.', schema: z.array(deploymentScheduleSchema) } },
      problems: ['not-found'],
      handle: async ({ params }) => answer(200, await listSchedules(context, params.id)),
    }),
    defineRoute({
      ...ofDeployment,
      method: 'post',
      summary: 'Adds schedules to a deployment.',
      body: z.array(deploymentScheduleCreateSchema),
      answers: { 201: { description: 'The new schedules.', schema: z.array(deploymentScheduleSchema) } },
      problems: ['not-found', 'conflict'],
      handle: async ({ params, body }) => answer(201, await addSchedules(context, params.id, body)),
    }),
    defineRoute({
      ...single,
      method: 'patch',
      summary: 'Changes the given fields of a schedule; its planned runs are planned anew.',
      body: deploymentScheduleUpdateSchema,
      answers: { 204: { description: 'Done.' } },
      problems: ['not-found', 'conflict'],
      handle: async ({ params, body }) => {
        await updateSchedule(context, params.id, params.schedule_id, body);
        return answer(204);
      },
    }),
    defineRoute({
      ...single,
      method: 'delete',
      summary: 'Deletes a schedule with the runs it has planned.',
      answers: { 204: { description: 'Done.' } },
      problems: ['not-found'],
      handle: async ({ params }) => {
        await deleteSchedule(context, params.id, params.schedule_id);
        return answer(204);
      },
    }),
  ];
}

/** `2026-11-24 10:27:58.701843+00:00`, as Python writes it, is an instant as well. */
const scheduledRunsSchema = z.strictObject({
  deployment_ids: z.array(idSchema),
  scheduled_before: instantSchema.nullish(),
  limit: limitSchema,
});

function planned(context: ServiceContext): AnyRoute[] {
  return [
    defineRoute({
      tag,
      method: 'post',
      path: '/deployments/get_scheduled_flow_runs',
      summary:
        'Lists the runs of deployments that have not begun, the next first, and marks the deployments as polled.',
      body: scheduledRunsSchema,
      answers: { 200: { description: 'The runs.', schema: z.array(flowRunSchema) } },
      handle: async ({ body }) => answer(200, await listScheduledRuns(context, body)),
    }),
    defineRoute({
      tag,
      method: 'post',
      path: '/deployments/:id/schedule',
      params: idParams,
      summary: 'Plans the next runs of a deployment now; they are planned by themselves as well.',
      body: z.looseObject({ start_time: instantSchema.nullish(), end_time: instantSchema.nullish() }).nullish(),
      answers: { 200: { description: 'Done.', schema: z.null() } },
      problems: ['not-found'],
      handle: async ({ params }) => {
        await readDeployment(context, params.id);
        await followUp(context, params.id);
        return answer(200, null);
      },
    }),
    defineRoute({
      tag,
      method: 'get',
      path: '/deployments/:id/work_queue_check',
      params: idParams,
      summary: 'Lists the work queues that could take the runs of a deployment: all of its pool.',
      answers: { 200: { description: 'The queues, the most urgent first.', schema: z.array(workQueueSchema) } },
      problems: ['not-found'],
      handle: async ({ params }) => answer(200, await checkWorkQueues(context, params.id)),
    }),
  ];
}
