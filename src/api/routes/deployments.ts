// Deployments over HTTP, one at a time: create or change by name, read, change, hold back, delete, and start runs of one.
import { z } from 'zod';
import {
  deploymentCreateSchema,
  deploymentFlowRunCreateSchema,
  deploymentSchema,
  deploymentUpdateSchema,
} from '../../domain/deployments.js';
import { isSluiceError, SluiceError } from '../../domain/errors.js';
import { flowRunSchema } from '../../domain/flow-runs.js';
import {
  createDeployment,
  deleteDeployment,
  setDeploymentPaused,
  updateDeployment,
} from '../../services/deployments/manage-deployments.js';
import { readDeployment, readDeploymentByName } from '../../services/deployments/read-deployments.js';
import { startDeploymentRun } from '../../services/deployments/run-deployment.js';
import { startDeploymentRuns } from '../../services/deployments/start-deployment-runs.js';
import type { ServiceContext } from '../../services/service-context.js';
import { idParams } from '../route-documents.js';
import { answer, defineRoute, type AnyRoute } from '../route.js';

const tag = 'deployments';
const addressed = { tag, path: '/deployments/:id', params: idParams, problems: ['not-found'] } as const;

export function deploymentRoutes(context: ServiceContext): AnyRoute[] {
  return [...collection(context), ...single(context), ...actions(context)];
}

function collection(context: ServiceContext): AnyRoute[] {
  return [
    defineRoute({
      method: 'post',
      path: '/deployments/',
      tag,
      summary: 'Creates a deployment of a flow.',
      description: 'Of a deployment with this flow and name that is there already, what is given changes.',
      body: deploymentCreateSchema,
      answers: {
        200: { description: 'There was one; it was changed and keeps its id.', schema: deploymentSchema },
        201: { description: 'Created.', schema: deploymentSchema },
      },
      problems: ['flow-not-found', 'not-found', 'conflict'],
      handle: async ({ body, isReferenceClient }) => {
        const made = createDeployment(context, body);
        const { deployment, created } = await (isReferenceClient ? made.catch(unknownFlowIsConflict) : made);
        return answer(created ? 201 : 200, deployment);
      },
    }),
    defineRoute({
      method: 'get',
      path: '/deployments/name/:flow_name/:deployment_name',
      tag,
      summary: "Reads a deployment by its flow's name and its own.",
      params: z.object({ flow_name: z.string(), deployment_name: z.string() }),
      answers: { 200: { description: 'The deployment.', schema: deploymentSchema } },
      problems: ['not-found'],
      handle: async ({ params }) =>
        answer(200, await readDeploymentByName(context, params.flow_name, params.deployment_name)),
    }),
  ];
}

function single(context: ServiceContext): AnyRoute[] {
  return [
    defineRoute({
      ...addressed,
      method: 'get',
      summary: 'Reads a deployment.',
      answers: { 200: { description: 'The deployment.', schema: deploymentSchema } },
      handle: async ({ params }) => answer(200, await readDeployment(context, params.id)),
    }),
    defineRoute({
      ...addressed,
      method: 'patch',
      summary: 'Changes the given fields of a deployment.',
      body: deploymentUpdateSchema,
      answers: { 204: { description: 'Done.' } },
      problems: ['not-found', 'parameters-invalid', 'conflict'],
      handle: async ({ params, body, isReferenceClient }) => {
        const changed = updateDeployment(context, params.id, body);
        await (isReferenceClient ? changed.catch(invalidIsConflict('Error updating deployment')) : changed);
        return answer(204);
      },
    }),
    defineRoute({
      ...addressed,
      method: 'delete',
      summary:
        'Deletes a deployment with its schedules, the runs that wait, and the automations it owns; other runs stay.',
      answers: { 204: { description: 'Done.' } },
      handle: async ({ params }) => {
        await deleteDeployment(context, params.id);
        return answer(204);
      },
    }),
  ];
}

function actions(context: ServiceContext): AnyRoute[] {
  return [
    ...(['pause', 'resume'] as const).map((verb) =>
      defineRoute({
        ...addressed,
        method: 'post',
        path: `/deployments/:id/${verb}_deployment`,
        summary: verb === 'pause' ? "Holds a deployment's schedules back." : "Lets a deployment's schedules go on.",
        answers: { 200: { description: 'Done.', schema: z.null() } },
        handle: async ({ params }) => {
          await setDeploymentPaused(context, params.id, verb === 'pause');
          return answer(200, null);
        },
      }),
    ),
    defineRoute({
      ...addressed,
      method: 'post',
      path: '/deployments/:id/create_flow_run',
      summary: 'Starts a run of a deployment.',
      description: "Parameters go over the deployment's own and are checked against its schema, before a run exists.",
      body: deploymentFlowRunCreateSchema.prefault({}),
      answers: {
        200: { description: 'There was a run with this idempotency key.', schema: flowRunSchema },
        201: { description: 'The run was created.', schema: flowRunSchema },
      },
      problems: ['not-found', 'parameters-invalid', 'conflict', 'payload-too-large', 'temporal-unavailable'],
      handle: async ({ params, body, isReferenceClient }) => {
        const started = startDeploymentRun(context, params.id, body);
        const { flowRun, created } = await (isReferenceClient
          ? started.catch(invalidIsConflict('Error creating flow run'))
          : started);
        return answer(created ? 201 : 200, flowRun);
      },
    }),
    defineRoute({
      ...addressed,
      method: 'post',
      path: '/deployments/:id/create_flow_run/bulk',
      summary: 'Starts several runs of a deployment, at most 100; each is made or refused by itself.',
      body: z.array(deploymentFlowRunCreateSchema).max(100),
      answers: {
        200: {
          description: 'What became of each, in their order.',
          schema: z.object({
            results: z.array(
              z.object({
                flow_run_id: z.string().nullable(),
                status: z.enum(['CREATED', 'FAILED']),
                error: z.string().nullable(),
              }),
            ),
          }),
        },
      },
      handle: async ({ params, body }) => answer(200, { results: await startDeploymentRuns(context, params.id, body) }),
    }),
  ];
}

/** The reference answers 409 where a foreign key has nothing to point at. */
function unknownFlowIsConflict(error: unknown): never {
  if (!isSluiceError(error, 'flow-not-found')) throw error;
  throw new SluiceError('conflict', 'Data integrity conflict. This usually means that a referenced flow is missing.');
}

/** The reference answers 409 with one sentence where parameters do not fit. */
function invalidIsConflict(prefix: string): (error: unknown) => never {
  return (error) => {
    if (!isSluiceError(error, 'parameters-invalid')) throw error;
    const { validation_error: sentence } = error.details;
    throw new SluiceError('conflict', `${prefix}: ${typeof sentence === 'string' ? sentence : error.message}`);
  };
}
