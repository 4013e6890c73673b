// Who hears of an event: everybody whom it concerns, found without asking each; but nobody who came into being, was switched
// on or was changed after it had been received.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventSchema, type RelatedResource } from '../../src/domain/events/event.js';
import { automationCreateSchema } from '../../src/domain/automations/automation.js';
import { compileTrigger, isInterested } from '../../src/domain/triggers/compile.js';
import type { Trigger } from '../../src/domain/triggers/trigger.js';
import { AutomationIndex } from '../../src/services/events/automation-index.js';
import type { StoredAutomation } from '../../src/store/store.js';
import { parse, received, thing } from '../automations/evaluator.js';

const SINCE = '2026-03-01T12:00:00.000000Z';

it('passes over automations that are newer than the arrival of the event', () => {
  const { trigger } = automationCreateSchema.parse({
    name: 'walks',
    trigger: { type: 'event', posture: 'Reactive', expect: ['animal.walked'] },
    actions: [],
  });
  const index = new AutomationIndex([
    { automation: { id: 'a', trigger }, since: SINCE } as unknown as StoredAutomation,
  ]);
  const event = eventSchema.parse({
    id: '00000000-0000-4000-8000-000000000001',
    occurred: SINCE,
    event: 'animal.walked',
    resource: { 'prefect.resource.id': 'animal.1' },
  });
  expect(index.interested(event, '2026-03-01T11:59:59.999999Z')).toEqual([]);
  expect(index.interested(event, SINCE)).toEqual([{ automationId: 'a', shard: 0 }]);
  expect(index.interested(event)).toHaveLength(1);
});

describe('P0-A 12: each event is held against every trigger', () => {
  const stored = (trigger: Trigger, index: number) =>
    ({ automation: { id: String(index), trigger } }) as StoredAutomation;

  it('finds its automation among ten thousand by names, by how patterns begin, and by the resource', () => {
    const triggers = Array.from({ length: 10_000 }, (_, index) => {
      const kinds = [
        { expect: [`kind.${index}`] },
        { expect: [`kind.${index}.*`] },
        { expect: ['shared'], match: thing(`thing.${index}`) },
      ];
      return parse(kinds[index % 3]);
    });
    const index = new AutomationIndex(triggers.map(stored));
    for (let number = 0; number < 9_999; number += 9) {
      const events = [
        received(`kind.${number}`),
        received(`kind.${number + 1}.begun`),
        received('shared', thing(`thing.${number + 2}`)),
      ];
      const found = events.map((event) => index.interested(event).map(({ automationId }) => Number(automationId)));
      expect(found).toEqual([[number], [number + 1], [number + 2]]);
    }
  });

  it('misses none that holding it against every trigger would have found', () => {
    const names = ['a', 'a.x', 'a.y.z', 'b', 'b.x'];
    const pattern = fc.constantFrom(...names, 'a.*', '*', '*.x', 'a*', 'b.?', '!a', '');
    const id = fc.constantFrom('t.1', 't.2', 't.*', '!t.1', 't.[12]');
    const leaf = fc.record(
      {
        expect: fc.uniqueArray(pattern, { maxLength: 2 }),
        after: fc.uniqueArray(pattern, { maxLength: 1 }),
        match: fc.oneof(
          fc.constant({}),
          fc.record({ 'prefect.resource.id': fc.oneof(id, fc.array(id, { maxLength: 2 })) }),
        ),
        match_not: fc.constant({ 'prefect.resource.id': 't.2' }),
        match_related: fc.constant({ 'prefect.resource.role': 'flow' }),
      },
      { requiredKeys: ['expect', 'match'] },
    );
    const outer = fc.record({
      type: fc.constant('compound'),
      require: fc.constant('any'),
      triggers: fc.tuple(leaf, leaf),
    });
    const things = fc.constantFrom('t.1', 't.2', 't.3');
    const role = fc.constantFrom<RelatedResource[]>([], [{ ...thing('f.1'), 'prefect.resource.role': 'flow' }]);
    const events = fc.array(fc.tuple(fc.constantFrom(...names, 'c'), things, role), { minLength: 5, maxLength: 10 });
    fc.assert(
      fc.property(fc.array(fc.oneof(leaf, outer), { minLength: 5, maxLength: 20 }), events, (documents, given) => {
        const triggers = documents.map(parse);
        const index = new AutomationIndex(triggers.map(stored));
        for (const [name, resource, related] of given) {
          const event = { ...received(name, thing(resource)), related };
          const expected = triggers.flatMap((trigger, at) =>
            isInterested(compileTrigger(trigger), event) ? [at] : [],
          );
          const found = index.interested(event).map(({ automationId }) => Number(automationId));
          expect(found.sort((left, right) => left - right)).toEqual(expected);
        }
      }),
      { numRuns: 300 },
    );
  });
});
