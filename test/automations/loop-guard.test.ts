// Automations that set one another off: no single one of them feeds itself, so no rule at saving can tell. The chain of causes
// that events carry ends it.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { automationUpdateSchema } from '../../src/domain/automations/automation.js';
import { updateAutomation } from '../../src/services/automations/manage-automations.js';
import { openAutomationHarness, type AutomationHarness } from './automation-harness.js';
import { thing } from './evaluator.js';

// Generous: reached only when something hangs, also on a machine that has much else to do.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });
const WAIT = { timeout: 120_000, interval: 50 };

let harness: AutomationHarness;
beforeAll(async () => {
  harness = await openAutomationHarness();
});
afterAll(() => harness.close());

it('stops when its own events set it off, over three hops', async () => {
  const after = (name: string, id: string) => ({
    name,
    trigger: {
      type: 'event' as const,
      posture: 'Reactive' as const,
      expect: ['prefect.automation.triggered'],
      match: { 'prefect.resource.id': `prefect.automation.${id}` },
    },
    actions: [{ type: 'do-nothing' as const }],
  });
  const first = await harness.create(after('first', randomUUID()));
  const second = await harness.create(after('second', first.id));
  const third = await harness.create(after('third', second.id));
  await updateAutomation(harness.context, first.id, automationUpdateSchema.parse(after('first', third.id)));
  await harness.emit({
    event: 'prefect.automation.triggered',
    resource: thing(`prefect.automation.${third.id}`),
  });
  const ids = [first.id, second.id, third.id];
  const stopped = async () => {
    const stored = await Promise.all(ids.map((id) => harness.context.store.automations.find(id)));
    return stored.filter((one) => one?.automation.enabled === false).length;
  };
  await expect.poll(stopped, WAIT).toBe(1);
  const events = (await harness.context.store.events.readAfter(0, 5000)).map(({ event }) => event);
  const told = events.filter(({ event }) => event === 'prefect.automation.stopped').map(({ payload }) => payload);
  expect(told).toHaveLength(1);
  expect(told[0]?.reason).toContain('a chain of 11 firings');
  // Ten were carried out, each by the one after the other; the eleventh was not.
  const page = { limit: 200, offset: 0 };
  const firings = (await Promise.all(ids.map((id) => harness.context.store.firings.list(id, page)))).flat();
  expect(firings.map(({ depth }) => depth).sort((left, right) => left - right)).toEqual(
    Array.from({ length: 10 }, (_, index) => index + 1),
  );
  const hops = new Map(firings.map(({ depth, automation_id: id }) => [depth, id]));
  expect([1, 2, 3, 4].map((depth) => hops.get(depth))).toEqual([first.id, second.id, third.id, first.id]);
});

it('stops what P0-A 11 tells of: a trigger without any condition, which hears of its own firings', async () => {
  const { id } = await harness.create({ name: 'hears all', trigger: { posture: 'Reactive' }, actions: [] });
  await harness.emit({ event: 'anything', resource: thing('t.1') });
  const enabled = async () => (await harness.context.store.automations.find(id))?.automation.enabled;
  await expect.poll(enabled, WAIT).toBe(false);
  const firings = await harness.context.store.firings.list(id, { limit: 200, offset: 0 });
  expect(Math.max(...firings.map(({ depth }) => depth))).toBe(10);
  const events = (await harness.context.store.events.readAfter(0, 5000)).map(({ event }) => event);
  const told = events.filter(
    ({ event, resource }) =>
      event === 'prefect.automation.stopped' && resource['prefect.resource.id'] === `prefect.automation.${id}`,
  );
  expect(told.map(({ payload }) => payload['reason'])).toEqual([expect.stringContaining('a chain of 11 firings')]);
});
