// How much the router takes at once: more while it is behind, but never more than fits into memory.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventSchema } from '../../src/domain/events/event.js';
import { EventRouter } from '../../src/services/events/event-router.js';
import type { QueuedEvent } from '../../src/store/store.js';
import { openTestContext } from '../api/context.js';

type Opened = Awaited<ReturnType<typeof openTestContext>>;

let opened: Opened;
beforeAll(async () => {
  opened = await openTestContext();
});
afterAll(() => opened.close());

/** A queue without end of events of one size, over the store; tells how many each claim gave. */
function endlessQueue(characters: number) {
  const { context } = opened;
  const event = {
    ...eventSchema.parse({
      id: randomUUID(),
      occurred: new Date().toISOString(),
      event: 'large',
      resource: { 'prefect.resource.id': 'thing' },
      payload: { text: 'x'.repeat(characters) },
    }),
    received: new Date().toISOString(),
  };
  const claims: number[] = [];
  const { events } = context.store;
  const endless = Object.create(events) as typeof events;
  endless.claim = async (_router, limit): Promise<QueuedEvent[]> => {
    claims.push(limit);
    return Array.from({ length: limit }, (_, position) => ({ position, event }));
  };
  return { router: new EventRouter({ ...context, store: { ...context.store, events: endless } }), claims };
}

it('takes all small events that wait at once, up to a bound, in slices', async () => {
  const { router, claims } = endlessQueue(10);
  expect(await router.routeOnce()).toEqual({ count: 64_000, more: true });
  expect(Math.max(...claims)).toBe(500);
});

it.each([20_000, 1_000_000])('takes no more events of %i characters than fit into memory', async (characters) => {
  const { router } = endlessQueue(characters);
  const { count, more } = await router.routeOnce();
  expect(more).toBe(true);
  expect(count * characters).toBeLessThan(64_000_000);
});

it('gives back what could not be delivered, and takes it again with what has come since', async () => {
  const { context } = opened;
  const { events } = context.store;
  const plain = (name: string) =>
    eventSchema.parse({
      ...{ id: randomUUID(), occurred: new Date().toISOString(), event: name },
      resource: { 'prefect.resource.id': 'thing' },
    });
  await events.insert([plain('first'), plain('second')]);
  const failing = Object.create(context.store.automations) as typeof context.store.automations;
  failing.version = () => Promise.reject(new Error('away'));
  const broken = new EventRouter({ ...context, store: { ...context.store, automations: failing } });
  await expect(broken.routeOnce()).rejects.toThrow('away');
  await events.insert([plain('third')]);
  expect(await new EventRouter(context).routeOnce()).toEqual({ count: 3, more: false });
  expect(await events.countQueued()).toBe(0);
});
