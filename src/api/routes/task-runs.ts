// Task runs over HTTP. The engine writes them by records; these routes read them, and take those that the reference's
// clients make for their subflows.
import { z } from 'zod';
import { runFiltersSchema } from '../../domain/filters/run-filters.js';
import { taskRunSortSchema } from '../../domain/filters/task-run-filter.js';
import { orchestrationResultSchema } from '../../domain/orchestration.js';
import { taskRunSchema } from '../../domain/task-runs.js';
import type { ServiceContext } from '../../services/service-context.js';
import { countTaskRuns } from '../../services/task-runs/count-task-runs.js';
import { createTaskRun } from '../../services/task-runs/create-task-run.js';
import { deleteTaskRun } from '../../services/task-runs/delete-task-run.js';
import { filterTaskRuns } from '../../services/task-runs/filter-task-runs.js';
import { paginateTaskRuns } from '../../services/task-runs/paginate-task-runs.js';
import { readTaskRunHistory } from '../../services/task-runs/read-task-run-history.js';
import { readTaskRun } from '../../services/task-runs/read-task-run.js';
import { setTaskRunState } from '../../services/task-runs/set-task-run-state.js';
import { updateTaskRun } from '../../services/task-runs/update-task-run.js';
import { historyBodyOf, historySchema } from '../history-documents.js';
import {
  defaulting,
  idParams,
  limitSchema,
  offsetSchema,
  optionalParts,
  pageOf,
  pageSchema,
} from '../route-documents.js';
import { answer, defineRoute, type AnyRoute } from '../route.js';
import { stateProposalSchema, taskRunProposalSchema } from '../state-proposal.js';

const tag = 'task runs';
const filters = runFiltersSchema.shape;
const sort = defaulting(taskRunSortSchema, 'ID_DESC');

export function taskRunRoutes(context: ServiceContext): AnyRoute[] {
  return [
    defineRoute({
      method: 'post',
      path: '/task_runs/',
      tag,
      summary: 'Records a task run, or answers the one with the same flow run, task key and dynamic key.',
      body: taskRunProposalSchema,
      answers: {
        200: { description: 'It was there.', schema: taskRunSchema },
        201: { description: 'It was recorded.', schema: taskRunSchema },
      },
      problems: ['conflict'],
      handle: async ({ body }) => {
        const { taskRun, created } = await createTaskRun(context, body);
        return answer(created ? 201 : 200, taskRun);
      },
    }),
    defineRoute({
      method: 'post',
      path: '/task_runs/filter',
      tag,
      summary: 'Lists task runs.',
      body: optionalParts({ ...filters, sort, limit: limitSchema, offset: offsetSchema }),
      answers: { 200: { description: 'The task runs that fit every filter.', schema: z.array(taskRunSchema) } },
      handle: async ({ body }) => answer(200, await filterTaskRuns(context, body)),
    }),
    defineRoute({
      method: 'post',
      path: '/task_runs/count',
      tag,
      summary: 'Counts task runs.',
      body: optionalParts(filters),
      answers: { 200: { description: 'How many fit every filter.', schema: z.number().int() } },
      handle: async ({ body }) => answer(200, await countTaskRuns(context, body)),
    }),
    defineRoute({
      method: 'post',
      path: '/task_runs/paginate',
      tag,
      summary: 'Lists task runs by pages.',
      body: optionalParts({ ...filters, sort, limit: limitSchema, page: pageSchema }),
      answers: { 200: { description: 'One page.', schema: pageOf(taskRunSchema) } },
      handle: async ({ body }) => answer(200, await paginateTaskRuns(context, body)),
    }),
    defineRoute({
      method: 'post',
      path: '/task_runs/history',
      tag,
      summary: 'Counts task runs by state over intervals of time.',
      body: historyBodyOf(filters),
      answers: { 200: { description: 'One row an interval.', schema: historySchema } },
      handle: async ({ body }) => answer(200, await readTaskRunHistory(context, body)),
    }),
    defineRoute({
      method: 'get',
      path: '/task_runs/:id',
      tag,
      summary: 'Reads a task run.',
      params: idParams,
      answers: { 200: { description: 'The task run with its current state.', schema: taskRunSchema } },
      problems: ['not-found'],
      handle: async ({ params }) => answer(200, await readTaskRun(context, params.id)),
    }),
    defineRoute({
      method: 'patch',
      path: '/task_runs/:id',
      tag,
      summary: 'Renames a task run.',
      params: idParams,
      body: z.strictObject({ name: z.string() }),
      answers: { 204: { description: 'Done.' } },
      problems: ['not-found'],
      handle: async ({ params, body }) => {
        await updateTaskRun(context, params.id, body);
        return answer(204);
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/task_runs/:id',
      tag,
      summary: 'Deletes a task run.',
      params: idParams,
      answers: { 204: { description: 'Done.' } },
      problems: ['not-found'],
      handle: async ({ params }) => {
        await deleteTaskRun(context, params.id);
        return answer(204);
      },
    }),
    defineRoute({
      method: 'post',
      path: '/task_runs/:id/set_state',
      tag,
      summary: 'Proposes a state for a task run.',
      params: idParams,
      body: z.object({ state: stateProposalSchema, force: defaulting(z.boolean(), false) }),
      answers: {
        200: { description: 'Nothing was written.', schema: orchestrationResultSchema },
        201: { description: 'A state was written.', schema: orchestrationResultSchema },
      },
      problems: ['not-found'],
      notFoundForm: 'exception-message',
      handle: async ({ params, body }) => {
        const { result, written } = await setTaskRunState(context, params.id, body);
        return answer(written ? 201 : 200, result);
      },
    }),
  ];
}
