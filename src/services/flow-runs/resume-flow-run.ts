// Use case: resume a paused flow run. The run itself judges the input and answers; while no worker polls, the resume is
// left with Temporal as a signal, which is as durable as the run. A resume that comes too late is told who won.
import { isSluiceError, SluiceError, type ErrorCode } from '../../domain/errors.js';
import { describeFields } from '../../domain/field-errors.js';
import type { SetStateOutcome } from '../../domain/orchestration.js';
import type { Decision, ResumeAnswer, ResumeRequest } from '../../domain/pauses.js';
import { isTerminal } from '../../domain/states.js';
import { findSchemaErrors } from '../schema-check.js';
import type { ServiceContext } from '../service-context.js';
import { requireFlowRun } from './find-flow-run.js';
import { describeOpenPause } from './read-open-pause.js';
import { reconcileFlowRun } from './reconcile-flow-run.js';
import { resumeRecord } from './resume-record.js';

export type ResumeOutcome =
  /** The run took it. */
  | { readonly type: 'accepted'; readonly answer: ResumeAnswer }
  /** No worker answered in time; the run takes it as soon as one polls. */
  | { readonly type: 'recorded' }
  /** A recorded run: the verdict of the rules. */
  | ({ readonly type: 'orchestrated' } & SetStateOutcome);

export interface ResumeOptions {
  /** How long a worker may take to answer before the resume is left as a signal. @default 5000 */
  readonly deadlineMs?: number;
}

/**
 * Resumes a run, or says why not.
 *
 * @throws `flow-run-not-found`; `flow-run-not-paused`; `pause-already-resolved` with the winner; `run-input-invalid` with
 *   field paths; `flow-run-finished`; `pause-timeout`; `temporal-unavailable`, and then nothing was recorded
 */
export async function resumeFlowRun(
  context: ServiceContext,
  id: string,
  request: ResumeRequest,
  { deadlineMs = 5000 }: ResumeOptions = {},
): Promise<ResumeOutcome> {
  // With a key of its own the resume counts once, even if the update arrives after the signal that was sent in its place.
  const keyed = { ...request, idempotency_key: request.idempotency_key ?? context.newId() };
  const ask = async (workflowId: string): Promise<ResumeOutcome> => {
    return { type: 'accepted', answer: await context.temporal.resumeFlowRun(workflowId, keyed, { deadlineMs }) };
  };
  try {
    // A run that the platform started has its own id for a workflow id, and is asked without being looked up.
    return await ask(id);
  } catch (error) {
    if (!isSluiceError(error) || !UNANSWERED.has(error.code)) throw error;
    const { workflow_id: workflowId, state_type: stateType } = (await requireFlowRun(context, id)).flowRun;
    if (workflowId === null) return resumeRecord(context, id, request);
    if (stateType !== null && isTerminal(stateType)) return answerFromDecisions(context, id, request);
    if (error.code !== 'flow-run-not-found' || workflowId === id) return settle(context, id, workflowId, keyed, error);
    return ask(workflowId).catch((second: unknown) => settle(context, id, workflowId, keyed, second));
  }
}

/** With these no run has answered, and the record has a say. */
const UNANSWERED: ReadonlySet<ErrorCode> = new Set([
  'flow-run-not-found',
  'flow-run-finished',
  'wait-timeout',
  'temporal-unavailable',
]);

/** What becomes of a resume that the run on Temporal did not take. */
async function settle(
  context: ServiceContext,
  id: string,
  workflowId: string,
  request: ResumeRequest,
  error: unknown,
): Promise<ResumeOutcome> {
  if (isSluiceError(error, 'wait-timeout')) return leaveSignal(context, id, workflowId, request);
  if (!isSluiceError(error, 'flow-run-finished')) throw error;
  await reconcileFlowRun(context, await requireFlowRun(context, id));
  return answerFromDecisions(context, id, request);
}

/** Leaves the resume with Temporal, for this pause alone, once its structure was checked against the published form. */
async function leaveSignal(
  context: ServiceContext,
  id: string,
  workflowId: string,
  request: ResumeRequest,
): Promise<ResumeOutcome> {
  // A server that is not there looks like a worker that does not answer: then nothing is left, and the caller is told so.
  await context.temporal.ping();
  const pause = await describeOpenPause(context, await requireFlowRun(context, id));
  if (!pause || (request.pause_key != null && request.pause_key !== pause.key)) {
    throw new SluiceError('flow-run-not-paused', 'No worker answered for the run, and it is not on record as paused.');
  }
  const fields = pause.schema ? findSchemaErrors(pause.schema, request.run_input ?? {}) : [];
  if (fields.length > 0) {
    const message = `The input does not fit what pause '${pause.key}' waits for: ${describeFields(fields)}`;
    throw new SluiceError('run-input-invalid', message, { fields });
  }
  await context.temporal.signalResume(workflowId, { ...request, pause_key: pause.key });
  return { type: 'recorded' };
}

/** A run that has ended: a repeat gets the first answer, anybody else is told who ended the pause. */
async function answerFromDecisions(
  { store }: ServiceContext,
  id: string,
  { idempotency_key, pause_key }: ResumeRequest,
): Promise<ResumeOutcome> {
  const decisions = await store.decisions.listByRun(id);
  const own =
    idempotency_key == null ? undefined : decisions.find((decision) => decision.idempotency_key === idempotency_key);
  if (own) {
    const answer = { status: 'ACCEPT', pause_key: own.pause_key, kind: own.kind, decision_id: own.id } as const;
    return { type: 'accepted', answer };
  }
  const winner = decisions.filter((decision) => pause_key == null || decision.pause_key === pause_key).at(-1);
  throw winner ? alreadyResolved(winner) : new SluiceError('flow-run-finished');
}

function alreadyResolved({ id, pause_key, outcome, actor, decided_at }: Decision): SluiceError {
  const by = actor === null ? '' : ` by ${actor}`;
  return new SluiceError(
    'pause-already-resolved',
    `Pause '${pause_key}' was already resolved (${outcome}${by} at ${decided_at}).`,
    { details: { pause_key, outcome, actor, resolved_at: decided_at, decision_id: id } },
  );
}
