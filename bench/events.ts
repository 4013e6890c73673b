// `npx tsx bench/events.ts [intake] [sustained] [latency] [absence] [buckets]`: events and automations on the server as a
// process of its own, measured from outside. Writes bench/results/events.json; what is to be reached stands beside each figure.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { createClient, EventTrigger, RunDeployment, type SluiceClient } from '../src/client/index.js';
import { resolveCacheDir } from '../src/temporal/cli-cache.js';
import { locateTemporalCli } from '../src/temporal/cli-location.js';
import { startDevServer } from '../src/temporal/dev-server.js';
import { findFreePort } from '../test/free-port.js';
import { startApiServer } from './api-server.js';
import { evaluateBuckets, keepBuckets, type Figure } from './events-buckets.js';
import { startEventFlows } from './events-flows.js';
import { keepResults } from './keep-results.js';
import { median } from './measure.js';

const BATCH = 100;
const BATCHES = 300;
const SENDERS = 4;
const PACED_RATE = 3000;
const PACED_SECONDS = 30;
const percentile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;

/**
 * Events in batches of 100, each the concern of one automation, until the last of them has been evaluated.
 *
 * @param rate - events a second; null: 30,000 as fast as they are taken, else for half a minute
 */
async function intake(
  client: SluiceClient,
  url: string,
  automations: number,
  rate: number | null = null,
): Promise<Figure[]> {
  const batches = rate === null ? BATCHES : (rate * PACED_SECONDS) / BATCH;
  const prefix = `bench-${randomUUID().slice(0, 8)}`;
  const ids: string[] = [];
  for (let number = 0; number < automations; number += 1) {
    const trigger = EventTrigger({ expect: [`${prefix}.${number}`], threshold: 1_000_000, within: 86_400 });
    ids.push((await client.automations.create({ name: `${prefix}.${number}`, trigger, actions: [] })).id);
  }
  const waits: number[] = [];
  let refused = 0;
  let next = 0;
  const startedAt = performance.now();
  const send = async (batch: number): Promise<void> => {
    const events = Array.from({ length: BATCH }, (_, place) => ({
      ...{ id: randomUUID(), occurred: new Date().toISOString(), payload: { place } },
      event: `${prefix}.${(batch * BATCH + place) % automations}`,
      resource: { 'prefect.resource.id': `thing.${place}` },
    }));
    const body = JSON.stringify(events);
    for (;;) {
      const sentAt = performance.now();
      const { status } = await fetch(`${url}/events`, {
        ...{ method: 'POST', body, headers: { 'content-type': 'application/json' } },
      });
      waits.push(performance.now() - sentAt);
      if (status === 204) return;
      if (status !== 429) throw new Error(`Expected 204, found ${status}.`);
      refused += 1;
      await sleep(1000);
    }
  };
  const sender = async () => {
    for (let batch = next++; batch < batches; batch = next++) {
      const dueMs = rate === null ? 0 : (batch * BATCH * 1000) / rate;
      await sleep(Math.max(dueMs - (performance.now() - startedAt), 0));
      await send(batch);
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
  const acceptedMs = performance.now() - startedAt;
  const evaluated = async (): Promise<number> => {
    const sample = ids.length > 20 ? ids.filter((_, index) => index % Math.ceil(ids.length / 20) === 0) : ids;
    const counts = await Promise.all(
      sample.map(async (id) => {
        const [node] = (await client.automations.explain(id)).explanation.nodes;
        return node?.type === 'event' ? (node.buckets[0]?.count ?? 0) : 0;
      }),
    );
    return counts.reduce((sum, count) => sum + count, 0) / sample.length;
  };
  const all = (BATCH * batches) / automations;
  while ((await evaluated()) < all) await sleep(50);
  const totalMs = performance.now() - startedAt;
  for (const id of ids) await client.automations.delete(id);
  const name = `${automations} automations${rate === null ? '' : `, ${rate} events/s sent`}`;
  return [
    { name: `${name}: accepted`, value: (BATCH * batches * 1000) / acceptedMs, unit: 'events/s', toReach: null },
    { name: `${name}: evaluated`, value: (BATCH * batches * 1000) / totalMs, unit: 'events/s', toReach: '≥ 3000' },
    { name: `${name}: intake p99`, value: percentile(waits, 0.99), unit: 'ms', toReach: '< 100' },
    {
      name: `${name}: last evaluated after it was sent`,
      value: (totalMs - acceptedMs) / 1000,
      unit: 's',
      toReach: null,
    },
    { name: `${name}: told to come later`, value: refused, unit: 'batches', toReach: '0' },
  ];
}

/** From sending an event to the first line of the flow run that it starts. */
async function latency(client: SluiceClient, url: string, temporalAddress: string): Promise<Figure[]> {
  const flows = await startEventFlows(temporalAddress, url);
  const name = `bench-${randomUUID()}`;
  const flow = await flows.flowId(client);
  const deployment = await client.deployments.create({ name, flow_id: flow });
  const action = RunDeployment({ deploymentId: deployment.id, parameters: { mark: '{{ event.payload.mark }}' } });
  const { id } = await client.automations.create({
    ...{ name, trigger: EventTrigger({ expect: [name] }), actions: [action] },
  });
  const took: number[] = [];
  for (let round = 0; round < 30; round += 1) {
    const mark = randomUUID();
    const started = flows.started(mark);
    const sentAt = performance.now();
    await client.events.emit({ event: name, resource: 'bench', payload: { mark } });
    await started;
    if (round >= 5) took.push(performance.now() - sentAt);
  }
  await client.automations.delete(id);
  await flows.close();
  return [
    { name: 'event to first line of its run, median', value: median(took), unit: 'ms', toReach: '< 100' },
    { name: 'event to first line of its run, p95', value: percentile(took, 0.95), unit: 'ms', toReach: null },
  ];
}

/** How long after its deadline an absence is acted on: when the firing is on the ledger. */
async function absence(client: SluiceClient): Promise<Figure[]> {
  const name = `bench-${randomUUID()}`;
  const trigger = EventTrigger({
    ...{ after: [`${name}.a`], expect: [`${name}.b`], forEach: ['prefect.resource.id'] },
    ...{ posture: 'Proactive', within: 10 },
  });
  const { id } = await client.automations.create({ name, trigger, actions: [{ type: 'do-nothing' }] });
  const dueAt = new Map<string, number>();
  for (let key = 0; key < 20; key += 1) {
    const occurred = Date.now();
    dueAt.set(`key.${key}`, occurred + 10_000);
    await client.events.emit({
      event: `${name}.a`,
      resource: `key.${key}`,
      occurred: new Date(occurred).toISOString(),
    });
    await sleep(200);
  }
  await sleep(12_000);
  const late = new Map<string, number>();
  while (late.size < dueAt.size) {
    for (const { firing } of await client.automations.firings(id)) {
      const key = firing.triggering_labels['prefect.resource.id'] ?? '';
      late.set(key, Date.parse(firing.triggered) - (dueAt.get(key) ?? 0));
    }
    await sleep(100);
  }
  await client.automations.delete(id);
  const values = [...late.values()];
  return [
    { name: 'absence after its deadline, median', value: median(values), unit: 'ms', toReach: null },
    { name: 'absence after its deadline, worst of 20', value: Math.max(...values), unit: 'ms', toReach: '< 500' },
  ];
}

Runtime.install({ logger: new DefaultLogger('ERROR') });
const asked = process.argv.slice(2);
const wants = (name: string): boolean => asked.length === 0 || asked.includes(name);
const figures: Figure[] = [];
const note = (more: readonly Figure[]) => {
  for (const { name, value, unit, toReach } of more) {
    console.log(`${name}: ${value.toFixed(1)} ${unit}${toReach === null ? '' : ` (to reach: ${toReach})`}`);
  }
  figures.push(...more);
};
if (wants('buckets')) note(evaluateBuckets());
const { path } = await locateTemporalCli({
  cliPath: process.env['TEMPORAL_CLI_PATH'],
  environment: process.env,
  cacheDir: resolveCacheDir(process.env['XDG_CACHE_HOME']),
});
const temporal = await startDevServer({
  ...{ cliPath: path, port: await findFreePort(), uiPort: null, dbFile: null, logLevel: 'error' },
});
const api = await startApiServer(temporal.address, await findFreePort());
const client = createClient({ apiUrl: api.url });
try {
  if (wants('buckets')) note(await keepBuckets(client, api));
  if (wants('latency')) note(await latency(client, api.url, temporal.address));
  if (wants('absence')) note(await absence(client));
  for (const count of [1, 100, 1000]) if (wants('intake')) note(await intake(client, api.url, count));
  if (wants('sustained')) note(await intake(client, api.url, 1000, PACED_RATE));
} finally {
  await api.stop();
  await temporal.stop();
}
await keepResults('events.json', figures);
