// Events taken in and evaluated, in batches of 100 from four senders at once: as fast as they are taken, or so many a second
// for as long as it takes to see whether evaluation keeps up. Each event is the concern of one automation.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventTrigger, type SluiceClient } from '../src/client/index.js';
import type { Figure } from './events-buckets.js';
import { percentile } from './measure.js';

const BATCH = 100;
const SENDERS = 4;
const FLOOD = 30_000;
const SUSTAINED_SECONDS = 90;
/** What is measured begins here: before, the server has yet to find its pace. */
const WARM_SECONDS = 20;
const SAMPLED_AUTOMATIONS = 20;
const SAMPLE_EVERY_MS = 2000;

/** Sends 30,000 events as fast as they are taken and waits until the last is evaluated. */
export async function flood(client: SluiceClient, url: string, automations: number): Promise<Figure[]> {
  const installed = await install(client, automations);
  const sent = await sendAll(url, installed, FLOOD, null);
  const totalMs = sent.tookMs + (await untilEvaluated(client, installed, FLOOD));
  await remove(client, installed);
  const name = `${automations} automations`;
  return [
    { name: `${name}: accepted`, value: (FLOOD * 1000) / sent.tookMs, unit: 'events/s', toReach: null },
    { name: `${name}: evaluated`, value: (FLOOD * 1000) / totalMs, unit: 'events/s', toReach: null },
    { name: `${name}: intake p99`, value: percentile(sent.waitsMs, 0.99), unit: 'ms', toReach: null },
    { name: `${name}: told to come later`, value: sent.refused, unit: 'batches', toReach: '0' },
  ];
}

/**
 * Sends so many events a second for a minute and a half, and looks meanwhile how many have been evaluated: when evaluation
 * keeps up it has the same rate, and is no further behind at the end than in the middle.
 */
export async function sustain(client: SluiceClient, url: string, automations: number, rate: number): Promise<Figure[]> {
  const installed = await install(client, automations);
  const total = rate * SUSTAINED_SECONDS;
  const startedAt = performance.now();
  const samples: { readonly seconds: number; readonly evaluated: number }[] = [];
  const sending = sendAll(url, installed, total, rate);
  let isSending = true;
  const watch = async () => {
    while (isSending) {
      const evaluated = await countEvaluated(client, installed);
      samples.push({ seconds: (performance.now() - startedAt) / 1000, evaluated });
      await sleep(SAMPLE_EVERY_MS);
    }
  };
  const watching = watch();
  const sent = await sending;
  isSending = false;
  await watching;
  const lastMs = await untilEvaluated(client, installed, total);
  await remove(client, installed);
  const warm = samples.filter(({ seconds }) => seconds >= WARM_SECONDS);
  const behind = (from: number, to: number) =>
    Math.max(
      ...warm
        .filter(({ seconds }) => seconds >= from && seconds < to)
        .map(({ seconds, evaluated }) => seconds - evaluated / rate),
    );
  const middle = (WARM_SECONDS + SUSTAINED_SECONDS) / 2;
  const name = `${automations} automations, ${rate} events/s for ${SUSTAINED_SECONDS} s`;
  return [
    { name: `${name}: accepted`, value: (total * 1000) / sent.tookMs, unit: 'events/s', toReach: `≥ ${rate}` },
    { name: `${name}: evaluated while they come`, value: slope(warm), unit: 'events/s', toReach: `≥ ${rate}` },
    { name: `${name}: intake p99`, value: percentile(sent.waitsMs, 0.99), unit: 'ms', toReach: '< 100' },
    { name: `${name}: intake median`, value: percentile(sent.waitsMs, 0.5), unit: 'ms', toReach: null },
    { name: `${name}: most behind, first half`, value: behind(WARM_SECONDS, middle), unit: 's', toReach: null },
    { name: `${name}: most behind, second half`, value: behind(middle, Infinity), unit: 's', toReach: null },
    { name: `${name}: last evaluated after it was sent`, value: lastMs / 1000, unit: 's', toReach: null },
    { name: `${name}: told to come later`, value: sent.refused, unit: 'batches', toReach: '0' },
  ];
}

