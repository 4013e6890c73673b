// What automations did, would do, and why, over HTTP: simulation, explanation, firings, and carrying a failed one out
// again.
import { z } from 'zod';
import { explainAutomation } from '../../services/automations/explain-automation.js';
import { listFirings, redriveFiring } from '../../services/automations/firing-ledger.js';
import { simulateAutomation } from '../../services/automations/simulate-automation.js';
import type { ServiceContext } from '../../services/service-context.js';
import {
  automationExplanationSchema,
  firingAnswerSchema,
  simulateBodySchema,
  simulationSchema,
  type SimulateBody,
} from '../automation-documents.js';
import { idParams, idSchema } from '../route-documents.js';
import { answer, defineRoute, type AnyRoute } from '../route.js';

const tag = 'automations';
const notFoundForm = 'exception-message';
const MOST_FIRINGS = 200;

export function automationInsightRoutes(context: ServiceContext): AnyRoute[] {
  return [
    defineRoute({
      method: 'post',
      path: '/automations/simulate',
      tag,
      summary: 'When an automation would fire, in virtual time.',
      description:
        'A stored automation (`automation_id`), a draft (`automation`) or a trigger, over given `events` (event documents, or `{"at"}` for time that passes) or over the events received in a span (`since`, `until`). Nothing is carried out.',
      body: simulateBodySchema,
      answers: { 200: { description: 'The firings, and the state at the end.', schema: simulationSchema } },
      problems: ['not-found'],
      notFoundForm,
      handle: async ({ body }) => answer(200, await simulateAutomation(context, requestOf(body))),
    }),
    defineRoute({
      method: 'get',
      path: '/automations/:id/explain',
      tag,
      summary: 'Why an automation did or did not fire.',
      description: 'Of one that is switched off: what its trigger would begin with, and its last firings.',
      params: idParams,
      answers: { 200: { description: 'Its open windows and last firings.', schema: automationExplanationSchema } },
      problems: ['not-found', 'temporal-unavailable'],
      notFoundForm,
      handle: async ({ params }) => answer(200, await explainAutomation(context, params.id)),
    }),
    defineRoute({
      method: 'get',
      path: '/automations/:id/firings',
      tag,
      summary: 'What an automation did: its firings with their actions and attempts.',
      params: idParams,
      query: z.object({
        limit: z.coerce.number().int().min(1).max(MOST_FIRINGS).default(MOST_FIRINGS),
        offset: z.coerce.number().int().min(0).default(0),
      }),
      answers: { 200: { description: 'The newest first.', schema: z.array(firingAnswerSchema) } },
      problems: ['not-found'],
      notFoundForm,
      handle: async ({ params, query }) => answer(200, await listFirings(context, params.id, query)),
    }),
    defineRoute({
      method: 'post',
      path: '/automations/:id/firings/:firing_id/redrive',
      tag,
      summary: 'Carries the failed actions of a firing out again.',
      params: z.object({ id: idSchema, firing_id: idSchema }),
      answers: { 202: { description: 'Under way; the firing shows what comes of it.', schema: z.null() } },
      problems: ['not-found', 'conflict', 'temporal-unavailable'],
      notFoundForm,
      handle: async ({ params }) => {
        await redriveFiring(context, params.id, params.firing_id);
        return answer(202, null);
      },
    }),
  ];
}

/** The body as the use case takes it; that exactly one of the alternatives is there, its schema has checked. */
function requestOf(body: SimulateBody) {
  const { automation_id, automation, trigger, events, since, until, created } = body;
  return {
    automation: automation_id ?? (automation?.trigger ?? trigger)!,
    over: events ?? { since: since!, until: until ?? undefined },
    created: created ?? undefined,
  };
}
