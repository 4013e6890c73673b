// The recorded cases of saving: what is accepted, with which defaults, and what is refused.
import { expect, test } from 'vitest';
import { automationCreateSchema } from '../../../src/domain/automations/automation.js';
import type { Trigger } from '../../../src/domain/triggers/trigger.js';
import { readVectors, type TaggedCase } from '../triggers/vectors.js';

interface ValidationCase extends TaggedCase {
  readonly trigger: unknown;
  readonly actions: unknown[];
  readonly automation?: object;
  readonly valid: boolean;
  readonly normalized?: unknown;
}

const cases = readVectors<ValidationCase>('trigger_validation.jsonl');

function save({ trigger, actions, automation }: ValidationCase) {
  return automationCreateSchema.safeParse({ name: 'case', trigger, actions, ...automation });
}

/** As the cases write it: no ids, spans as `within_seconds` (left out when null), no `for_each` on outer triggers. */
function asRecorded(trigger: Trigger): Record<string, unknown> {
  if (trigger.type === 'metric') return { ...trigger };
  const { id: _id, within, ...rest } = trigger;
  const span = within === null ? {} : { within_seconds: within };
  if (rest.type === 'event') return { ...rest, ...span };
  const { for_each: _labels, triggers, ...outer } = rest;
  return { ...outer, ...span, triggers: triggers.map(asRecorded) };
}

test('what is accepted and refused agrees with every recorded case', () => {
  const different = cases.filter((recorded) => save(recorded).success !== recorded.valid);
  expect(cases.length).toBeGreaterThan(90);
  expect(different.map(({ name }) => name)).toEqual([]);
});

test.each(cases.filter(({ valid }) => valid))('$name is normalised as recorded', (recorded) => {
  expect(asRecorded(save(recorded).data!.trigger)).toEqual(recorded.normalized);
});
