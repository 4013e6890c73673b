// One flow run at a time over HTTP: create, read, change, delete, its labels and its log as a file.
import { z } from 'zod';
import { flowRunSchema, flowRunUpdateSchema } from '../../domain/flow-runs.js';
import { createFlowRun } from '../../services/flow-runs/create-flow-run.js';
import { deleteFlowRun } from '../../services/flow-runs/delete-flow-run.js';
import { readFlowRun } from '../../services/flow-runs/read-flow-run.js';
import { updateFlowRunLabels } from '../../services/flow-runs/update-flow-run-labels.js';
import { updateFlowRun } from '../../services/flow-runs/update-flow-run.js';
import type { ServiceContext } from '../../services/service-context.js';
import { defineFlowRunRoute, flowRunParams } from '../flow-run-route.js';
import { answer, defineRoute, type AnyRoute } from '../route.js';
import { flowRunProposalSchema } from '../state-proposal.js';

const tag = 'flow runs';

export function flowRunRoutes(context: ServiceContext): AnyRoute[] {
  return [
    defineRoute({
      method: 'post',
      path: '/flow_runs/',
      tag,
      summary: 'Creates a flow run. A flow that a worker serves is started at once.',
      description:
        'Parameters are checked against the schema the worker registered, before a run exists. A flow that no worker serves makes a run that is only recorded: whoever created it proposes its states.',
      body: flowRunProposalSchema,
      answers: {
        200: { description: 'There was a run with this idempotency key.', schema: flowRunSchema },
        201: { description: 'The run was created.', schema: flowRunSchema },
      },
      problems: ['parameters-invalid', 'flow-not-found', 'conflict', 'payload-too-large', 'temporal-unavailable'],
      handle: async ({ body }) => {
        const { flowRun, created } = await createFlowRun(context, body);
        return answer(created ? 201 : 200, flowRun);
      },
    }),
    defineFlowRunRoute(context, {
      method: 'get',
      path: '/flow_runs/:id',
      tag,
      summary: 'Reads a flow run.',
      params: flowRunParams,
      answers: { 200: { description: 'The run with its current state.', schema: flowRunSchema } },
      problems: ['flow-run-not-found'],
      handle: async ({ params }) => answer(200, await readFlowRun(context, params.id)),
    }),
    defineFlowRunRoute(context, {
      method: 'patch',
      path: '/flow_runs/:id',
      tag,
      summary: 'Changes the given fields of a flow run.',
      params: flowRunParams,
      body: flowRunUpdateSchema,
      answers: { 204: { description: 'Done.' } },
      problems: ['flow-run-not-found'],
      handle: async ({ params, body }) => {
        await updateFlowRun(context, params.id, body);
        return answer(204);
      },
    }),
    defineFlowRunRoute(context, {
      method: 'patch',
      path: '/flow_runs/:id/labels',
      tag,
      summary: 'Adds labels to a flow run; the body is the labels.',
      params: flowRunParams,
      body: z.record(z.string(), z.unknown()),
      answers: { 204: { description: 'Done.' } },
      problems: ['flow-run-not-found'],
      notFoundForm: 'exception-message',
      handle: async ({ params, body }) => {
        await updateFlowRunLabels(context, params.id, body);
        return answer(204);
      },
    }),
    defineFlowRunRoute(context, {
      method: 'delete',
      path: '/flow_runs/:id',
      tag,
      summary: 'Deletes a flow run with its task runs, inputs and log; one that still runs is terminated.',
      params: flowRunParams,
      answers: { 204: { description: 'Done.' } },
      problems: ['flow-run-not-found'],
      handle: async ({ params }) => {
        await deleteFlowRun(context, params.id);
        return answer(204);
      },
    }),
  ];
}
