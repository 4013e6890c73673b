// What states change on their run: times, durations and counts, and what a resume costs (nothing).
import { describe, expect, it } from 'vitest';
import { flowRunPolicySchema } from '../../../src/domain/flow-runs.js';
import {
  enterFlowRunState,
  enterTaskRunState,
  estimateRun,
  NO_PROGRESS,
  type RunProgress,
} from '../../../src/domain/run-progress.js';
import { createState, type StateCreate, type StateType } from '../../../src/domain/states.js';

const at = (second: number) => `2026-01-01T12:00:${String(second).padStart(2, '0')}.000000Z`;
const state = (type: StateType | StateCreate, second: number) =>
  createState(typeof type === 'string' ? { type } : type, `s${second}`, at(second));

/** Enters states one a second, and gives the progress after each. */
function live(...types: (StateType | StateCreate)[]) {
  let progress: RunProgress = NO_PROGRESS;
  let policy = flowRunPolicySchema.parse({});
  return types.map((type, second) => {
    ({ progress, policy } = enterFlowRunState(progress, state(type, second), policy));
    return { ...progress, resuming: policy.resuming };
  });
}
const last = (...types: (StateType | StateCreate)[]) => live(...types).at(-1)!;
const suspended: StateCreate = { type: 'PAUSED', name: 'Suspended', state_details: { pause_reschedule: true } };
const resuming: StateCreate = { type: 'SCHEDULED', name: 'Resuming' };

describe('times of a flow run', () => {
  it('copies the state', () => {
    expect(last('PENDING', { type: 'RUNNING', name: 'Working' })).toMatchObject({
      state_id: 's1',
      state_type: 'RUNNING',
      state_name: 'Working',
      state_timestamp: at(1),
    });
  });
  it('starts at the first RUNNING and ends at the terminal state', () => {
    expect(last('PENDING', 'RUNNING', 'COMPLETED')).toMatchObject({
      start_time: at(1),
      end_time: at(2),
      total_run_time: 1,
    });
    expect(last('RUNNING', 'PENDING', 'RUNNING').start_time).toBe(at(0));
  });
  it('starts and ends at the terminal state of a run that never ran', () => {
    expect(last('PENDING', 'CANCELLED')).toMatchObject({
      start_time: at(1),
      end_time: at(1),
      total_run_time: 0,
      run_count: 0,
    });
    expect(last('COMPLETED')).toMatchObject({ start_time: at(0), end_time: at(0), run_count: 0 });
  });
  it('has no end again once it leaves a terminal state', () => {
    expect(last('RUNNING', 'FAILED', 'RUNNING')).toMatchObject({ end_time: null, start_time: at(0) });
  });
  it('adds up the time spent running', () => {
    expect(last('RUNNING', 'PAUSED', 'PAUSED', 'RUNNING', 'RUNNING', 'COMPLETED').total_run_time).toBe(3);
  });
  it('is expected once, at its scheduled time or its first state', () => {
    const scheduled: StateCreate = { type: 'SCHEDULED', state_details: { scheduled_time: at(30) } };
    expect(last(scheduled, 'PENDING', 'RUNNING').expected_start_time).toBe(at(30));
    expect(last('PENDING', scheduled).expected_start_time).toBe(at(0));
  });
  it('has a next start while it is scheduled', () => {
    const scheduled: StateCreate = { type: 'SCHEDULED', state_details: { scheduled_time: at(30) } };
    expect(live(scheduled, 'PENDING').map((progress) => progress.next_scheduled_start_time)).toEqual([at(30), null]);
  });
});

describe('attempts of a flow run', () => {
  const counts = (...types: (StateType | StateCreate)[]) => live(...types).map(({ run_count }) => run_count);

  it('count each entry to RUNNING', () => {
    expect(counts('PENDING', 'RUNNING', 'RUNNING')).toEqual([0, 1, 2]);
    expect(counts('RUNNING', { type: 'SCHEDULED', name: 'AwaitingRetry' }, 'RUNNING')).toEqual([1, 1, 2]);
    expect(counts('RUNNING', 'FAILED', 'RUNNING')).toEqual([1, 1, 2]);
  });
  it('do not count a resume: neither of a pause (the reference counts the first) nor of a suspension', () => {
    expect(counts('RUNNING', 'PAUSED', 'RUNNING', 'PAUSED', 'RUNNING')).toEqual([1, 1, 1, 1, 1]);
    expect(counts('RUNNING', suspended, resuming, 'PENDING', 'RUNNING', 'RUNNING')).toEqual([1, 1, 1, 1, 1, 2]);
  });
  it('remember that the run is resuming until it runs or ends', () => {
    const flags = (...types: (StateType | StateCreate)[]) => live(...types).map(({ resuming: flag }) => flag);
    expect(flags('RUNNING', suspended, resuming, 'PENDING', 'RUNNING')).toEqual([false, false, true, true, false]);
    expect(flags('RUNNING', 'PAUSED', 'FAILED', 'RUNNING')).toEqual([false, false, false, false]);
    expect(counts('RUNNING', 'PAUSED', 'FAILED', 'RUNNING')).toEqual([1, 1, 1, 2]);
  });
});

describe('attempts of a task run', () => {
  it('count each RUNNING and start over after a terminal state', () => {
    let progress: RunProgress = NO_PROGRESS;
    const counts = (
      ['PENDING', 'RUNNING', 'SCHEDULED', 'RUNNING', 'FAILED', 'RUNNING', 'COMPLETED', 'PENDING'] as const
    ).map((type, second) => (progress = enterTaskRunState(progress, state(type, second))).run_count);
    expect(counts).toEqual([0, 1, 1, 2, 2, 1, 1, 0]);
  });
});

describe('estimates', () => {
  it('include the running span', () => {
    expect(estimateRun(last('RUNNING', 'PAUSED', 'RUNNING'), at(10)).estimated_run_time).toBe(9);
    expect(estimateRun(last('RUNNING', 'PAUSED'), at(10)).estimated_run_time).toBe(1);
    expect(estimateRun(last('RUNNING'), '2026-01-01T11:00:00Z').estimated_run_time).toBe(0);
  });
  it('say how late the run started, or is', () => {
    const scheduled: StateCreate = { type: 'SCHEDULED', state_details: { scheduled_time: at(0) } };
    expect(estimateRun(last(scheduled), at(7)).estimated_start_time_delta).toBe(7);
    expect(estimateRun(last(scheduled, 'PENDING', 'RUNNING'), at(30)).estimated_start_time_delta).toBe(2);
    const ahead: StateCreate = { type: 'SCHEDULED', state_details: { scheduled_time: at(40) } };
    expect(estimateRun(last(ahead), at(7)).estimated_start_time_delta).toBe(0);
    expect(estimateRun(last(ahead, 'RUNNING'), at(7)).estimated_start_time_delta).toBe(0);
    expect(estimateRun(NO_PROGRESS, at(7))).toEqual({ estimated_run_time: 0, estimated_start_time_delta: 0 });
  });
});
