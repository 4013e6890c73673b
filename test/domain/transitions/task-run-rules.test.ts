// The ordered rules for task runs whose states are proposed over HTTP.
import { describe, expect, it } from 'vitest';
import { createState, type State, type StateCreate, type StateType } from '../../../src/domain/states.js';
import { taskRunPolicySchema, type TaskRunPolicy } from '../../../src/domain/task-runs.js';
import { proposeTaskRunState } from '../../../src/domain/transitions.js';
import type { TaskRunFacts } from '../../../src/domain/transitions/task-run-rules.js';

const NOW = '2026-01-01T12:00:00.000000Z';

const state = (proposed: StateCreate | StateType, id = 'current'): State =>
  createState(typeof proposed === 'string' ? { type: proposed } : proposed, id, NOW);

interface Case {
  readonly from: StateCreate | StateType | null;
  readonly to: StateCreate | StateType;
  readonly run?: Partial<Omit<TaskRunFacts, 'state'>>;
  readonly policy?: Partial<TaskRunPolicy>;
  readonly force?: boolean;
}

function propose({ from, to, run, policy, force }: Case) {
  const facts: TaskRunFacts = {
    state: from === null ? null : state(from),
    empirical_policy: taskRunPolicySchema.parse(policy ?? {}),
    run_count: 1,
    flowRun: { id: 'flow-run', state: state('RUNNING') },
    cached: null,
    ...run,
  };
  return proposeTaskRunState(facts, state(to, 'proposed'), { now: NOW, force });
}

function verdict(given: Case): string {
  const { result, written } = propose(given);
  const reason = 'reason' in result.details ? ` ${result.details.reason}` : '';
  const replaced = result.status === 'REJECT' && written ? ` -> ${result.state!.type} ${result.state!.name}` : '';
  return `${result.status}${reason}${replaced}`;
}

const first = { run_count: 0 };

describe('a cached result', () => {
  const cached = state(
    { type: 'COMPLETED', message: 'done', data: { v: 1 }, state_details: { cache_key: 'k' } },
    'old',
  );
  const to = (details: StateCreate['state_details']): StateCreate => ({ type: 'RUNNING', state_details: details });

  it('answers in place of running', () => {
    const { result, written } = propose({
      from: 'PENDING',
      to: to({ cache_key: 'k', task_run_id: 't' }),
      run: { cached },
    });
    expect(result).toMatchObject({
      status: 'REJECT',
      details: { reason: 'Retrieved state from cache' },
      state: { id: 'proposed', type: 'COMPLETED', name: 'Cached', data: { v: 1 }, state_details: { task_run_id: 't' } },
    });
    expect(written).toBe(true);
  });
  it('does not answer when the run refreshes it, has no key, or does not run', () => {
    const run = { cached, ...first };
    expect(verdict({ from: 'PENDING', to: to({ cache_key: 'k', refresh_cache: true }), run })).toBe('ACCEPT');
    expect(verdict({ from: 'PENDING', to: to({}), run })).toBe('ACCEPT');
    expect(verdict({ from: 'RUNNING', to: { type: 'COMPLETED', state_details: { cache_key: 'k' } }, run })).toBe(
      'ACCEPT',
    );
  });
  it('is kept only under a key of at most 2000 characters', () => {
    const long = { type: 'COMPLETED', state_details: { cache_key: 'k'.repeat(2001) } } as const;
    expect(verdict({ from: 'RUNNING', to: long })).toBe(
      'REJECT Cache key exceeded maximum allowed length of 2000 characters.',
    );
  });
});

describe('out of a terminal state', () => {
  it.each(['COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED'] as const)('%s', (from) => {
    for (const to of ['CANCELLING', 'PAUSED', 'CRASHED'] as const) {
      expect(verdict({ from, to })).toBe(`ABORT Run is already ${from}.`);
    }
    expect(verdict({ from, to: 'PENDING' })).toBe('ACCEPT');
    expect(verdict({ from, to: 'RUNNING' })).toBe('ACCEPT');
  });
  it('a kept result stays', () => {
    for (const to of ['PENDING', 'RUNNING', 'FAILED', 'COMPLETED'] as const) {
      expect(verdict({ from: { type: 'COMPLETED', data: [] }, to })).toBe('REJECT This run is already completed.');
    }
  });
});

