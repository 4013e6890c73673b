import { describe, expect, it } from 'vitest';
import {
  createState,
  defaultStateName,
  describeState,
  isTerminal,
  stateCreateSchema,
  stateSchema,
  STATE_TYPES,
} from '../../src/domain/states.js';

const ID = '3f2b8c1e-8e0f-4d0a-9d7e-0a4f2d1c9b11';
const AT = '2026-01-01T00:00:00.000001Z';

describe('createState', () => {
  it.each(STATE_TYPES)('makes a whole %s state, with every key of a state and of its details', (type) => {
    const state = createState({ type }, ID, AT);
    expect(stateSchema.parse(JSON.parse(JSON.stringify(state)))).toEqual(state);
    expect(state).toMatchObject({ id: ID, timestamp: AT, name: defaultStateName(type), message: null, data: null });
    expect(Object.keys(state.state_details)).toHaveLength(18);
  });

  it('schedules for now what has no time, and leaves a given time alone', () => {
    expect(createState({ type: 'SCHEDULED' }, ID, AT).state_details.scheduled_time).toBe(AT);
    const later = '2027-01-01T00:00:00Z';
    const state = createState({ type: 'SCHEDULED', state_details: { scheduled_time: later } }, ID, AT);
    expect(state.state_details.scheduled_time).toBe(later);
    expect(createState({ type: 'PENDING' }, ID, AT).state_details.scheduled_time).toBeNull();
  });

  it('does not let an undefined detail hide a default', () => {
    const state = createState({ type: 'PAUSED', state_details: { pause_reschedule: undefined } }, ID, AT);
    expect(state.state_details.pause_reschedule).toBe(false);
  });
});

describe('what a state is', () => {
  it('ends a run when it is completed, failed, cancelled or crashed', () => {
    expect(STATE_TYPES.filter(isTerminal)).toEqual(['COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED']);
  });

  it.each([
    [{ type: 'COMPLETED', name: 'Completed', message: null }, 'Completed()'],
    [{ type: 'PAUSED', name: 'Suspended', message: null }, 'Suspended(type=PAUSED)'],
    [{ type: 'FAILED', name: 'Failed', message: 'why' }, "Failed('why')"],
    [{ type: 'FAILED', name: 'TimedOut', message: 'late' }, "TimedOut('late', type=FAILED)"],
  ] as const)('is described as the field knows it: %j', (state, expected) => {
    expect(describeState(state)).toBe(expected);
  });

  it('is proposed without id, timestamp or unknown keys', () => {
    expect(stateCreateSchema.safeParse({ type: 'PAUSED', id: ID }).success).toBe(false);
    expect(stateCreateSchema.safeParse({ type: 'RESTING' }).success).toBe(false);
    expect(stateCreateSchema.safeParse({ type: 'RUNNING', name: null }).success).toBe(true);
  });
});
