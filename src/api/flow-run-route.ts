// Routes about one flow run. Their address takes the run's id or its workflow id; the handler is given the run's id, so that
// no route needs to know of the other.
import { z } from 'zod';
import { resolveFlowRunId } from '../services/flow-runs/resolve-flow-run-id.js';
import type { ServiceContext } from '../services/service-context.js';
import { defineRoute, type AnyRoute, type Route } from './route.js';

/** As long as Temporal lets a workflow id be. */
const LONGEST_ID = 1000;

export const flowRunReferenceSchema = z
  .string()
  .min(1)
  .max(LONGEST_ID)
  .describe('The flow run id, or the workflow id of a run started by another client.');
export const flowRunParams = z.object({ id: flowRunReferenceSchema });

/** A route whose `:id` is a flow run. Answers `flow-run-not-found` when it can be none. */
export function defineFlowRunRoute<Params extends { readonly id: string }, Query, Body>(
  context: Pick<ServiceContext, 'store'>,
  route: Route<Params, Query, Body>,
): AnyRoute {
  return defineRoute<Params, Query, Body>({
    ...route,
    problems: [...new Set([...(route.problems ?? []), 'flow-run-not-found' as const])],
    async handle(request) {
      const id = await resolveFlowRunId(context, request.params.id);
      return route.handle({ ...request, params: { ...request.params, id } });
    },
  });
}
