// What an automation is told of the order of events, and one automation split over several workflows.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { automationUpdateSchema } from '../../src/domain/automations/automation.js';
import {
  deleteAutomation,
  patchAutomation,
  updateAutomation,
} from '../../src/services/automations/manage-automations.js';
import { explainAutomation } from '../../src/services/automations/explain-automation.js';
import { openAutomationHarness, type AutomationHarness } from './automation-harness.js';

const WAIT = { timeout: 120_000, interval: 50 };
// Generous: reached only when something hangs, also on a machine that has much else to do.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let harness: AutomationHarness;
beforeAll(async () => {
  harness = await openAutomationHarness();
});
afterAll(() => harness.close());

const nothing = [{ type: 'do-nothing' as const }];
const resource = { 'prefect.resource.id': 'thing.1' };
/** Resolves when all that was taken in so far has been handed to the automations. */
const routed = () => expect.poll(() => harness.context.store.events.countQueued(), WAIT).toBe(0);

describe('an event that follows another', () => {
  it('does not wait for one that is no concern of the automation, though both come in together', async () => {
    const [leader, name] = [randomUUID(), `second-${randomUUID()}`];
    const { id } = await harness.create({ name, trigger: { posture: 'Reactive', expect: [name] }, actions: nothing });
    await harness.emit({ id: leader, event: 'first', resource }, { event: name, resource, follows: leader });
    expect(await harness.fired(id, 1)).toHaveLength(1);
  });

  it('waits for one that comes in later, and no longer, though that is no concern of the automation', async () => {
    const [leader, name] = [randomUUID(), `second-${randomUUID()}`];
    const { id } = await harness.create({ name, trigger: { posture: 'Reactive', expect: [name] }, actions: nothing });
    await harness.emit({ event: name, resource, follows: leader });
    await routed();
    const held = (await explainAutomation(harness.context, id)).explanation.held_events;
    expect(held.map(({ follows }) => follows)).toEqual([leader]);
    await harness.emit({ id: leader, event: 'first', resource });
    expect(await harness.fired(id, 1)).toHaveLength(1);
  });

  it('comes after one that the automation is given too, whichever of the two came in first', async () => {
    const [leader, name] = [randomUUID(), `pair-${randomUUID()}`];
    const trigger = { posture: 'Reactive' as const, after: [`${name}.a`], expect: [`${name}.b`], within: 60 };
    const { id } = await harness.create({ name, trigger, actions: nothing });
    const at = (ms: number) => new Date(Date.now() - 5000 + ms).toISOString();
    await harness.emit(
      { event: `${name}.b`, resource, follows: leader, occurred: at(1) },
      { id: leader, event: `${name}.a`, resource, occurred: at(0) },
    );
    expect(await harness.fired(id, 1)).toHaveLength(1);
  });
});

describe('an automation over several workflows', () => {
  const users = Array.from({ length: 12 }, (_, index) => `user-${index}`);
  const name = `orders-${randomUUID()}`;
  const document = {
    name,
    shards: 4,
    trigger: { posture: 'Reactive' as const, expect: [name], for_each: ['user'], threshold: 2, within: 600 },
    actions: nothing,
  };
  const order = (user: string) => ({ event: name, resource: { ...resource, user } });
  const statuses = (id: string, shards: number) =>
    Promise.all(
      Array.from({ length: shards }, async (_, shard) => {
        const workflowId = shard === 0 ? `automation-${id}` : `automation-${id}-${shard}`;
        return (await harness.context.temporal.describeFlowRun(workflowId))?.status;
      }),
    );

  it('counts each key in one of them, explains them together, and takes edits and its end in all', async () => {
    const { id, shards } = await harness.create(document);
    expect(shards).toBe(4);
    expect(await statuses(id, 4)).toEqual(['running', 'running', 'running', 'running']);
    await harness.emit(...users.map(order));
    const open = async () => (await explainAutomation(harness.context, id)).explanation.nodes[0];
    await expect.poll(open, WAIT).toMatchObject({ open_buckets: users.length });
    expect(await open()).toMatchObject({ buckets: users.map(() => ({ count: 1, threshold: 2 })) });
    await harness.emit(...users.map(order));
    const firings = await harness.fired(id, users.length);
    const fired = firings.map(({ firing }) => firing.triggering_labels['user']);
    expect([...fired].sort()).toEqual([...users].sort());
    expect(new Set(firings.map((firing) => firing.id)).size).toBe(users.length);
    expect((await explainAutomation(harness.context, id)).recent_firings).toHaveLength(users.length);

    const split = automationUpdateSchema.parse({ ...document, shards: 2 });
    await updateAutomation(harness.context, id, split);
    await expect.poll(() => statuses(id, 4), WAIT).toEqual(['running', 'running', 'completed', 'completed']);
    await patchAutomation(harness.context, id, { enabled: false });
    await expect.poll(() => statuses(id, 2), WAIT).toEqual(['completed', 'completed']);
    await patchAutomation(harness.context, id, { enabled: true });
    expect(await statuses(id, 2)).toEqual(['running', 'running']);
    await deleteAutomation(harness.context, id);
    await expect.poll(() => statuses(id, 2), WAIT).toEqual(['completed', 'completed']);
  });

  it('is refused where there is no key to split by', async () => {
    const stored = await harness.create({ ...document, shards: 1 });
    const keyless = automationUpdateSchema.parse({
      ...document,
      shards: undefined,
      trigger: { expect: [name], posture: 'Reactive' },
    });
    await updateAutomation(harness.context, stored.id, keyless);
    await updateAutomation(harness.context, stored.id, automationUpdateSchema.parse({ ...document, shards: 2 }));
    const error: unknown = await updateAutomation(harness.context, stored.id, keyless).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({
      code: 'request-invalid',
      fields: [{ path: 'shards', message: expect.stringContaining('has no for_each') as string }],
    });
  });
});
