// A request from outside all the way to a run, on the real servers: the webhook makes an event of it, an automation hears the
// event, and the deployment that it starts runs with what the request said.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { EventTrigger, RunDeployment } from '../../src/client/index.js';
import { openSeedPlatform, WAIT, type SeedPlatform } from '../automations/seed-platform.js';
import { newName, SEED_TEMPLATE } from './hook-server.js';

// Generous: reached only when something hangs, also on a machine that has much else to do.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let platform: SeedPlatform;
beforeAll(async () => {
  platform = await openSeedPlatform();
});
afterAll(() => platform.close());

it('a form sent to a webhook starts a deployment with what it says, once a request', async () => {
  const { client } = platform;
  const deploymentId = await platform.deploy('postOrderComplete', `models-${randomUUID()}`);
  const hook = await client.webhooks.create({ name: newName(), template: SEED_TEMPLATE });
  const { id } = await client.automations.create({
    name: 'models are updated',
    trigger: EventTrigger({ expect: ['model-update'], match: { 'prefect.resource.id': 'product.models.*' } }),
    actions: [
      RunDeployment({
        deploymentId,
        parameters: { user_id: '{{ event.resource.name }} ({{ event.resource["run_count"] }})' },
      }),
    ],
  });
  const send = (fields: Record<string, string>) =>
    fetch(new URL(hook.path, platform.apiUrl), { method: 'POST', body: new URLSearchParams(fields) });
  expect((await send({ model_id: 'adhoc', run_count: '10', friendly_name: 'The Model' })).status).toBe(204);
  expect((await send({ model_id: 'adhoc', run_count: '11', friendly_name: 'The Model' })).status).toBe(204);

  const firings = await platform.fired(id, 2);
  expect(firings.map(({ status }) => status)).toEqual(['completed', 'completed']);
  await expect
    .poll(async () => (await platform.runsOf(deploymentId)).map(({ state_name }) => state_name), WAIT)
    .toEqual(['Completed', 'Completed']);
  const runs = await platform.runsOf(deploymentId);
  expect(runs.map(({ created_by }) => created_by?.type)).toEqual(['AUTOMATION', 'AUTOMATION']);
  const results = await Promise.all(runs.map(({ id: runId }) => client.flowRuns.result(runId)));
  expect(results.sort()).toEqual([
    'user The Model (10) has completed an order',
    'user The Model (11) has completed an order',
  ]);
});
