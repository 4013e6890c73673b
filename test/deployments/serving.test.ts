// `serve`: deployments made by a program that then runs a worker for them, one or several, until it is told to stop.
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type SluiceClient } from '../../src/client/index.js';
import type { DeploymentDefinition } from '../../src/sdk/deployment-definition.js';
import { serve } from '../../src/worker.js';
import { startTestServer, type TestServer } from '../api/server.js';
import { TEST_NAMESPACE, testTemporalAddress } from '../temporal-server.js';
import { double, waits } from './flows.js';

const workflowsPath = fileURLToPath(new URL('./flows.ts', import.meta.url));
const activitiesPath = fileURLToPath(new URL('../../activities/index.ts', import.meta.url));
const apiKey = 'test-key';

let server: TestServer;
let client: SluiceClient;
beforeAll(async () => {
  server = await startTestServer({ apiKey });
  client = createClient({ apiUrl: `${server.url}/api`, apiKey });
});
afterAll(() => server.close());

const owned = async (id: string) => client.automations.relatedTo(`prefect.deployment.${id}`);
const PINGED = { match: { 'prefect.resource.id': 'my.resource' }, expect: ['pinged'] };

/** Serves deployments; resolves when they are served, with what was printed. */
async function served(...deployments: DeploymentDefinition[]) {
  const lines: string[] = [];
  const stopping = new AbortController();
  let tellReady = (): void => undefined;
  const ready = new Promise<void>((resolve) => (tellReady = resolve));
  const serving = serve(...deployments, {
    ...{ workflowsPath, activitiesPath, apiUrl: client.apiUrl, apiKey, signal: stopping.signal },
    temporal: { address: testTemporalAddress(), namespace: TEST_NAMESPACE },
    print: (line) => {
      lines.push(line);
      tellReady();
    },
  });
  await Promise.race([ready, serving]);
  const stop = async () => {
    stopping.abort();
    await serving;
  };
  return { lines, stop };
}

describe('serve', () => {
  it('serves a deployment: made with schema and triggers, run, told how, and paused at the end', async () => {
    const { lines, stop } = await served(
      double.toDeployment({
        name: 'served',
        parameters: { n: 2 },
        tags: ['t'],
        schedules: [{ schedule: { cron: '0 0 * * *' } }],
        triggers: [{ ...PINGED, parameters: { n: '{{ event.payload.n }}' } }],
      }),
    );
    const deployment = await client.deployments.read('double/served');
    expect(lines).toEqual([
      "Your flow 'double' is being served and polling for scheduled runs!",
      '',
      'To trigger a run for this flow, use the following command:',
      '',
      "        $ sluice deployment run 'double/served'",
      '',
      `You can also run your flow via the UI: ${server.url}/deployments/deployment/${deployment.id}`,
    ]);
    expect(deployment).toMatchObject({
      parameters: { n: 2 },
      tags: ['t'],
      status: 'READY',
      parameter_openapi_schema: { properties: { n: { type: 'integer' } }, required: ['n'] },
    });
    expect(deployment.schedules).toHaveLength(1);
    const run = await client.runDeployment('double/served', { timeout: '50 s' });
    expect(run).toMatchObject({ state_type: 'COMPLETED', deployment_id: deployment.id, tags: ['t'] });
    await expect(client.runDeployment('double/served', { parameters: { n: 'x' } })).rejects.toMatchObject({
      code: 'parameters-invalid',
      fields: [{ path: 'n' }],
    });
    expect(await owned(deployment.id)).toMatchObject([
      {
        name: 'served__automation_1',
        actions: [{ type: 'run-deployment', deployment_id: deployment.id, parameters: { n: '{{ event.payload.n }}' } }],
      },
    ]);
    // In this process flow.deploy() is at hand; in the sandbox it is not.
    const inside = await client.flowRuns.start('deploysInside');
    const failed = await client.flowRuns.wait(inside.id, { state: 'FAILED' });
    expect(failed.state?.message).toContain('flow.deploy() reaches the platform, which flow code may not');
    await stop();
    expect((await client.deployments.read(deployment)).paused).toBe(true);
  }, 120_000);

  it('serves several deployments of several flows at once, and pauses them all at the end', async () => {
    const names = ['double/two', 'double/three', 'waits/waiting'];
    const { lines, stop } = await served(
      double.toDeployment({ name: 'two', parameters: { n: 2 } }),
      double.toDeployment({ name: 'three', parameters: { n: 3 } }),
      waits.toDeployment({ name: 'waiting' }),
    );
    const told = lines.join('\n');
    for (const name of names) expect(told).toContain(name);
    const [two, three] = await Promise.all(
      ['double/two', 'double/three'].map((name) => client.runDeployment(name, { timeout: '50 s' })),
    );
    expect(await Promise.all([two, three].map((run) => client.flowRuns.result(run?.id ?? '')))).toEqual([4, 6]);
    const waiting = await client.runDeployment('waits/waiting', { timeout: 0 });
    await client.flowRuns.wait(waiting.id, { state: 'Paused' });
    await client.flowRuns.cancel(waiting.id);
    await stop();
    const paused = await Promise.all(names.map(async (name) => (await client.deployments.read(name)).paused));
    expect(paused).toEqual([true, true, true]);
  }, 120_000);
});
