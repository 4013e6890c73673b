// Who hears of an event: nobody who came into being, was switched on or was changed after it had been received.
import { expect, it } from 'vitest';
import { eventSchema } from '../../src/domain/events/event.js';
import { automationCreateSchema } from '../../src/domain/automations/automation.js';
import { AutomationIndex } from '../../src/services/events/automation-index.js';
import type { StoredAutomation } from '../../src/store/store.js';

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