interface Installed {
  readonly prefix: string;
  readonly ids: readonly string[];
}

async function install(client: SluiceClient, automations: number): Promise<Installed> {
  const prefix = `bench-${randomUUID().slice(0, 8)}`;
  const ids: string[] = [];
  for (let number = 0; number < automations; number += 1) {
    const trigger = EventTrigger({ expect: [`${prefix}.${number}`], threshold: 1_000_000, within: 86_400 });
    ids.push((await client.automations.create({ name: `${prefix}.${number}`, trigger, actions: [] })).id);
  }
  return { prefix, ids };
}

async function remove(client: SluiceClient, { ids }: Installed): Promise<void> {
  for (const id of ids) await client.automations.delete(id);
}

interface Sent {
  readonly tookMs: number;
  /** Of each batch, refused ones too. */
  readonly waitsMs: readonly number[];
  readonly refused: number;
}

/** @param rate - events a second; null: as fast as they are taken */
async function sendAll(url: string, { prefix, ids }: Installed, total: number, rate: number | null): Promise<Sent> {
  const waitsMs: number[] = [];
  let refused = 0;
  let next = 0;
  const startedAt = performance.now();
  const send = async (batch: number): Promise<void> => {
    const events = Array.from({ length: BATCH }, (_, place) => ({
      ...{ id: randomUUID(), occurred: new Date().toISOString(), payload: { place } },
      event: `${prefix}.${(batch * BATCH + place) % ids.length}`,
      resource: { 'prefect.resource.id': `thing.${place}` },
    }));
    const body = JSON.stringify(events);
    for (;;) {
      const sentAt = performance.now();
      const { status } = await fetch(`${url}/events`, {
        ...{ method: 'POST', body, headers: { 'content-type': 'application/json' } },
      });
      waitsMs.push(performance.now() - sentAt);
      if (status === 204) return;
      if (status !== 429) throw new Error(`Expected 204, found ${status}.`);
      refused += 1;
      await sleep(1000);
    }
  };
  const sender = async () => {
    for (let batch = next++; batch < total / BATCH; batch = next++) {
      const dueMs = rate === null ? 0 : (batch * BATCH * 1000) / rate;
      await sleep(Math.max(dueMs - (performance.now() - startedAt), 0));
      await send(batch);
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
  return { tookMs: performance.now() - startedAt, waitsMs, refused };
}

/** How many events have been evaluated, by a sample of the automations: each has its share of them. */
async function countEvaluated(client: SluiceClient, { ids }: Installed): Promise<number> {
  const step = Math.ceil(ids.length / SAMPLED_AUTOMATIONS);
  const sample = ids.filter((_, index) => index % step === 0);
  const counts = await Promise.all(
    sample.map(async (id) => {
      const [node] = (await client.automations.explain(id)).explanation.nodes;
      return node?.type === 'event' ? (node.buckets[0]?.count ?? 0) : 0;
    }),
  );
  return (counts.reduce((sum, count) => sum + count, 0) / sample.length) * ids.length;
}

/** Tells how long it took, milliseconds. */
async function untilEvaluated(client: SluiceClient, installed: Installed, total: number): Promise<number> {
  const startedAt = performance.now();
  while ((await countEvaluated(client, installed)) < total) await sleep(50);
  return performance.now() - startedAt;
}

/** Events a second, by least squares. */
function slope(samples: readonly { readonly seconds: number; readonly evaluated: number }[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const seconds = mean(samples.map((sample) => sample.seconds));
  const evaluated = mean(samples.map((sample) => sample.evaluated));
  const products = samples.map((sample) => (sample.seconds - seconds) * (sample.evaluated - evaluated));
  return mean(products) / mean(samples.map((sample) => (sample.seconds - seconds) ** 2));
}
