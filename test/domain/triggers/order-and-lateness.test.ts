// Events that come late, early, again or in the wrong order: what the recorded cases leave open and the reference's text
// says. Cases in the form of test/vectors, so that each step and each firing can be read.
import { expect, test } from 'vitest';
import { caseFirings, triggerCaseSchema } from '../../../src/domain/triggers/trigger-case.js';

const NOON = Date.UTC(2026, 2, 1, 12);
const at = (seconds: number) => new Date(NOON + seconds * 1000).toISOString();
const idOf = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const TICK = 'tick';

interface Step {
  /** Seconds after noon at which it is received. */
  readonly received: number;
  readonly occurred?: number;
  readonly name: string;
  readonly id?: number;
  readonly follows?: number;
  readonly resource?: string;
}

/** What fires: the step, and the number of the event. */
function fired(trigger: object, steps: readonly Step[], created = 0): [number, number | null][] {
  const written = steps.map(({ received, occurred = received, name, id, follows, resource = 'r.1' }, step) =>
    name === TICK
      ? { at: at(received), tick: true }
      : {
          at: at(received),
          event: {
            id: idOf(id ?? step),
            occurred: at(occurred),
            event: name,
            resource: { 'prefect.resource.id': resource },
            follows: follows === undefined ? null : idOf(follows),
          },
        },
  );
  const { firings } = caseFirings(
    triggerCaseSchema.parse({ name: 'by hand', trigger, created: at(created), steps: written, firings: [] }),
  );
  return firings.map(({ step, triggering_event: event }) => [step, event === null ? null : Number(event.slice(-12))]);
}

const REACTIVE = { type: 'event', posture: 'Reactive', expect: ['a'] };

test('an event that is held back moves the clock, as every event does', () => {
  const silence = { type: 'event', posture: 'Proactive', expect: ['a'], within: 60 };
  const steps = (follows?: number): Step[] => [
    { received: 0, name: TICK },
    { received: 50, occurred: 20, name: 'other', ...(follows === undefined ? {} : { follows }) },
    { received: 61, name: TICK },
    { received: 91, name: TICK },
  ];
  // Events are 30 seconds behind, so at 61 it is 31 in event time.
  expect(fired(silence, steps())).toEqual([[3, null]]);
  expect(fired(silence, steps(99))).toEqual([[3, null]]);
});

test('an event from the future makes no window old', () => {
  const steps = [
    { received: 0, name: 'a' },
    { received: 100, occurred: 970, name: 'a' },
    { received: 110, name: 'a' },
    { received: 120, name: 'a' },
  ];
  // The next window begins at 970; were the first one forgotten by then, another would reach back to 70 and fire.
  expect(fired({ ...REACTIVE, threshold: 3, within: 60 }, steps)).toEqual([]);
});

test('with threshold 0 the event that ends a window fires once', () => {
  const steps = [0, 30, 65].map((received) => ({ received, name: 'a' }));
  expect(fired({ ...REACTIVE, threshold: 0, within: 60 }, steps)).toEqual([
    [0, 0],
    [2, 2],
  ]);
});

test('children that one event fires meet in no time', () => {
  const both = { type: 'compound', require: 'all', within: 0, triggers: [REACTIVE, { ...REACTIVE, expect: ['*'] }] };
  expect(fired(both, [{ received: 0, name: 'a' }])).toEqual([[0, 0]]);
});

test('an event that comes again while it is held waits from then on', () => {
  const follower = { name: 'a', occurred: 0, id: 7, follows: 99 };
  const steps = [
    { ...follower, received: 0 },
    { ...follower, received: 600 },
    { received: 901, name: TICK },
    { received: 1500, name: TICK },
  ];
  expect(fired(REACTIVE, steps)).toEqual([[3, 7]]);
});

test('twenty events in a row that waited for each other follow their leader at once, the others after 15 minutes', () => {
  const chain = Array.from({ length: 25 }, (_, index) => ({
    received: index,
    occurred: 100 - index,
    name: 'a',
    id: 100 - index,
    follows: 99 - index,
  }));
  const steps = [...chain, { received: 30, name: 'a', id: 75 }, { received: 1000, name: TICK }];
  const atOnce = Array.from({ length: 21 }, (_, index) => [25, 75 + index]);
  const afterWaiting = Array.from({ length: 5 }, (_, index) => [26, 96 + index]);
  expect(fired(REACTIVE, steps)).toEqual([...atOnce, ...afterWaiting]);
});

test('an event an hour late does not fire a window again that has fired', () => {
  const steps = [
    { received: 0, name: 'a' },
    { received: 3600, name: 'other' },
    { received: 3601, occurred: 1, name: 'a' },
    { received: 3602, name: 'a' },
  ];
  expect(fired({ ...REACTIVE, within: 60 }, steps)).toEqual([
    [0, 0],
    [3, 3],
  ]);
});

test('an event that is older than the window that is open counts for nothing, as in the recorded cases', () => {
  const steps = [
    { received: 0, name: 'a' },
    { received: 65, name: 'a' },
    { received: 66, occurred: 55, name: 'a' },
    { received: 67, name: 'a' },
  ];
  expect(fired({ ...REACTIVE, threshold: 2, within: 60 }, steps)).toEqual([[3, 3]]);
});

test('events that are all 25 minutes behind are counted like others', () => {
  const late = (received: number, name: string): Step => ({ received, occurred: received - 1500, name });
  const steps = [late(10, 'a'), late(40, 'b'), late(70, 'a')];
  expect(fired({ ...REACTIVE, threshold: 2, within: 600 }, steps)).toEqual([[2, 2]]);
  const both = { type: 'compound', require: 'all', within: 600, triggers: [REACTIVE, { ...REACTIVE, expect: ['b'] }] };
  expect(fired(both, steps)).toEqual([[1, 1]]);
});

test('an event dated into the future does not keep the others of a compound trigger from counting', () => {
  const both = { type: 'compound', require: 'all', within: 60, triggers: [REACTIVE, { ...REACTIVE, expect: ['b'] }] };
  const steps = [
    { received: 0, occurred: 3600, name: 'a' },
    { received: 30, name: 'b' },
  ];
  expect(fired(both, steps)).toEqual([[1, 1]]);
});

test('silence is noticed for each key however many there are, at the same look', () => {
  const missing = {
    type: 'event',
    posture: 'Proactive',
    after: ['a'],
    expect: ['b'],
    for_each: ['prefect.resource.id'],
    within: 60,
  };
  const opened = Array.from({ length: 1500 }, (_, index) => ({
    received: index / 100,
    name: 'a',
    resource: `r.${index}`,
  }));
  expect(fired(missing, [...opened, { received: 80, name: TICK }])).toHaveLength(1500);
});
