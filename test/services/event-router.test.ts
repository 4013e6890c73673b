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

it('takes small events by the thousand, more each time that it is behind, in slices', async () => {
  const { router, claims } = endlessQueue(10);
  expect([await router.routeOnce(), await router.routeOnce(), await router.routeOnce()]).toEqual([2000, 8000, 32_000]);
  expect(Math.max(...claims)).toBe(2000);
});

it.each([20_000, 100_000])('takes no more events of %i characters than fit into memory', async (characters) => {
  const { router } = endlessQueue(characters);
  await router.routeOnce();
  expect((await router.routeOnce()) * characters).toBeLessThan(64_000_000);
});
