// The pauses of one run: at most one is open, each is resolved exactly once, and the ledger remembers by whom. Pure, so
// that its rules can be tested without a server; the sdk holds one a run and carries it across suspensions.
import { SluiceError } from './errors.js';
import type { OpenPause, PauseOutcome, ResumeAnswer, ResumeRequest } from './pauses.js';

/** A pause that was resolved: how, when and by whom. `answer` is what the pause call returns, before the schema's parse. */
export interface ResolvedPause {
  readonly outcome: PauseOutcome;
  readonly resolved_at: string;
  readonly actor: string | null;
  readonly answer: unknown;
  readonly decision_id: string;
}

export interface PauseLedger {
  readonly open: OpenPause | null;
  readonly resolved: Readonly<Record<string, ResolvedPause>>;
  /** The first answer given under each idempotency key. */
  readonly answers: Readonly<Record<string, ResumeAnswer>>;
}

export const EMPTY_PAUSE_LEDGER: PauseLedger = { open: null, resolved: {}, answers: {} };

/** Opens a pause. Throws `conflict` when another is open or this key was resolved before. */
export function openPause(ledger: PauseLedger, pause: OpenPause): PauseLedger {
  if (ledger.open) throw new SluiceError('conflict', `Pause '${ledger.open.key}' is still open.`);
  if (Object.hasOwn(ledger.resolved, pause.key)) {
    throw new SluiceError('conflict', `Pause '${pause.key}' was already resolved.`);
  }
  return { ...ledger, open: pause };
}

export type ResumeVerdict =
  | { readonly verdict: 'accept'; readonly pause: OpenPause }
  | { readonly verdict: 'repeat'; readonly answer: ResumeAnswer }
  | { readonly verdict: 'refuse'; readonly error: SluiceError };

/**
 * Judges a resume against the ledger, before its input is looked at. A repeat of an idempotency key gets the first
 * answer; a resume that comes too late is told who won.
 */
export function judgeResume(ledger: PauseLedger, request: ResumeRequest): ResumeVerdict {
  const key = request.idempotency_key;
  const first = key != null && Object.hasOwn(ledger.answers, key) ? ledger.answers[key] : undefined;
  if (first) return { verdict: 'repeat', answer: first };
  const wanted = request.pause_key ?? ledger.open?.key ?? lastResolvedKey(ledger);
  const resolved = wanted !== undefined && Object.hasOwn(ledger.resolved, wanted) ? ledger.resolved[wanted] : undefined;
  if (resolved && wanted !== undefined) return { verdict: 'refuse', error: alreadyResolved(wanted, resolved) };
  if (!ledger.open) return { verdict: 'refuse', error: new SluiceError('flow-run-not-paused') };
  if (ledger.open.key !== wanted) {
    const message = `The flow run waits in pause '${ledger.open.key}', not in '${String(wanted)}'.`;
    return { verdict: 'refuse', error: new SluiceError('flow-run-not-paused', message) };
  }
  return { verdict: 'accept', pause: ledger.open };
}

/**
 * Resolves the open pause. Throws `flow-run-not-paused` when none is open.
 *
 * @param resolution - how it ended; `idempotencyKey` is kept so that a repeat gets the same answer
 */
export function resolvePause(
  ledger: PauseLedger,
  resolution: ResolvedPause & { readonly idempotencyKey?: string | null },
): PauseLedger {
  const { open } = ledger;
  if (!open) throw new SluiceError('flow-run-not-paused');
  const { idempotencyKey, ...resolved } = resolution;
  const answer: ResumeAnswer = {
    status: 'ACCEPT',
    pause_key: open.key,
    kind: open.kind,
    decision_id: resolved.decision_id,
  };
  return {
    open: null,
    resolved: { ...ledger.resolved, [open.key]: resolved },
    answers: idempotencyKey == null ? ledger.answers : { ...ledger.answers, [idempotencyKey]: answer },
  };
}

/** The ledger a retry of an ended run starts with: answers stay answered, pauses that nobody answered are asked again. */
export function keepAnswered(ledger: PauseLedger): PauseLedger {
  const answered = Object.entries(ledger.resolved).filter(
    ([, { outcome }]) => outcome === 'resumed' || outcome === 'defaulted',
  );
  return { ...ledger, open: null, resolved: Object.fromEntries(answered) };
}

/** By time, not by place: an object lists keys that look like numbers first. */
function lastResolvedKey(ledger: PauseLedger): string | undefined {
  let last: [string, ResolvedPause] | undefined;
  for (const entry of Object.entries(ledger.resolved)) {
    if (!last || entry[1].resolved_at >= last[1].resolved_at) last = entry;
  }
  return last?.[0];
}

function alreadyResolved(key: string, resolved: ResolvedPause): SluiceError {
  const by = resolved.actor === null ? '' : ` by ${resolved.actor}`;
  return new SluiceError(
    'pause-already-resolved',
    `Pause '${key}' was already resolved (${resolved.outcome}${by} at ${resolved.resolved_at}).`,
    {
      details: {
        pause_key: key,
        outcome: resolved.outcome,
        actor: resolved.actor,
        resolved_at: resolved.resolved_at,
        decision_id: resolved.decision_id,
      },
    },
  );
}
