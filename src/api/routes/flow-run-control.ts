// What can be done to a flow run over HTTP while it lives: propose a state, resume, suspend, cancel, retry; and what can
// be asked about its pause and its result.
import { z } from 'zod';
import { flowRunSchema } from '../../domain/flow-runs.js';
import { orchestrationResultSchema } from '../../domain/orchestration.js';
import { decisionSchema, openPauseSchema, resumeRequestSchema } from '../../domain/pauses.js';
import { runTimelineSchema } from '../../domain/run-timeline.js';
import { cancelFlowRun } from '../../services/flow-runs/cancel-flow-run.js';
import { listDecisions } from '../../services/flow-runs/list-decisions.js';
import { readFlowRunResult } from '../../services/flow-runs/read-flow-run-result.js';
import { readOpenPause } from '../../services/flow-runs/read-open-pause.js';
import { readRunTimeline } from '../../services/flow-runs/read-run-timeline.js';
import { retryFlowRun } from '../../services/flow-runs/retry-flow-run.js';
import { setFlowRunState } from '../../services/flow-runs/set-flow-run-state.js';
import { suspendFlowRun } from '../../services/flow-runs/suspend-flow-run.js';
import type { ServiceContext } from '../../services/service-context.js';
import { defineFlowRunRoute, flowRunParams } from '../flow-run-route.js';
import { actorOf } from '../actor.js';
import { toControlAnswer } from '../control-answer.js';
import { answerResume, resumeAnswerSchema } from '../resume-answer.js';
import { defaulting } from '../route-documents.js';
import { answer, type AnyRoute } from '../route.js';
import { stateProposalSchema } from '../state-proposal.js';

const tag = 'flow run control';
const outcomes = {
  200: { description: 'Nothing was written: `details.reason` says why.', schema: orchestrationResultSchema },
  201: {
    description: 'A state was written: the proposed one or, for REJECT, another.',
    schema: orchestrationResultSchema,
  },
};
const suspendSchema = z
  .object({
    actor: z.string().max(500).nullish(),
    pause_key: z.string().min(1).max(200).nullish(),
    timeout_seconds: z.number().nonnegative().nullish(),
  })
  .prefault({});

export function flowRunControlRoutes(context: ServiceContext): AnyRoute[] {
  return [
    defineFlowRunRoute(context, {
      method: 'post',
      path: '/flow_runs/:id/set_state',
      tag,
      summary: 'Proposes a state. The rules accept it, refuse it or put another in its place.',
      params: flowRunParams,
      body: z.object({ state: stateProposalSchema, force: defaulting(z.boolean(), false) }),
      answers: outcomes,
      problems: ['flow-run-not-found', 'temporal-unavailable'],
      notFoundForm: 'exception-message',
      handle: async ({ params, body, ...request }) => {
        const proposal = { ...body, actor: actorOf(request) };
        const { result, written } = await setFlowRunState(context, params.id, proposal);
        return answer(written ? 201 : 200, result);
      },
    }),
    defineFlowRunRoute(context, {
      method: 'post',
      path: '/flow_runs/:id/resume',
      tag,
      summary: 'Answers the pause a flow run waits in.',
      description:
        'The input is checked before the pause ends; one that does not fit leaves the run paused. A repeat with the same `idempotency-key` (header or field) gets the first answer.',
      params: flowRunParams,
      body: resumeRequestSchema.prefault({}),
      answers: {
        200: { description: 'The pause ended with this answer.', schema: resumeAnswerSchema },
        202: {
          description: 'No worker answered in time. The answer is kept and will be given; read the pause again.',
          schema: resumeAnswerSchema,
        },
      },
      problems: [
        'flow-run-not-found',
        'flow-run-not-paused',
        'pause-already-resolved',
        'flow-run-finished',
        'run-input-invalid',
        'pause-timeout',
        'temporal-unavailable',
      ],
      handle: ({ params, body, ...request }) => answerResume(context, params.id, body, request),
    }),
    defineFlowRunRoute(context, {
      method: 'get',
      path: '/flow_runs/:id/pause',
      tag,
      summary: 'The pause a flow run waits in: form, initial data, description, deadline.',
      params: flowRunParams,
      answers: { 200: { description: 'Null when it waits in none.', schema: openPauseSchema.nullable() } },
      problems: ['flow-run-not-found'],
      handle: async ({ params }) => answer(200, await readOpenPause(context, params.id)),
    }),
    defineFlowRunRoute(context, {
      method: 'get',
      path: '/flow_runs/:id/decisions',
      tag,
      summary: 'Who ended which pause of a flow run, when, with what answer, against which form.',
      params: flowRunParams,
      answers: { 200: { description: 'The decisions, oldest first.', schema: z.array(decisionSchema) } },
      problems: ['flow-run-not-found'],
      handle: async ({ params }) => answer(200, await listDecisions(context, params.id)),
    }),
    defineFlowRunRoute(context, {
      method: 'get',
      path: '/flow_runs/:id/timeline',
      tag,
      summary: 'The tasks and subflows a flow run called, with the states each was in.',
      params: flowRunParams,
      answers: { 200: { description: 'In the order of their start, at most 500.', schema: runTimelineSchema } },
      handle: async ({ params }) => answer(200, await readRunTimeline(context, params.id)),
    }),
    defineFlowRunRoute(context, {
      method: 'post',
      path: '/flow_runs/:id/suspend',
      tag,
      summary: 'Asks a running flow run to suspend. It does so once its running tasks have finished.',
      params: flowRunParams,
      body: suspendSchema,
      answers: { 202: { description: 'The run was told.' } },
      problems: ['flow-run-not-found', 'flow-run-not-running', 'flow-run-finished', 'subflow-not-independent'],
      handle: async ({ params, body, ...request }) => {
        await suspendFlowRun(context, params.id, { ...body, actor: body.actor ?? actorOf(request) });
        return answer(202);
      },
    }),
    defineFlowRunRoute(context, {
      method: 'post',
      path: '/flow_runs/:id/cancel',
      tag,
      summary: 'Cancels a flow run; its running tasks are told.',
      params: flowRunParams,
      answers: { 200: { description: 'It is cancelled or will be.', schema: orchestrationResultSchema } },
      problems: ['flow-run-not-found', 'flow-run-finished', 'conflict', 'temporal-unavailable'],
      handle: async ({ params }) => toControlAnswer(await cancelFlowRun(context, params.id)),
    }),
    defineFlowRunRoute(context, {
      method: 'post',
      path: '/flow_runs/:id/retry',
      tag,
      summary: 'Runs a failed flow run again from where it failed; finished tasks are remembered.',
      params: flowRunParams,
      answers: { 200: { description: 'The run, going again.', schema: flowRunSchema } },
      problems: ['flow-run-not-found', 'conflict', 'temporal-unavailable'],
      handle: async ({ params }) => answer(200, await retryFlowRun(context, params.id)),
    }),
    defineFlowRunRoute(context, {
      method: 'get',
      path: '/flow_runs/:id/result',
      tag,
      summary: 'What a completed flow run returned.',
      params: flowRunParams,
      answers: { 200: { description: 'The returned value, as JSON.', schema: z.unknown() } },
      problems: ['flow-run-not-found', 'conflict', 'flow-failed', 'flow-run-cancelled', 'temporal-unavailable'],
      handle: async ({ params }) => answer(200, (await readFlowRunResult(context, params.id)) ?? null),
    }),
  ];
}
