// The ordered rules for flow runs as a table: from, proposed, what is answered. Each row is one line of the rules; where
// Sluice differs from the reference on purpose, the row says so.
import { describe, expect, it } from 'vitest';
import { flowRunPolicySchema, type FlowRunPolicy } from '../../../src/domain/flow-runs.js';
import { createState, STATE_TYPES, type State, type StateCreate, type StateType } from '../../../src/domain/states.js';
import { proposeFlowRunState } from '../../../src/domain/transitions.js';
import type { FlowRunFacts } from '../../../src/domain/transitions/flow-run-transition.js';

const NOW = '2026-01-01T12:00:00.000000Z';
const EARLIER = '2026-01-01T11:00:00.000000Z';
const LATER = '2026-01-01T13:00:00.000000Z';
const TERMINAL: StateType[] = ['COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED'];

const state = (proposed: StateCreate | StateType, id = 'current'): State =>
  createState(typeof proposed === 'string' ? { type: proposed } : proposed, id, EARLIER);

interface Case {
  readonly from: StateCreate | StateType | null;
  readonly to: StateCreate | StateType;
  readonly run?: Partial<Omit<FlowRunFacts, 'state'>>;
  readonly policy?: Partial<FlowRunPolicy>;
  readonly force?: boolean;
}

function propose({ from, to, run, policy, force }: Case) {
  const facts: FlowRunFacts = {
    state: from === null ? null : state(from),
    empirical_policy: flowRunPolicySchema.parse(policy ?? {}),
    run_count: 1,
    parent_task_run_id: null,
    infrastructure_pid: null,
    reschedulable: false,
    fromOutside: false,
    ...run,
  };
  return proposeFlowRunState(facts, state(to, 'proposed'), { now: NOW, force });
}

/** `ACCEPT`; `ABORT reason`; `REJECT reason`, with ` -> TYPE Name` when another state is written. */
function verdict(given: Case): string {
  const { result, written } = propose(given);
  const reason = 'reason' in result.details ? ` ${result.details.reason}` : '';
  const replaced = result.status === 'REJECT' && written ? ` -> ${result.state!.type} ${result.state!.name}` : '';
  if (!written) expect(result.state?.id ?? null).toBe(given.from === null ? null : 'current');
  else expect(result.state!.id).toBe('proposed');
  return `${result.status}${reason}${replaced}`;
}

const RESULT = { storage_key: 'k' };
const paused = (details: StateCreate['state_details'] = {}): StateCreate => ({
  type: 'PAUSED',
  state_details: { pause_key: '1', pause_timeout: LATER, ...details },
});
const suspended = (details: StateCreate['state_details'] = {}): StateCreate => ({
  type: 'PAUSED',
  name: 'Suspended',
  state_details: { pause_key: '1', pause_reschedule: true, ...details },
});

describe('a proposal made before', () => {
  it('is answered with the state it led to', () => {
    const details = { transition_id: 'same' };
    const given: Case = {
      from: { type: 'RUNNING', state_details: details },
      to: { type: 'FAILED', state_details: details },
    };
    expect(verdict(given)).toBe('REJECT This run has already made this state transition.');
  });
  it('is told apart by its id', () => {
    const given: Case = {
      from: { type: 'RUNNING', state_details: { transition_id: 'a' } },
      to: { type: 'COMPLETED', state_details: { transition_id: 'b' } },
    };
    expect(verdict(given)).toBe('ACCEPT');
  });
});

