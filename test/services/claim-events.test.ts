// What becomes of claimed events when a routing ends badly: none of them may stay behind while the router goes on.
import { randomUUID } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { eventSchema } from '../../src/domain/events/event.js';
import { withClaimedEvents } from '../../src/services/events/claim-events.js';
import { openStore } from '../../src/store/store.js';

it('takes events again that could neither be delivered nor given back, though the same router has gone on', async () => {
  let clock = new Date('2026-01-01T00:00:00Z');
  const store = await openStore({ now: () => clock });
  onTestFinished(() => store.close());
  const emit = (name: string) =>
    store.events.insert([
      eventSchema.parse({
        ...{ id: randomUUID(), occurred: clock.toISOString(), event: name },
        resource: { 'prefect.resource.id': 'thing' },
      }),
    ]);
  const names: string[] = [];
  const route = (from = store) =>
    withClaimedEvents(from, randomUUID(), (claimed) => {
      names.push(...claimed.map(({ event }) => event.event));
      return Promise.resolve();
    });

  await emit('first');
  const away = Object.create(store.events) as typeof store.events;
  away.complete = () => Promise.reject(new Error('away'));
  away.endClaim = () => Promise.reject(new Error('away'));
  await expect(route({ ...store, events: away })).rejects.toThrow('away');
  expect(await route()).toEqual({ count: 0, more: false });
  for (let round = 0; round < 3; round += 1) {
    clock = new Date(clock.getTime() + 4_000);
    await emit(`later ${round}`);
    await route();
  }
  expect(names).toEqual(['first', 'later 0', 'later 1', 'first', 'later 2']);
  expect(await store.events.countQueued()).toBe(0);
});
