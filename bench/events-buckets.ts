// Memory with 100,000 windows open at once: of the pure evaluation alone, and of the server whose automation workflow holds
// them and carries them through one continue-as-new after another.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventTrigger, type SluiceClient } from '../src/client/index.js';
import { compileTrigger } from '../src/domain/triggers/compile.js';
import { receiveEvent } from '../src/domain/triggers/receive.js';
import { triggerSchema } from '../src/domain/triggers/trigger.js';
import { createTriggerState } from '../src/domain/triggers/trigger-state.js';
import type { ApiServer } from './api-server.js';
import { sampleMemory } from './soak-memory.js';

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly toReach: string | null;
}

const WINDOWS = 100_000;
const BATCH = 200;

/** Memory of the evaluation, and the size of what it carries through continue-as-new. */
export function evaluateBuckets(): Figure[] {
  const compiled = compileTrigger(
    triggerSchema.parse({
      ...{ type: 'event', posture: 'Reactive', expect: ['a'], for_each: ['prefect.resource.id'] },
      ...{ threshold: 2, within: 86_400 },
    }),
  );
  const state = createTriggerState(compiled, 0);
  const before = process.memoryUsage().heapUsed;
  const startedAt = performance.now();
  for (let key = 0; key < WINDOWS; key += 1) {
    const occurred = '2026-01-01T00:00:00Z';
    const event = { event: 'a', occurred, resource: { 'prefect.resource.id': `k.${key}` }, related: [], payload: {} };
    receiveEvent(compiled, state, { ...event, id: `${key}`, follows: null }, 1_767_225_600_000_000 + key);
  }
  const tookMs = performance.now() - startedAt;
  const usedMib = (process.memoryUsage().heapUsed - before) / 2 ** 20;
  const carriedMib = JSON.stringify(state).length / 2 ** 20;
  return [
    { name: '100,000 windows: memory', value: usedMib, unit: 'MiB', toReach: null },
    { name: '100,000 windows: carried state', value: carriedMib, unit: 'MiB', toReach: null },
    { name: '100,000 windows: evaluation', value: (WINDOWS * 1000) / tookMs, unit: 'events/s', toReach: null },
  ];
}

/** Opens them in one automation of a running server; then each is hit once more, and every one of them must fire. */
export async function keepBuckets(client: SluiceClient, api: ApiServer): Promise<Figure[]> {
  const name = `bench-${randomUUID()}`;
  const { id } = await client.automations.create({
    name,
    trigger: EventTrigger({ expect: [name], forEach: ['prefect.resource.id'], threshold: 2, within: 86_400 }),
    actions: [{ type: 'do-nothing' }],
  });
  const residentMib = async () => (await sampleMemory([{ name: 'server', pid: api.pid }])).residentMib['server'] ?? 0;
  const before = await residentMib();
  const startedAt = performance.now();
  for (let first = 0; first < WINDOWS; first += BATCH) await sendBatch(client, name, first);
  while ((await openWindows(client, id)) < WINDOWS) await sleep(200);
  const tookMs = performance.now() - startedAt;
  const after = await residentMib();
  const sample = [0, WINDOWS / 2, WINDOWS - 1];
  for (const key of sample) await client.events.emit({ event: name, resource: `k.${key}` });
  while ((await client.automations.firings(id)).length < sample.length) await sleep(100);
  await client.automations.delete(id);
  return [
    { name: '100,000 windows on the server: memory', value: after - before, unit: 'MiB', toReach: null },
    {
      name: '100,000 windows on the server: opened',
      value: (WINDOWS * 1000) / tookMs,
      unit: 'events/s',
      toReach: null,
    },
  ];
}

async function sendBatch(client: SluiceClient, name: string, first: number): Promise<void> {
  const events = Array.from({ length: BATCH }, (_, place) => ({ event: name, resource: `k.${first + place}` }));
  for (;;) {
    try {
      await client.events.emit(events);
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== 'too-many-requests') throw error;
      await sleep(1000);
    }
  }
}

async function openWindows(client: SluiceClient, id: string): Promise<number> {
  const [node] = (await client.automations.explain(id)).explanation.nodes;
  return node?.type === 'event' ? node.open_buckets : 0;
}