describe('out of a terminal state', () => {
  it.each(TERMINAL.flatMap((from) => (['CANCELLING', 'PAUSED', 'CRASHED'] as const).map((to) => [from, to] as const)))(
    '%s -> %s is aborted',
    (from, to) => expect(verdict({ from, to })).toBe(`ABORT Run is already in terminal state ${from}.`),
  );
  it.each(TERMINAL.flatMap((from) => (['COMPLETED', 'FAILED', 'CANCELLED'] as const).map((to) => [from, to] as const)))(
    '%s -> %s is accepted',
    (from, to) => expect(verdict({ from, to })).toBe('ACCEPT'),
  );
  it.each(TERMINAL)('%s -> RUNNING is accepted and forgets pauses', (from) => {
    const { result, policy } = propose({
      from,
      to: 'RUNNING',
      policy: { resuming: true, pause_keys: ['1'], retry_type: 'in_process' },
    });
    expect(result.status).toBe('ACCEPT');
    expect(policy).toMatchObject({ resuming: false, pause_keys: [], retry_type: null });
  });
  it.each(TERMINAL)('%s -> SCHEDULED needs somebody who starts it again', (from) => {
    expect(verdict({ from, to: 'SCHEDULED' })).toBe('ABORT Cannot reschedule a run without an associated deployment.');
    const { result, policy } = propose({
      from,
      to: 'SCHEDULED',
      run: { reschedulable: true },
      policy: { pause_keys: ['1'] },
    });
    expect([result.status, policy.retry_type, policy.pause_keys]).toEqual(['ACCEPT', 'reschedule', []]);
  });
  it.each(['RUNNING', 'PENDING', 'SCHEDULED'] as const)('a kept result is not run again by %s', (to) => {
    expect(verdict({ from: { type: 'COMPLETED', data: RESULT }, to })).toBe('REJECT Run is already COMPLETED.');
    expect(verdict({ from: { type: 'COMPLETED', data: { type: 'unpersisted' } }, to: 'RUNNING' })).toBe('ACCEPT');
  });
  it.each([false, true])('a kept result is not overwritten by none (force: %s)', (force) => {
    const from = { type: 'COMPLETED', data: RESULT } as const;
    const reason = 'Cannot overwrite a COMPLETED state that carries persisted result data with one that does not.';
    expect(verdict({ from, to: 'COMPLETED', force })).toBe(`REJECT ${reason}`);
    expect(verdict({ from, to: { type: 'COMPLETED', data: { other: 1 } }, force })).toBe('ACCEPT');
  });
});

describe('CANCELLING', () => {
  it.each(STATE_TYPES.filter((to) => to !== 'CANCELLED'))('is left to nothing but Cancelled: not to %s', (to) => {
    const reason = 'Cannot transition flows that are cancelling to a state other than Cancelled.';
    expect(verdict({ from: 'CANCELLING', to })).toBe(`REJECT ${reason}`);
    expect(verdict({ from: 'CANCELLING', to: 'CANCELLED' })).toBe('ACCEPT');
  });
  it.each([false, true])('is Cancelled at once where nobody executes the run (force: %s)', (force) => {
    const scheduled = 'REJECT Scheduled flow run has no infrastructure to terminate. -> CANCELLED Cancelled';
    expect(verdict({ from: 'SCHEDULED', to: 'CANCELLING', force })).toBe(scheduled);
    const resuming = { type: 'SCHEDULED', name: 'Resuming' } as const;
    expect(verdict({ from: resuming, to: 'CANCELLING', run: { infrastructure_pid: '1' }, force })).toBe(scheduled);
    expect(verdict({ from: suspended(), to: 'CANCELLING', force })).toBe(
      'REJECT Suspended flow run has no infrastructure to terminate. -> CANCELLED Cancelled',
    );
  });
  it('is entered where somebody has to wind down', () => {
    expect(verdict({ from: 'SCHEDULED', to: 'CANCELLING', run: { infrastructure_pid: '1' } })).toBe('ACCEPT');
    for (const from of ['RUNNING', 'PENDING'] as const) expect(verdict({ from, to: 'CANCELLING' })).toBe('ACCEPT');
    expect(verdict({ from: paused(), to: 'CANCELLING' })).toBe('ACCEPT');
    expect(verdict({ from: paused({ pause_timeout: EARLIER }), to: 'CANCELLING' })).toBe('ACCEPT');
  });
});

describe('PENDING', () => {
  it.each(['PENDING', 'RUNNING', 'CANCELLED'] as const)('does not follow %s', (from) => {
    expect(verdict({ from, to: 'PENDING' })).toBe(
      `ABORT This run is in a ${from} state and cannot transition to a PENDING state.`,
    );
  });
  it('follows another PENDING of another name, and keeps its time and lease', () => {
    const details = { scheduled_time: LATER, deployment_concurrency_lease_id: 'lease' };
    const { result } = propose({
      from: { type: 'PENDING', state_details: details },
      to: { type: 'PENDING', name: 'Submitting' },
    });
    expect(result).toMatchObject({ status: 'ACCEPT', state: { name: 'Submitting', state_details: details } });
    expect(verdict({ from: { type: 'PENDING', name: 'Submitting' }, to: 'PENDING' })).toMatch(/^ABORT/);
  });
  it('keeps the time of SCHEDULED, unless it has its own', () => {
    const from = { type: 'SCHEDULED', state_details: { scheduled_time: EARLIER } } as const;
    expect(propose({ from, to: 'PENDING' }).result.state!.state_details.scheduled_time).toBe(EARLIER);
    const to = { type: 'PENDING', state_details: { scheduled_time: LATER } } as const;
    expect(propose({ from, to }).result.state!.state_details.scheduled_time).toBe(LATER);
  });
});

