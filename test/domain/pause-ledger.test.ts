import { describe, expect, it } from 'vitest';
import { isSluiceError } from '../../src/domain/errors.js';
import {
  EMPTY_PAUSE_LEDGER,
  judgeResume,
  openPause,
  resolvePause,
  type PauseLedger,
} from '../../src/domain/pause-ledger.js';
import type { OpenPause } from '../../src/domain/pauses.js';

const AT = '2026-01-01T00:00:00.000000Z';

function pause(key: string, kind: OpenPause['kind'] = 'paused'): OpenPause {
  return { key, kind, paused_at: AT, timeout_at: null, schema: null, initial_data: null, description: null };
}

function resolved(ledger: PauseLedger, outcome: 'resumed' | 'timed-out' | 'cancelled', more = {}): PauseLedger {
  return resolvePause(ledger, {
    outcome,
    resolved_at: AT,
    actor: 'ann',
    answer: null,
    decision_id: 'd1',
    ...more,
  });
}

function codeOf(fn: () => unknown): string {
  try {
    fn();
  } catch (error) {
    if (isSluiceError(error)) return error.code;
    throw error;
  }
  return 'nothing was thrown';
}

describe('openPause', () => {
  it('opens one pause at a time', () => {
    const ledger = openPause(EMPTY_PAUSE_LEDGER, pause('1'));
    expect(ledger.open?.key).toBe('1');
    expect(codeOf(() => openPause(ledger, pause('2')))).toBe('conflict');
  });

  it('opens no key twice', () => {
    const ledger = resolved(openPause(EMPTY_PAUSE_LEDGER, pause('1')), 'resumed');
    expect(codeOf(() => openPause(ledger, pause('1')))).toBe('conflict');
  });

  it('takes a key that is the name of a property every object has', () => {
    const ledger = openPause(EMPTY_PAUSE_LEDGER, pause('constructor'));
    expect(judgeResume(resolved(ledger, 'resumed'), {})).toMatchObject({ error: { details: { actor: 'ann' } } });
  });
});

describe('resolvePause', () => {
  it('refuses when nothing is open', () => {
    expect(codeOf(() => resolved(EMPTY_PAUSE_LEDGER, 'resumed'))).toBe('flow-run-not-paused');
  });

  it('leaves the ledger it was given as it was', () => {
    const before = openPause(EMPTY_PAUSE_LEDGER, pause('1'));
    const copy = structuredClone(before);
    resolved(before, 'resumed', { idempotencyKey: 'k' });
    expect(before).toEqual(copy);
  });
});

describe('judgeResume', () => {
  const open = openPause(EMPTY_PAUSE_LEDGER, pause('a'));
  const answered = resolved(open, 'resumed', { idempotencyKey: 'k' });
  const timedOut = resolved(open, 'timed-out', { actor: null });
  const second = openPause(answered, pause('b', 'suspended'));
  const cases = [
    ['no pause ever', EMPTY_PAUSE_LEDGER, {}, 'flow-run-not-paused'],
    ['an open pause, no key', open, {}, 'accept'],
    ['an open pause, its key', open, { pause_key: 'a' }, 'accept'],
    ['an open pause, another key', open, { pause_key: 'z' }, 'flow-run-not-paused'],
    ['a resolved pause', answered, {}, 'pause-already-resolved'],
    ['a resolved pause by its key', second, { pause_key: 'a' }, 'pause-already-resolved'],
    ['a repeat', answered, { idempotency_key: 'k' }, 'repeat'],
    ['a repeat while the next pause is open', second, { idempotency_key: 'k' }, 'repeat'],
    ['another idempotency key', answered, { idempotency_key: 'other' }, 'pause-already-resolved'],
    ['an idempotency key like a property of every object', open, { idempotency_key: 'toString' }, 'accept'],
    ['a pause that timed out', timedOut, {}, 'pause-already-resolved'],
    ['the next pause', second, {}, 'accept'],
  ] as const;

  it.each(cases)('%s', (_, ledger, request, expected) => {
    const judged = judgeResume(ledger, request);
    expect(judged.verdict === 'refuse' ? judged.error.code : judged.verdict).toBe(expected);
  });

  it('tells a loser who won, how and when', () => {
    const judged = judgeResume(answered, { actor: 'bob' });
    expect(judged).toMatchObject({
      verdict: 'refuse',
      error: {
        message: `Pause 'a' was already resolved (resumed by ann at ${AT}).`,
        details: { pause_key: 'a', outcome: 'resumed', actor: 'ann', resolved_at: AT, decision_id: 'd1' },
      },
    });
  });

  it('gives a repeat the first answer', () => {
    expect(judgeResume(second, { idempotency_key: 'k' })).toEqual({
      verdict: 'repeat',
      answer: { status: 'ACCEPT', pause_key: 'a', kind: 'paused', decision_id: 'd1' },
    });
  });

  it('says a number-like key that was resolved last, not the highest', () => {
    const ten = resolved(openPause(EMPTY_PAUSE_LEDGER, pause('10')), 'resumed', {
      decision_id: 'first',
      resolved_at: '2026-01-01T00:00:01.000000Z',
    });
    const two = resolved(openPause(ten, pause('2')), 'resumed', {
      decision_id: 'second',
      resolved_at: '2026-01-01T00:00:02.000000Z',
    });
    const judged = judgeResume(two, {});
    expect(judged).toMatchObject({ error: { details: { pause_key: '2', decision_id: 'second' } } });
  });
});
