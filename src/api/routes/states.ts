// The history of states of flow runs and task runs over HTTP.
import { z } from 'zod';
import { stateSchema } from '../../domain/states.js';
import { listFlowRunStates } from '../../services/flow-runs/list-flow-run-states.js';
import { readFlowRunState } from '../../services/flow-runs/read-flow-run-state.js';
import { resolveFlowRunId } from '../../services/flow-runs/resolve-flow-run-id.js';
import type { ServiceContext } from '../../services/service-context.js';
import { listTaskRunStates } from '../../services/task-runs/list-task-run-states.js';
import { readTaskRunState } from '../../services/task-runs/read-task-run-state.js';
import { flowRunReferenceSchema } from '../flow-run-route.js';
import { idParams, idSchema } from '../route-documents.js';
import { answer, defineRoute, type AnyRoute } from '../route.js';

const tag = 'states';
const states = { 200: { description: 'Oldest first; none for an unknown run.', schema: z.array(stateSchema) } };
const state = { 200: { description: 'The state.', schema: stateSchema } };

export function stateRoutes(context: ServiceContext): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: '/flow_run_states/',
      tag,
      summary: 'Every state a flow run was in.',
      query: z.object({ flow_run_id: flowRunReferenceSchema }),
      answers: states,
      problems: ['flow-run-not-found'],
      handle: async ({ query }) =>
        answer(200, await listFlowRunStates(context, await resolveFlowRunId(context, query.flow_run_id))),
    }),
    defineRoute({
      method: 'get',
      path: '/flow_run_states/:id',
      tag,
      summary: 'Reads one state of a flow run.',
      params: idParams,
      answers: state,
      problems: ['not-found'],
      handle: async ({ params }) => answer(200, await readFlowRunState(context, params.id)),
    }),
    defineRoute({
      method: 'get',
      path: '/task_run_states/',
      tag,
      summary: 'Every state a task run was in.',
      query: z.object({ task_run_id: idSchema }),
      answers: states,
      handle: async ({ query }) => answer(200, await listTaskRunStates(context, query.task_run_id)),
    }),
    defineRoute({
      method: 'get',
      path: '/task_run_states/:id',
      tag,
      summary: 'Reads one state of a task run.',
      params: idParams,
      answers: state,
      problems: ['not-found'],
      handle: async ({ params }) => answer(200, await readTaskRunState(context, params.id)),
    }),
  ];
}
