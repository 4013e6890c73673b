// Many flow runs at a time over HTTP: lists, counts, history, and changes in bulk.
import { z } from 'zod';
import { flowRunFilterSchema, flowRunSortSchema } from '../../domain/filters/flow-run-filter.js';
import { runFiltersSchema } from '../../domain/filters/run-filters.js';
import { flowRunSchema } from '../../domain/flow-runs.js';
import { stateSchema } from '../../domain/states.js';
import { bulkDeleteFlowRuns } from '../../services/flow-runs/bulk-delete-flow-runs.js';
import { bulkSetFlowRunState } from '../../services/flow-runs/bulk-set-flow-run-state.js';
import { countFlowRuns } from '../../services/flow-runs/count-flow-runs.js';
import { filterFlowRuns } from '../../services/flow-runs/filter-flow-runs.js';
import { paginateFlowRuns } from '../../services/flow-runs/paginate-flow-runs.js';
import { readAverageLateness } from '../../services/flow-runs/read-average-lateness.js';
import { readFlowRunHistory } from '../../services/flow-runs/read-flow-run-history.js';
import type { ServiceContext } from '../../services/service-context.js';
import { historyBodyOf, historySchema } from '../history-documents.js';
import {
  bulkLimitSchema,
  defaulting,
  limitSchema,
  offsetSchema,
  optionalParts,
  pageOf,
  pageSchema,
} from '../route-documents.js';
import { answer, defineRoute, type AnyRoute } from '../route.js';
import { stateProposalSchema } from '../state-proposal.js';

const tag = 'flow runs';
const filters = runFiltersSchema.shape;
const sort = defaulting(flowRunSortSchema, 'ID_DESC');
const chosen = { flow_runs: flowRunFilterSchema.nullish(), limit: bulkLimitSchema };

export function flowRunLists(context: ServiceContext): AnyRoute[] {
  return [
    defineRoute({
      method: 'post',
      path: '/flow_runs/filter',
      tag,
      summary: 'Lists flow runs.',
      body: optionalParts({ ...filters, sort, limit: limitSchema, offset: offsetSchema }),
      answers: { 200: { description: 'The runs that fit every filter.', schema: z.array(flowRunSchema) } },
      handle: async ({ body }) => answer(200, await filterFlowRuns(context, body)),
    }),
    defineRoute({
      method: 'post',
      path: '/flow_runs/count',
      tag,
      summary: 'Counts flow runs.',
      body: optionalParts(filters),
      answers: { 200: { description: 'How many fit every filter.', schema: z.number().int() } },
      handle: async ({ body }) => answer(200, await countFlowRuns(context, body)),
    }),
    defineRoute({
      method: 'post',
      path: '/flow_runs/paginate',
      tag,
      summary: 'Lists flow runs by pages.',
      body: optionalParts({ ...filters, sort, limit: limitSchema, page: pageSchema }),
      answers: { 200: { description: 'One page.', schema: pageOf(flowRunSchema) } },
      handle: async ({ body }) => answer(200, await paginateFlowRuns(context, body)),
    }),
    defineRoute({
      method: 'post',
      path: '/flow_runs/lateness',
      tag,
      summary: 'How late flow runs are on average.',
      body: optionalParts(filters),
      answers: { 200: { description: 'Seconds; null without runs.', schema: z.number().nullable() } },
      handle: async ({ body }) => answer(200, await readAverageLateness(context, body)),
    }),
    defineRoute({
      method: 'post',
      path: '/flow_runs/history',
      tag,
      summary: 'Counts flow runs by state over intervals of time.',
      body: historyBodyOf(filters),
      answers: { 200: { description: 'One row an interval.', schema: historySchema } },
      handle: async ({ body }) => answer(200, await readFlowRunHistory(context, body)),
    }),
    defineRoute({
      method: 'post',
      path: '/flow_runs/bulk_set_state',
      tag,
      summary: 'Proposes a state to every flow run that fits, at most 50.',
      body: z.object({ ...chosen, state: stateProposalSchema, force: defaulting(z.boolean(), false) }),
      answers: {
        200: {
          description: 'What became of each.',
          schema: z.object({
            results: z.array(
              z.object({
                flow_run_id: z.string(),
                status: z.enum(['ACCEPT', 'REJECT', 'ABORT', 'WAIT']),
                state: stateSchema.nullable(),
                details: z.record(z.string(), z.unknown()),
              }),
            ),
          }),
        },
      },
      handle: async ({ body }) => answer(200, { results: await bulkSetFlowRunState(context, body) }),
    }),
    defineRoute({
      method: 'post',
      path: '/flow_runs/bulk_delete',
      tag,
      summary: 'Deletes every flow run that fits, at most 50.',
      body: optionalParts(chosen),
      answers: { 200: { description: 'The ids deleted.', schema: z.object({ deleted: z.array(z.string()) }) } },
      handle: async ({ body }) => answer(200, { deleted: await bulkDeleteFlowRuns(context, body) }),
    }),
  ];
}
