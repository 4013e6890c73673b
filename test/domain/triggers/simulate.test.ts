// Simulation: virtual time, exact deadlines, and the forms in which steps are written.
import { expect, test } from 'vitest';
import { simulate } from '../../../src/domain/triggers/simulate.js';
import { simulationStepSchema } from '../../../src/domain/triggers/simulation-step.js';
import { triggerSchema } from '../../../src/domain/triggers/trigger.js';
import { at } from './bench-trigger.js';

const resource = { 'prefect.resource.id': 'order.1' };
const steps = (...written: unknown[]) => written.map((step) => simulationStepSchema.parse(step));
const unanswered = triggerSchema.parse({
  type: 'event',
  posture: 'Proactive',
  after: ['order.created'],
  expect: ['order.paid'],
  for_each: ['prefect.resource.id'],
  within: 60,
});

test('an absence fires at its deadline and is told with the step after it', () => {
  const { firings } = simulate(
    unanswered,
    steps({ id: 'e1', occurred: at(0), event: 'order.created', resource }, { at: at(3600) }),
  );
  const labels = { 'prefect.resource.id': 'order.1' };
  expect(firings).toEqual([
    { step: 1, at: at(60), state: 'Triggered', triggering_labels: labels, triggering_event: 'e1' },
  ]);
});

test('an event that came in at the deadline is heard before the absence is judged', () => {
  const { firings } = simulate(
    unanswered,
    steps(
      { occurred: at(0), event: 'order.created', resource },
      { occurred: at(59), received: at(60), event: 'order.paid', resource },
      { at: at(3600) },
    ),
  );
  expect(firings).toEqual([]);
});

test('what is due at the last step fires there', () => {
  const { firings } = simulate(
    unanswered,
    steps(
      { event: { occurred: at(0), event: 'order.created', resource } },
      { at: at(60), event: { occurred: at(60), event: 'other', resource } },
    ),
  );
  expect(firings.map(({ step, at: moment }) => [step, moment])).toEqual([[1, at(60)]]);
});

test('nothing before the creation counts, and time does not go back', () => {
  const each = triggerSchema.parse({ type: 'event', posture: 'Reactive', expect: ['order.paid'] });
  const paid = (occurred: number) => ({ occurred: at(occurred), event: 'order.paid', resource });
  const { firings } = simulate(each, steps(paid(0), paid(20), paid(5)), { created: at(10) });
  expect(firings.map(({ step, at: moment }) => [step, moment])).toEqual([
    [1, at(20)],
    [2, at(20)],
  ]);
});

test('an endless absence is cut off, and says so', () => {
  const often = triggerSchema.parse({ type: 'event', posture: 'Proactive', expect: ['a'] });
  const { firings, truncated } = simulate(often, steps({ at: at(0) }, { at: '2036-01-01T00:00:00Z' }), {
    maxTicks: 50,
  });
  expect([firings.length, truncated]).toEqual([49, true]);
});

test('no steps, no firings; a step that is none is refused with its field', () => {
  expect(simulate(unanswered, []).firings).toEqual([]);
  expect(simulationStepSchema.safeParse({ at: 'soon' }).error?.issues[0]?.path).toEqual(['at']);
  expect(simulationStepSchema.safeParse({ event: 'a', occurred: at(0) }).success).toBe(false);
});
