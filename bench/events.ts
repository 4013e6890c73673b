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
import { flood, sustain } from './events-intake.js';
import { startEventFlows } from './events-flows.js';
import { keepResults } from './keep-results.js';
import { median, percentile } from './measure.js';

/** So that the end of a run, which is told and recorded after its first line, is not measured with the next. */
const PAUSE_MS = 500;

/** From sending an event to the first line of the flow run that it starts, one after another. */
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
    await sleep(PAUSE_MS);
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
  for (const count of [1, 100, 1000]) if (wants('intake')) note(await flood(client, api.url, count));
  if (wants('sustained')) note(await sustain(client, api.url, 1000, 3000));
} finally {
  await api.stop();
  await temporal.stop();
}
await keepResults('events.json', figures);