describe('Late', () => {
  const late = { type: 'SCHEDULED', name: 'Late' } as const;
  it.each<[Case['from'], string]>([
    ['SCHEDULED', 'ACCEPT'],
    ['PENDING', 'REJECT Only scheduled flows can be marked late.'],
    [late, 'REJECT This flow run is already marked late.'],
  ])('after %j: %s', (from, expected) => expect(verdict({ from, to: late })).toBe(expected));
});

describe('into PAUSED', () => {
  it.each<[string, Case, string]>([
    ['without a state', { from: null, to: paused() }, 'ABORT Cannot pause flows with no state.'],
    ['suspend without a state', { from: null, to: suspended() }, 'ABORT Cannot suspend flows with no state.'],
    ['when pending', { from: 'PENDING', to: paused() }, 'REJECT Cannot pause flows that are not currently running.'],
    ['when paused', { from: paused(), to: suspended() }, 'REJECT Cannot suspend flows that are not currently running.'],
    [
      'with a key that fired',
      { from: 'RUNNING', to: paused(), policy: { pause_keys: ['1'] } },
      'REJECT This pause has already fired.',
    ],
    [
      'suspend with a key that fired',
      { from: 'RUNNING', to: suspended(), policy: { pause_keys: ['1'] } },
      'REJECT This suspend has already fired.',
    ],
    [
      'suspend of a subflow',
      { from: 'RUNNING', to: suspended(), run: { parent_task_run_id: 'p', reschedulable: true } },
      'ABORT Cannot suspend subflows.',
    ],
    ['pause of a subflow by itself', { from: 'RUNNING', to: paused(), run: { parent_task_run_id: 'p' } }, 'ACCEPT'],
    [
      'pause of a subflow from outside (the reference accepts it)',
      { from: 'RUNNING', to: paused(), run: { parent_task_run_id: 'p', fromOutside: true } },
      'ABORT Cannot pause subflows.',
    ],
    [
      'suspend of a run that nobody starts again',
      { from: 'RUNNING', to: suspended() },
      'ABORT Cannot suspend flows without a deployment.',
    ],
    ['suspend', { from: 'RUNNING', to: suspended(), run: { reschedulable: true } }, 'ACCEPT'],
    ['without a key', { from: 'RUNNING', to: 'PAUSED' }, 'ACCEPT'],
  ])('%s', (_, given, expected) => expect(verdict(given)).toBe(expected));

  it('remembers the key', () => {
    expect(propose({ from: 'RUNNING', to: paused(), policy: { pause_keys: ['0'] } }).policy.pause_keys).toEqual([
      '0',
      '1',
    ]);
  });
});

describe('out of PAUSED', () => {
  it.each(['RUNNING', 'SCHEDULED', ...TERMINAL] as const)('goes to %s before the deadline, and without one', (to) => {
    expect(verdict({ from: paused(), to })).toBe('ACCEPT');
    expect(verdict({ from: paused({ pause_timeout: null }), to })).toBe('ACCEPT');
  });
  it('does not go to PENDING', () => {
    expect(verdict({ from: paused(), to: 'PENDING' })).toBe(
      'REJECT This run cannot transition to the StateType.PENDING state from the StateType.PAUSED state.',
    );
  });
  it('is rescheduled only where somebody starts it again', () => {
    const to = { type: 'SCHEDULED', name: 'Resuming' } as const;
    expect(verdict({ from: suspended(), to })).toBe(
      'REJECT Cannot reschedule a resuming flow run without a deployment.',
    );
    expect(verdict({ from: suspended(), to, run: { reschedulable: true } })).toBe('ACCEPT');
  });
  it.each(['RUNNING', 'COMPLETED', 'FAILED', 'CRASHED'] as const)(
    'fails after the deadline, whatever came: %s',
    (to) => {
      const given: Case = { from: paused({ pause_timeout: EARLIER }), to };
      expect(verdict(given)).toBe('REJECT The flow run pause has timed out and can no longer resume. -> FAILED Failed');
      // The reference words the message after the state that was proposed.
      expect(propose(given).result.state!.message).toBe('The flow was paused and never resumed.');
    },
  );
  it('may still be resumed at the deadline itself', () => {
    expect(verdict({ from: paused({ pause_timeout: NOW }), to: 'RUNNING' })).toBe('ACCEPT');
  });
});

