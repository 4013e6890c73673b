// The answers to a resume. Ours: a status that says what happened (200, 202, 409 naming the winner, 422 with field
// paths, 503). The reference's clients: one orchestration result for nearly everything, as their code reads it.
import { z } from 'zod';
import { describeFields } from '../domain/field-errors.js';
import { isSluiceError, type ErrorCode, type SluiceError } from '../domain/errors.js';
import type { OrchestrationDetails } from '../domain/orchestration.js';
import { pauseKindSchema, type ResumeRequest } from '../domain/pauses.js';
import { readFlowRun } from '../services/flow-runs/read-flow-run.js';
import { resumeFlowRun, type ResumeOutcome } from '../services/flow-runs/resume-flow-run.js';
import type { ServiceContext } from '../services/service-context.js';
import { actorOf } from './actor.js';
import { toControlAnswer } from './control-answer.js';
import { answer, type RouteAnswer, type RouteRequest } from './route.js';

/** `RECORDED`: kept durably, to be given to the run as soon as a worker polls. */
export const resumeAnswerSchema = z.object({
  status: z.enum(['ACCEPT', 'RECORDED']),
  pause_key: z.string().nullable(),
  kind: pauseKindSchema.nullable(),
  decision_id: z.string().nullable(),
});

type Request = Omit<RouteRequest<unknown, unknown, unknown>, 'params' | 'body'>;

/** Resumes, and answers in the caller's way. */
export async function answerResume(
  context: ServiceContext,
  id: string,
  body: ResumeRequest,
  request: Request,
): Promise<RouteAnswer> {
  const resume: ResumeRequest = {
    ...body,
    actor: body.actor ?? actorOf(request),
    idempotency_key: request.header('idempotency-key') ?? body.idempotency_key,
  };
  if (!request.isReferenceClient) return toOwnAnswer(await resumeFlowRun(context, id, resume, {}));
  try {
    return await toReferenceAnswer(context, id, await resumeFlowRun(context, id, resume, {}));
  } catch (error) {
    if (isSluiceError(error)) return await toReferenceRefusal(context, id, error);
    throw error;
  }
}

function toOwnAnswer(outcome: ResumeOutcome): RouteAnswer {
  switch (outcome.type) {
    case 'accepted':
      return answer(200, outcome.answer);
    case 'recorded':
      return answer(202, { status: 'RECORDED', pause_key: null, kind: null, decision_id: null });
    case 'orchestrated': {
      toControlAnswer(outcome);
      const { state } = outcome.result;
      const kind = state?.type === 'SCHEDULED' ? 'suspended' : 'paused';
      return answer(200, { status: 'ACCEPT', pause_key: null, kind, decision_id: null });
    }
  }
}

async function toReferenceAnswer(context: ServiceContext, id: string, outcome: ResumeOutcome): Promise<RouteAnswer> {
  if (outcome.type === 'orchestrated') return answer(outcome.written ? 201 : 200, outcome.result);
  const { state } = await readFlowRun(context, id);
  const status = outcome.type === 'accepted' ? 201 : 202;
  return answer(status, { state, status: 'ACCEPT', details: { type: 'accept_details' } });
}

const NOT_PAUSED: ReadonlySet<ErrorCode> = new Set([
  'flow-run-not-paused',
  'pause-already-resolved',
  'flow-run-finished',
]);

/** A refusal is a 200 for the reference's clients; what is no refusal (unknown run, no Temporal) stays an error. */
async function toReferenceRefusal(context: ServiceContext, id: string, error: SluiceError): Promise<RouteAnswer> {
  if (NOT_PAUSED.has(error.code)) return refusal('ABORT', null, 'Cannot resume a flow run that is not paused.');
  if (error.code === 'run-input-invalid') {
    const { state } = await readFlowRun(context, id);
    return refusal('REJECT', state, `Reason: ${describeInvalidInput(error)}`);
  }
  if (error.code !== 'pause-timeout') throw error;
  const { state } = await readFlowRun(context, id);
  const reason = 'The flow run pause has timed out and can no longer resume.';
  return answer(201, { state, status: 'REJECT', details: { type: 'reject_details', reason } });
}

function refusal(status: 'ABORT' | 'REJECT', state: unknown, reason: string): RouteAnswer {
  const details: OrchestrationDetails = { type: 'abort_details', reason };
  return answer(200, { state, status, details });
}

function describeInvalidInput(error: SluiceError): string {
  const { reason } = error.details;
  if (typeof reason === 'string') return reason;
  const [first] = error.fields;
  if (!first) return error.message;
  if (error.fields.length > 1) return `Validation failed. Failure reason: ${describeFields(error.fields)}`;
  const where = first.path === '' ? 'Validation failed.' : `Validation failed for field '${first.path}'.`;
  return `${where} Failure reason: ${first.message}`;
}