describe('the flow run around it', () => {
  it('must be running', () => {
    const flowRun = (type: StateType) => ({ flowRun: { id: 'flow-run', state: state(type) }, ...first });
    const reason = 'ABORT The enclosing flow must be running to begin task execution.';
    for (const type of ['PENDING', 'SCHEDULED', 'CANCELLING', 'COMPLETED', 'FAILED'] as const) {
      expect(verdict({ from: 'PENDING', to: 'RUNNING', run: flowRun(type) })).toBe(reason);
    }
    expect(verdict({ from: 'PENDING', to: 'RUNNING', run: { flowRun: { id: 'f', state: null } } })).toBe(reason);
    expect(verdict({ from: 'PENDING', to: 'RUNNING', run: { flowRun: null, ...first } })).toBe('ACCEPT');
    expect(verdict({ from: 'RUNNING', to: 'COMPLETED', run: flowRun('PENDING') })).toBe('ACCEPT');
  });
  it('holds its tasks back while it is paused, until the same deadline', () => {
    const details = { pause_timeout: NOW, pause_reschedule: true };
    const flowRun = { id: 'flow-run', state: state({ type: 'PAUSED', state_details: details }) };
    const { result } = propose({ from: 'PENDING', to: 'RUNNING', run: { flowRun } });
    expect(result).toMatchObject({
      status: 'REJECT',
      details: { reason: 'The flow is paused, new tasks can execute after resuming flow run: flow-run.' },
      state: { type: 'PAUSED', name: 'NotReady', state_details: details },
    });
  });
});

describe('retries', () => {
  it.each<[TaskRunPolicy['retry_delay'], number, string]>([
    [10, 1, '2026-01-01T12:00:10.000000Z'],
    [[1, 2, 4], 1, '2026-01-01T12:00:01.000000Z'],
    [[1, 2, 4], 3, '2026-01-01T12:00:04.000000Z'],
    [[1, 2], 5, '2026-01-01T12:00:02.000000Z'],
    [[], 1, NOW],
    [null, 1, NOW],
  ])('with a delay of %j, attempt %i waits until %s', (retry_delay, run_count, scheduledTime) => {
    const { result } = propose({
      from: 'RUNNING',
      to: 'FAILED',
      run: { run_count },
      policy: { retries: 9, retry_delay },
    });
    expect(result).toMatchObject({
      status: 'REJECT',
      state: { type: 'SCHEDULED', name: 'AwaitingRetry', state_details: { scheduled_time: scheduledTime } },
    });
  });
  it('end when they are used up, or the failure says that it cannot be retried', () => {
    const policy = { retries: 1 };
    expect(verdict({ from: 'RUNNING', to: 'FAILED', run: { run_count: 2 }, policy })).toBe('ACCEPT');
    const final = { type: 'FAILED', state_details: { retriable: false } } as const;
    expect(verdict({ from: 'RUNNING', to: final, policy })).toBe('ACCEPT');
    expect(verdict({ from: 'RUNNING', to: 'FAILED' })).toBe('ACCEPT');
  });
  it('are named Retrying, and other attempts after the first Rerunning', () => {
    const nameOf = (from: StateCreate | StateType, run_count: number) =>
      propose({ from, to: 'RUNNING', run: { run_count } }).result.state!.name;
    expect(nameOf({ type: 'SCHEDULED', name: 'AwaitingRetry' }, 1)).toBe('Retrying');
    expect(nameOf('FAILED', 1)).toBe('Rerunning');
    expect(nameOf('PENDING', 0)).toBe('Running');
  });
  it('wait for their time', () => {
    const from = {
      type: 'SCHEDULED',
      name: 'AwaitingRetry',
      state_details: { scheduled_time: '2026-01-01T12:00:02Z' },
    } as const;
    expect(propose({ from, to: 'RUNNING' }).result).toMatchObject({ status: 'WAIT', details: { delay_seconds: 2 } });
  });
});

it('force skips the rules', () => {
  expect(verdict({ from: { type: 'COMPLETED', data: [] }, to: 'RUNNING', force: true })).toBe('ACCEPT');
});