describe('before its scheduled time', () => {
  it.each(['SCHEDULED', 'PENDING'] as const)('a run waits in %s', (type) => {
    const at = (scheduled_time: string): Case => ({ from: { type, state_details: { scheduled_time } }, to: 'RUNNING' });
    const { result, written } = propose(at('2026-01-01T12:00:07.600000Z'));
    expect(result).toMatchObject({
      status: 'WAIT',
      details: { type: 'wait_details', delay_seconds: 8, reason: 'Scheduled time is in the future' },
      state: { id: 'current' },
    });
    expect(written).toBe(false);
    expect(verdict(at(NOW))).toBe('ACCEPT');
    expect(verdict({ ...at(LATER), force: true })).toBe('ACCEPT');
  });
});

describe('RUNNING -> FAILED', () => {
  it('is scheduled again while retries are left', () => {
    const { result, written, policy } = propose({
      from: 'RUNNING',
      to: { type: 'FAILED', message: 'boom', data: { why: 1 } },
      run: { run_count: 2 },
      policy: { retries: 2, retry_delay: 1.5, resuming: true, pause_keys: ['1'] },
    });
    expect(result).toMatchObject({
      status: 'REJECT',
      details: { type: 'reject_details', reason: 'Retrying' },
      state: {
        id: 'proposed',
        type: 'SCHEDULED',
        name: 'AwaitingRetry',
        message: 'boom',
        data: { why: 1 },
        state_details: { scheduled_time: '2026-01-01T12:00:01.500000Z' },
      },
    });
    expect(written).toBe(true);
    expect(policy).toMatchObject({ resuming: false, pause_keys: [], retry_type: 'in_process', retries: 2 });
  });
  it('is accepted when they are used up, or there were none', () => {
    const { result, policy } = propose({
      from: 'RUNNING',
      to: 'FAILED',
      run: { run_count: 3 },
      policy: { retries: 2, retry_type: 'in_process' },
    });
    expect([result.status, policy.retry_type]).toEqual(['ACCEPT', null]);
    expect(verdict({ from: 'RUNNING', to: 'FAILED' })).toBe('ACCEPT');
    expect(verdict({ from: 'RUNNING', to: 'FAILED', policy: { retries: 0 } })).toBe('ACCEPT');
  });
  it('is accepted when forced, and out of other states', () => {
    expect(verdict({ from: 'RUNNING', to: 'FAILED', policy: { retries: 2 }, force: true })).toBe('ACCEPT');
    expect(verdict({ from: 'PENDING', to: 'FAILED', policy: { retries: 2 } })).toBe('ACCEPT');
    expect(verdict({ from: paused(), to: 'FAILED', policy: { retries: 2 } })).toBe('ACCEPT');
  });
});

describe('what nothing forbids', () => {
  it.each(['RUNNING', 'SCHEDULED', 'COMPLETED', 'CRASHED', 'CANCELLED'] as const)('RUNNING -> %s', (to) => {
    expect(verdict({ from: 'RUNNING', to })).toBe('ACCEPT');
  });
  it.each(['RUNNING', 'SCHEDULED', 'COMPLETED', 'FAILED', 'CRASHED', 'CANCELLED', 'CANCELLING'] as const)(
    'PENDING -> %s',
    (to) => expect(verdict({ from: 'PENDING', to })).toBe('ACCEPT'),
  );
  it.each(STATE_TYPES.filter((type) => type !== 'PAUSED'))('the first state, %s', (to) => {
    expect(verdict({ from: null, to })).toBe('ACCEPT');
  });
  it('force skips every other rule', () => {
    for (const from of STATE_TYPES) {
      for (const to of STATE_TYPES) {
        if (to === 'CANCELLING') continue;
        expect(verdict({ from, to, force: true })).toBe('ACCEPT');
      }
    }
  });
});
