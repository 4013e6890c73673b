// Resolving the open pause: accepted answers, timeouts and cancellation all end here, so each pause ends exactly once,
// with its decision on record. Judging an answer by the flow's own schema is here too, since accepting follows from it.
import { SluiceError } from '../domain/errors.js';
import { describeFields } from '../domain/field-errors.js';
import { deriveId } from '../domain/ids.js';
import { resolvePause } from '../domain/pause-ledger.js';
import type { PauseOutcome, ResumeAnswer, ResumeRequest } from '../domain/pauses.js';
import type { Execution } from './execution.js';
import type { FlowRun } from './flow-run.js';
import { publishDocument, unpublishPause } from './pause-publication.js';
import type { PauseRequest } from './pause-request.js';

export interface Resolution {
  readonly outcome: PauseOutcome;
  readonly answer?: unknown;
  readonly actor?: string | null;
  readonly idempotencyKey?: string | null;
}

/** Resolves the open pause and records who decided what, when and against which form. */
export function resolveOpenPause(run: FlowRun, resolution: Resolution): ResumeAnswer {
  const pause = run.pauses.open;
  if (!pause) throw new SluiceError('flow-run-not-paused');
  const decisionId = deriveId(run.id, 'decision', run.recorder.sequence);
  const decidedAt = run.nextTimestamp();
  const actor = resolution.actor ?? null;
  const answer = resolution.answer ?? null;
  run.pauses = resolvePause(run.pauses, {
    outcome: resolution.outcome,
    resolved_at: decidedAt,
    actor,
    answer,
    decision_id: decisionId,
    idempotencyKey: resolution.idempotencyKey,
  });
  run.livePause = null;
  run.recorder.push({
    type: 'decision',
    decision: {
      id: decisionId,
      pause_key: pause.key,
      kind: pause.kind,
      outcome: resolution.outcome,
      actor,
      decided_at: decidedAt,
      paused_at: pause.paused_at,
      answer,
      schema: pause.schema,
      initial_data: pause.initial_data,
      description: pause.description,
      idempotency_key: resolution.idempotencyKey ?? null,
    },
  });
  if (resolution.outcome === 'resumed' || resolution.outcome === 'defaulted') {
    if (pause.schema && resolution.answer != null) {
      publishDocument(run, `${pause.kind}-${pause.key}-response`, resolution.answer);
    }
    enterResumed(run, pause.kind === 'suspended');
  }
  return { status: 'ACCEPT', pause_key: pause.key, kind: pause.kind, decision_id: decisionId };
}

/** Accepts a resume whose input was judged, or needs no judging. */
export function acceptResume(run: FlowRun, request: ResumeRequest): ResumeAnswer {
  return resolveOpenPause(run, {
    outcome: 'resumed',
    answer: request.run_input ?? null,
    actor: request.actor ?? null,
    idempotencyKey: request.idempotency_key ?? null,
  });
}

/** What is wrong with an answer, by the pause's own schema: refinements included unless they come after the resume. */
export function findAnswerError(pause: PauseRequest, request: ResumeRequest): SluiceError | null {
  if (!pause.form) return null;
  const parsed = pause.form.parse(request.run_input, pause.afterResume);
  if (!('fields' in parsed)) return null;
  const sentence = `The input does not fit what pause '${pause.key}' waits for: ${describeFields(parsed.fields)}`;
  return new SluiceError('run-input-invalid', sentence, { fields: parsed.fields });
}

/**
 * Gives the open probe its verdict, now that the new pass has come to an unanswered pause: judged if it is the pause the
 * answer is for. A refused answer gives the pass up; the run stays suspended.
 */
export function judgeProbe(run: FlowRun, execution: Execution, pause: PauseRequest): void {
  const probe = run.suspension.openProbe;
  if (!probe) return;
  const error = probe.key === pause.key ? findAnswerError(pause, probe.request) : null;
  if (error) {
    probe.verdict = { accepted: false, error };
    execution.abandoned = true;
  } else {
    acceptProbe(run);
  }
}

/** Accepts the open probe, if there is one: the pass goes on to where the answer can no longer be taken back. */
export function acceptProbe(run: FlowRun): void {
  const probe = run.suspension.openProbe;
  if (probe) probe.verdict = { accepted: true, answer: acceptResume(run, probe.request) };
}

/** Back to Running after flow code caught a pause's timeout and goes on. */
export function ensureRunning(run: FlowRun): void {
  if (run.state?.type === 'PAUSED' && run.pauses.open === null) enterResumed(run, false);
}

function enterResumed(run: FlowRun, suspended: boolean): void {
  if (suspended) {
    run.enterState({ type: 'SCHEDULED', name: 'Resuming' });
    run.enterState({ type: 'PENDING' });
  }
  run.enterState({ type: 'RUNNING' });
  unpublishPause(run);
}
