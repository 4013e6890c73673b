// What users of such systems have complained about of how events come in and get to automations: lost, doubled, unbounded,
// not shared. Each is held by a test of its own that shows the part that answers it.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { eventSchema } from '../../src/domain/events/event.js';
import { explainAutomation } from '../../src/services/automations/explain-automation.js';
import { EventRouter } from '../../src/services/events/event-router.js';
import { receiveEvents } from '../../src/services/events/receive-events.js';
import { openAutomationHarness, type AutomationHarness } from './automation-harness.js';
import { ago, thing } from './evaluator.js';

// Generous: reached only when something hangs, also on a machine that has much else to do.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });
const WAIT = { timeout: 120_000, interval: 50 };

let harness: AutomationHarness;
beforeAll(async () => {
  harness = await openAutomationHarness();
});
afterAll(() => harness.close());

const nothing = [{ type: 'do-nothing' as const }];
const rule = (name: string) =>
  harness.create({ name, trigger: { posture: 'Reactive', expect: [name] }, actions: nothing });
const routed = () => expect.poll(() => harness.context.store.events.countQueued(), WAIT).toBe(0);

describe('P0-A 13: memory grows without a bound', () => {
  it('takes no more events than may wait, says so, and drops none', async () => {
    const full = { ...harness.context, mostQueuedEvents: 0 };
    const event = eventSchema.parse({ id: randomUUID(), occurred: ago(0), event: 'one.more', resource: thing('t.1') });
    await expect(receiveEvents(full, [event])).rejects.toMatchObject({ code: 'too-many-requests' });
    expect(await receiveEvents(harness.context, [event])).toEqual([event.id]);
  });
});

describe('P0-A 14: events are dropped, and repeats are known for minutes only', () => {
  it('logs and queues in one transaction, and knows a repeat for as long as the event is kept', async () => {
    const { store } = harness.context;
    const event = eventSchema.parse({ id: randomUUID(), occurred: ago(7200), event: 'kept', resource: thing('t.1') });
    await expect(
      store.transaction(async ({ events }) => {
        await events.insert([event]);
        throw new Error('the power failed');
      }),
    ).rejects.toThrow('the power failed');
    expect(await store.events.findIds([event.id])).toEqual(new Set());
    expect(await receiveEvents(harness.context, [event, event])).toEqual([event.id]);
    expect(await receiveEvents(harness.context, [event])).toEqual([]);
  });
});

describe('P0-A 15: two servers do not share events', () => {
  it('routes each event once however many routers there are', async () => {
    const name = randomUUID();
    const trigger = { posture: 'Reactive' as const, expect: [name], threshold: 40, within: 600 };
    const { id } = await harness.create({ name, trigger, actions: nothing });
    const other = new EventRouter(harness.context);
    other.start();
    try {
      const waves = Array.from({ length: 10 }, () =>
        harness.emit(...Array.from({ length: 4 }, () => ({ event: name, resource: thing('t.1') }))),
      );
      await Promise.all(waves);
      expect((await harness.fired(id, 1)).map(({ firing }) => firing.triggering_events.length)).toEqual([40]);
    } finally {
      await other.stop();
    }
  });
});

describe('P0-A 16: emitted events are lost silently', () => {
  it('may be sent again until they are acknowledged: a batch that was taken changes nothing', async () => {
    const name = randomUUID();
    const { id } = await rule(name);
    const [event] = await harness.emit({ event: name, resource: thing('t.1') });
    for (let again = 0; again < 3; again += 1) await receiveEvents(harness.context, event ? [event] : []);
    await routed();
    expect(await harness.fired(id, 1)).toHaveLength(1);
    expect((await explainAutomation(harness.context, id)).recent_firings).toHaveLength(1);
  });
});

describe('P0-A 18: several runs for one cause', () => {
  it('fires once though the events are handed over again', async () => {
    const name = randomUUID();
    const { id } = await rule(name);
    const taken = await harness.emit({ event: name, resource: thing('t.1') });
    await harness.fired(id, 1);
    const events = await harness.context.store.events.findAll(taken.map((event) => event.id));
    for (let again = 0; again < 3; again += 1) await harness.context.temporal.sendEvents(id, 0, events);
    await harness.emit({ event: name, resource: thing('t.2') });
    expect(await harness.fired(id, 2)).toHaveLength(2);
  });
});
