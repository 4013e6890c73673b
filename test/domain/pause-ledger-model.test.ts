// The pause ledger against a model, by random interleavings of what may happen to a run: each pause is resolved exactly
// once, by whoever comes first; the others are told who won; a repeat gets the first answer.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  EMPTY_PAUSE_LEDGER,
  judgeResume,
  openPause,
  resolvePause,
  type PauseLedger,
} from '../../src/domain/pause-ledger.js';
import type { PauseOutcome, ResumeAnswer } from '../../src/domain/pauses.js';

interface Model {
  open: string | null;
  /** Pauses in the order they were resolved, with the number of the step that won. */
  resolved: { key: string; outcome: PauseOutcome; actor: string | null; decisionId: string }[];
  /** Which step each idempotency key won with. */
  firstAnswers: Map<string, ResumeAnswer>;
}

interface Real {
  ledger: PauseLedger;
  step: number;
}

type Command = fc.Command<Model, Real>;

function stamp(step: number): string {
  return `2026-01-01T00:00:00.${String(step).padStart(6, '0')}Z`;
}

function resolve(model: Model, real: Real, outcome: PauseOutcome, actor: string | null, idempotencyKey?: string): void {
  const decisionId = `decision-${real.step}`;
  real.ledger = resolvePause(real.ledger, {
    outcome,
    resolved_at: stamp(real.step),
    actor,
    answer: real.step,
    decision_id: decisionId,
    idempotencyKey,
  });
  const key = model.open as string;
  model.resolved.push({ key, outcome, actor, decisionId });
  if (idempotencyKey !== undefined) {
    model.firstAnswers.set(idempotencyKey, {
      status: 'ACCEPT',
      pause_key: key,
      kind: 'paused',
      decision_id: decisionId,
    });
  }
  model.open = null;
}

class Open implements Command {
  constructor(readonly key: string) {}
  check = () => true;
  run(model: Model, real: Real): void {
    real.step += 1;
    const pause = {
      key: this.key,
      kind: 'paused' as const,
      paused_at: stamp(real.step),
      timeout_at: null,
      schema: null,
      initial_data: null,
      description: null,
    };
    const refused = model.open !== null || model.resolved.some(({ key }) => key === this.key);
    if (refused) return expect(() => openPause(real.ledger, pause)).toThrow();
    real.ledger = openPause(real.ledger, pause);
    model.open = this.key;
  }
  toString = () => `open ${this.key}`;
}

class Resume implements Command {
  constructor(
    readonly actor: string,
    readonly pauseKey: string | undefined,
    readonly idempotencyKey: string | undefined,
  ) {}
  check = () => true;
  run(model: Model, real: Real): void {
    real.step += 1;
    const judged = judgeResume(real.ledger, {
      actor: this.actor,
      pause_key: this.pauseKey,
      idempotency_key: this.idempotencyKey,
    });
    const first = this.idempotencyKey === undefined ? undefined : model.firstAnswers.get(this.idempotencyKey);
    if (first) return expect(judged).toEqual({ verdict: 'repeat', answer: first });
    const wanted = this.pauseKey ?? model.open ?? model.resolved.at(-1)?.key;
    const winner = model.resolved.find(({ key }) => key === wanted);
    if (winner) {
      expect(judged).toMatchObject({
        verdict: 'refuse',
        error: {
          code: 'pause-already-resolved',
          details: { outcome: winner.outcome, actor: winner.actor, decision_id: winner.decisionId },
        },
      });
    } else if (model.open !== null && model.open === wanted) {
      expect(judged).toMatchObject({ verdict: 'accept', pause: { key: model.open } });
      resolve(model, real, 'resumed', this.actor, this.idempotencyKey);
    } else {
      expect(judged).toMatchObject({ verdict: 'refuse', error: { code: 'flow-run-not-paused' } });
    }
  }
  toString = () => `resume by ${this.actor} of ${this.pauseKey ?? 'any'} with ${this.idempotencyKey ?? 'no key'}`;
}

class End implements Command {
  constructor(readonly outcome: 'timed-out' | 'defaulted' | 'cancelled') {}
  check = () => true;
  run(model: Model, real: Real): void {
    real.step += 1;
    if (model.open !== null) return resolve(model, real, this.outcome, null);
    const late = { outcome: this.outcome, resolved_at: '', actor: null, answer: null, decision_id: '' };
    expect(() => resolvePause(real.ledger, late)).toThrow();
  }
  toString = () => this.outcome;
}

class CarryOver implements Command {
  check = () => true;
  run(_: Model, real: Real): void {
    real.ledger = JSON.parse(JSON.stringify(real.ledger)) as PauseLedger;
  }
  toString = () => 'continue as new';
}

const key = fc.constantFrom('1', '2', '10', 'approve', 'constructor', '__proto__');
const commands = fc.commands(
  [
    key.map((name) => new Open(name)),
    fc
      .tuple(
        fc.constantFrom('ann', 'bob'),
        fc.option(key, { nil: undefined }),
        fc.option(fc.constantFrom('k1', 'k2', '__proto__'), { nil: undefined }),
      )
      .map(([actor, pauseKey, idempotencyKey]) => new Resume(actor, pauseKey, idempotencyKey)),
    fc.constantFrom('timed-out' as const, 'defaulted' as const, 'cancelled' as const).map((how) => new End(how)),
    fc.constant(new CarryOver()),
  ],
  { maxCommands: 60, size: 'max' },
);

describe('the pause ledger, whatever happens in whatever order', () => {
  it('resolves each pause exactly once and tells the others who won', () => {
    fc.assert(
      fc.property(commands, (sequence) => {
        const model: Model = { open: null, resolved: [], firstAnswers: new Map() };
        const real: Real = { ledger: EMPTY_PAUSE_LEDGER, step: 0 };
        fc.modelRun(() => ({ model, real }), sequence);
        expect(Object.keys(real.ledger.resolved)).toHaveLength(model.resolved.length);
        expect(new Set(model.resolved.map((entry) => entry.key)).size).toBe(model.resolved.length);
      }),
      { numRuns: 500 },
    );
  });
});
