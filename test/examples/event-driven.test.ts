// The programs that deploy flows for events to start, run on the real server: what happens is what their readers expect.
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { ServeOptions } from '../../src/worker.js';
import { openSeedPlatform, WAIT, type SeedPlatform } from '../automations/seed-platform.js';
import { TEST_NAMESPACE, testTemporalAddress, uniqueTaskQueue } from '../temporal-server.js';
import * as programs from './event-driven.js';

// Generous: reached only when something hangs, also on a machine that has much else to do.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
let platform: SeedPlatform;
let options: ServeOptions;
beforeAll(async () => {
  vi.spyOn(console, 'log').mockReturnValue();
  platform = await openSeedPlatform();
  options = {
    workflowsPath: root('workflows/examples/event-driven.ts'),
    activitiesPath: root('activities/index.ts'),
    apiUrl: platform.apiUrl,
    temporal: { address: testTemporalAddress(), namespace: TEST_NAMESPACE },
    taskQueue: uniqueTaskQueue('event-driven'),
    print: () => undefined,
  };
});
afterAll(async () => {
  vi.restoreAllMocks();
  await platform.close();
});

/** Does something while a program serves its deployments. */
async function whileServing(program: (given: ServeOptions) => Promise<void>, work: () => Promise<void>): Promise<void> {
  const stopping = new AbortController();
  let tellReady = (): void => undefined;
  const ready = new Promise<void>((resolve) => (tellReady = resolve));
  const serving = program({ ...options, signal: stopping.signal, print: () => tellReady() });
  await Promise.race([ready, serving]);
  try {
    await work();
  } finally {
    stopping.abort();
    await serving;
  }
}

/** The parameters of the only run of a deployment, once it is over or, without a worker, made. */
async function onlyRunOf(name: string, stateName: string): Promise<Record<string, unknown>> {
  const { id } = await platform.client.deployments.read(name);
  await expect.poll(async () => (await platform.runsOf(id))[0]?.state_name, WAIT).toBe(stateName);
  const runs = await platform.runsOf(id);
  expect(runs).toHaveLength(1);
  return runs[0]?.parameters ?? {};
}

const tell = (event: string) =>
  platform.client.events.emit({ event, resource: { 'prefect.resource.id': 'my.external.resource' } });

it('a served deployment is started by its event, which it is given', async () => {
  await whileServing(programs.servePinged, async () => {
    await tell('external.resource.ignored');
    const pinged = await tell('external.resource.pinged');
    const { param_1: text } = await onlyRunOf('decoratedFn/my-deployment', 'Completed');
    expect(JSON.parse(String(text))).toMatchObject({ id: pinged.id, event: 'external.resource.pinged' });
  });
});

it('a deployment in a pool is started once both events came', async () => {
  await platform.client.workPools.create('my-work-pool');
  await programs.deployPingedAndReplied(options);
  await tell('external.resource.replied');
  await tell('external.resource.pinged');
  const { param_1: text } = await onlyRunOf('decoratedFn/in-a-pool', 'Scheduled');
  expect(JSON.parse(String(text))).toMatchObject({ event: 'external.resource.pinged' });
});

it('a deployment that completes starts the next', async () => {
  await whileServing(programs.serveUpstreamAndDownstream, async () => {
    await platform.client.runDeployment('upstreamFlow/upstream_deployment', { timeout: 0 });
    await onlyRunOf('downstreamFlow/downstream_deployment', 'Completed');
  });
});

it('an order that is complete starts a run for its user', async () => {
  await whileServing(programs.serveOrders, async () => {
    await programs.emitOrders(platform.client);
    expect(await onlyRunOf('postOrderComplete/post-order-complete', 'Completed')).toEqual({ user_id: '123' });
  });
});

it('an automation made by a program starts the deployment when a run takes too long', async () => {
  const deploymentId = await platform.deploy('upstreamFlow', `redeployed-${randomUUID()}`);
  const automation = await programs.createEventDrivenAutomation(platform.client, deploymentId);
  expect(automation.actions).toMatchObject([{ type: 'run-deployment', deployment_id: deploymentId }]);
  const at = (seconds: number) => new Date(1_700_000_000_000 + seconds * 1000).toISOString();
  const about = (run: string, state: string, seconds: number) => ({
    id: randomUUID(),
    event: `prefect.flow-run.${state}`,
    occurred: at(seconds),
    resource: { 'prefect.resource.id': `prefect.flow-run.${run}` },
  });
  const events = [about('slow', 'Running', 0), about('quick', 'Running', 0), about('quick', 'Completed', 10)];
  const { firings } = await platform.client.automations.simulate(automation.id, {
    events: [...events, { at: at(60) }],
  });
  expect(firings).toHaveLength(1);
  await platform.client.automations.delete(automation.id);
});

it('an automation in a YAML file is created, and updated by its name', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-automation-'));
  try {
    const name = `Cancel long running flows ${randomUUID()}`;
    const path = join(folder, 'automation.yaml');
    for (const description of ['at first', 'changed']) {
      const trigger = 'trigger: { posture: Reactive, expect: [prefect.flow-run.Late], threshold: 1, within: 30 }';
      await writeFile(
        path,
        `name: ${name}\ndescription: ${description}\n${trigger}\nactions: [{ type: cancel-flow-run }]`,
      );
      await programs.createOrUpdateAutomation(platform.client, path);
    }
    const found = await platform.client.automations.list({ name });
    expect(found.map(({ description }) => description)).toEqual(['changed']);
    await platform.client.automations.delete(found[0]?.id as string);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
