// The recorded cases of the evaluation. Every case agrees, but for those whose difference docs/differences-triggers.md names.
import { expect, test } from 'vitest';
import {
  caseFirings,
  compareFirings,
  runTriggerCase,
  triggerCaseSchema,
  type RecordedFiring,
} from '../../../src/domain/triggers/trigger-case.js';
import { mayDiffer, namedQuirks, readVectors, type TaggedCase } from './vectors.js';

interface RecordedCase extends TaggedCase {
  readonly child_firings: RecordedFiring[];
  readonly outcomes?: RecordedFiring[][];
}

const files = ['triggers.jsonl', 'triggers_large.jsonl', 'triggers_order_dependent.jsonl'];
const all = files.flatMap((file) => readVectors<RecordedCase>(file));

test.each(files)('%s: what runs actions fires as recorded', (file) => {
  const failed = readVectors<RecordedCase>(file).filter((recorded) => !runTriggerCase(recorded).passed);
  expect(failed.filter((recorded) => !mayDiffer(recorded)).map(({ name }) => name)).toEqual([]);
});

test('no more cases differ than when the differences were written down', () => {
  const different = files.map(
    (file) => readVectors(file).filter((recorded) => !runTriggerCase(recorded).passed).length,
  );
  expect(different).toEqual([39, 2, 0]);
});

test('inner triggers fire as recorded, in order', () => {
  const different = all
    .filter((recorded) => runTriggerCase(recorded).passed && !mayDiffer(recorded))
    .filter((recorded) => {
      const { childFirings } = caseFirings(triggerCaseSchema.parse(recorded));
      const { missing, unexpected } = compareFirings(recorded.child_firings, childFirings);
      return missing.length + unexpected.length > 0;
    });
  // An absence inside: noticed at its deadline (quirk:next-run-schedule), where the recorded engine looked later.
  expect(different.map(({ name }) => name)).toEqual([
    'compound-proactive-prevented-by-event/v1',
    'compound-proactive-prevented-by-event/v3',
  ]);
});

test('where the order of siblings is open, the outcome is that of tree order', () => {
  const cases = readVectors<RecordedCase>('triggers_order_dependent.jsonl');
  expect(cases.filter((recorded) => !runTriggerCase(recorded).passed).map(({ name }) => name)).toEqual([]);
});

test('each quirk that docs/differences-triggers.md names makes some recorded case differ', () => {
  const different = all.filter((recorded) => !runTriggerCase(recorded).passed);
  const seen = new Set(different.flatMap(({ tags }) => tags));
  const unseen = [...namedQuirks].filter((quirk) => !seen.has(quirk));
  // Both engines refuse the recorded document; they differ in how (trigger-validation.test.ts).
  expect(unseen).toEqual(['quirk:unhandled-validation-exception']);
});

test('a case whose expectation is wrong does not pass, and says what differs', () => {
  const recorded = all.find(({ name }) => name === 'threshold-1-within-0/v2') as RecordedCase & { firings: object[] };
  const [first, ...others] = recorded.firings;
  const result = runTriggerCase({ ...recorded, firings: [{ ...first, step: 1 }, ...others] });
  expect(result.passed).toBe(false);
  expect(result.difference.missing.map(({ step }) => step)).toEqual([1]);
  expect(result.difference.unexpected.map(({ step }) => step)).toEqual([0]);
  expect(runTriggerCase({ name: 'no steps' })).toMatchObject({ name: 'no steps', passed: false });
});
