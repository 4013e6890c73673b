// Random triggers and streams: our evaluator fires what a model of the reference fires, but where one of the differences
// that docs/differences-triggers.md names is at work. That the model is right the recorded cases show.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventSchema } from '../../../src/domain/events/event.js';
import {
  caseFirings,
  compareFirings,
  triggerCaseSchema,
  type RecordedFiring,
} from '../../../src/domain/triggers/trigger-case.js';
import { triggerSchema } from '../../../src/domain/triggers/trigger.js';
import { MECHANISMS, referenceFirings, type Mechanism, type ModelStep } from './reference-model.js';
import { readVectors, type TaggedCase } from './vectors.js';

const NAMES = ['a', 'a.x', 'a.y', 'b', 'b.x', 'c'];
const patterns = fc.uniqueArray(fc.constantFrom(...NAMES, 'a.*', 'b.*', '*'), { minLength: 1, maxLength: 3 });
const labels = fc.constantFrom(
  ...[[], ['prefect.resource.id'], ['env'], ['prefect.resource.id', 'related:flow:prefect.resource.id']],
);
const match = fc.constantFrom({}, { 'prefect.resource.id': 'r.[12]' }, { env: '!prod' }, { env: ['prod', 'd*'] });
const leafOf = (posture: 'Reactive' | 'Proactive', spans: number[]) =>
  fc.record({
    type: fc.constant('event' as const),
    posture: fc.constant(posture),
    expect: patterns,
    after: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, patterns),
    for_each: labels,
    match,
    threshold: fc.constantFrom(1, 1, 2, 3),
    within: fc.constantFrom(...spans),
  });
const leaf = fc.oneof(leafOf('Reactive', [0, 20, 60, 120]), leafOf('Proactive', [10, 20, 60, 120]));
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof({ depthSize: 'small', withCrossShrink: true }, leaf, leaf, tie('outer')),
  outer: fc.record({
    type: fc.constantFrom('compound', 'sequence'),
    require: fc.constantFrom('any', 'all', 1),
    within: fc.constantFrom(null, 60, 300),
    triggers: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
  }),
}));

interface Move {
  readonly gap: number;
  readonly late: number;
  readonly name: string | null;
  readonly thing: number;
  readonly env: string | null;
  readonly flow: number | null;
}
/** What comes, half a second apart at least; `name` null is a look at the clock, which is never left out for long. */
const moves: fc.Arbitrary<Move[]> = fc.array(
  fc.record({
    gap: fc.constantFrom(0.5, 1, 5, 10, 30),
    late: fc.constantFrom(0, 0, 0, 5, 20),
    name: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...NAMES) }, { weight: 2, arbitrary: fc.constant(null) }),
    thing: fc.integer({ min: 1, max: 3 }),
    env: fc.constantFrom(null, 'prod', 'dev'),
    flow: fc.constantFrom(null, 1, 2),
  }),
  { minLength: 5, maxLength: 30 },
);

const START_MS = Date.UTC(2026, 2, 1, 12);
const instant = (seconds: number) => new Date(START_MS + seconds * 1000).toISOString();

function stepsOf(list: readonly Move[]): ModelStep[] {
  let seconds = 0;
  return list.map(({ gap, late, name, thing, env, flow }, index) => {
    seconds += gap;
    if (name === null) return { at: instant(seconds) };
    const event = eventSchema.parse({
      id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      occurred: instant(seconds - late),
      event: name,
      resource: { 'prefect.resource.id': `r.${thing}`, ...(env === null ? {} : { env }) },
      related: flow === null ? [] : [{ 'prefect.resource.id': `f.${flow}`, 'prefect.resource.role': 'flow' }],
    });
    return { at: instant(seconds), event };
  });
}

const isSame = (...[left, right]: Parameters<typeof compareFirings>): boolean => {
  const { missing, unexpected } = compareFirings(left, right);
  return missing.length + unexpected.length === 0;
};
/** Reactive triggers that count to more than one without a window: the difference has no mechanism of its own. */
const accumulates = (document: unknown): boolean =>
  JSON.stringify(document, (_key, value: unknown) => {
    const { posture, within, threshold } = (value ?? {}) as Record<string, unknown>;
    return posture === 'Reactive' && within === 0 && threshold !== 1 ? 'ACCUMULATES' : value;
  }).includes('ACCUMULATES');

/** The order of keys whose windows began in one moment is open, and with it which event completes a compound trigger. */
const isTied = (wanted: readonly RecordedFiring[], firings: readonly RecordedFiring[]): boolean =>
  JSON.stringify(wanted.map(({ step }) => step)) === JSON.stringify(firings.map(({ step }) => step));
/** Each mechanism alone first, then all that may be left out together. */
const WITHOUT: ReadonlySet<Mechanism>[] = Array.from({ length: 2 ** MECHANISMS.length }, (_, bits) => {
  return new Set(MECHANISMS.filter((_mechanism, index) => (bits >> index) % 2 === 1));
}).sort((left, right) => left.size - right.size);

test('the model fires what was recorded', () => {
  const recorded = readVectors<TaggedCase>('triggers.jsonl').filter(({ tags }) => !tags.includes('follows'));
  const different = recorded.filter((document) => {
    const { trigger, steps, firings, created } = triggerCaseSchema.parse(document);
    if (created !== undefined && steps.some(({ at }) => at < created)) return false;
    const written = steps.map(({ at, event }) => (event ? { at, event: eventSchema.parse(event) } : { at }));
    if (written.some(({ event }) => event?.follows || event?.event === 'prefect.log.write')) return false;
    return !isSame(firings, referenceFirings(trigger, written));
  });
  expect(recorded.length).toBeGreaterThan(300);
  expect(different.map(({ name }) => name)).toEqual([]);
});

test('random cases agree, but for the differences that are written down', () => {
  let agreed = 0;
  let fired = 0;
  fc.assert(
    fc.property(tree, moves, (document, list) => {
      const trigger = triggerSchema.parse(document);
      const steps = stepsOf(list);
      const wanted = referenceFirings(trigger, steps);
      const created = steps[0]?.at as string;
      const { firings } = caseFirings({ trigger, created, steps });
      if (isSame(wanted, firings)) {
        agreed += 1;
        fired += wanted.length;
        return;
      }
      const changed = WITHOUT.some((some) => !isSame(wanted, referenceFirings(trigger, steps, some)));
      expect(changed || accumulates(document) || isTied(wanted, firings)).toBe(true);
    }),
    { numRuns: 2000, seed: 20_263 },
  );
  expect(agreed).toBeGreaterThan(1400);
  expect(fired).toBeGreaterThan(1200);
});
