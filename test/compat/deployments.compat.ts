// Deployments, their schedules, work pools and queues from Prefect's command line and Python package.
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectPlatform, WAIT, type PlatformUnderTest } from './platform-under-test.js';

let platform: PlatformUnderTest;
beforeAll(async () => {
  platform = await connectPlatform();
});
afterAll(() => platform.prefect.close());

/** A deployment of an example that ends by itself, with a name of its own. */
async function deploy(
  changes: Record<string, unknown> = {},
  flowName = 'conditionalPause',
): Promise<{ readonly id: string; readonly name: string }> {
  const flow = await platform.sluice.flows.read({ name: flowName });
  const name = `deployment-${randomUUID()}`;
  const { id } = await platform.sluice.deployments.create({ name, flow_id: flow.id, ...changes });
  return { id, name: `${flowName}/${name}` };
}

describe('prefect deployment', () => {
  it('lists, inspects, runs and deletes', async () => {
    const { prefect, sluice } = platform;
    const { id, name } = await deploy({ tags: ['from-test'] });
    const listed = (await prefect.json('deployment', 'ls', '--flow-name', 'conditionalPause')) as { name: string }[];
    expect(listed.map((each) => each.name)).toContain(name.split('/')[1]);
    const inspected = await prefect.json('deployment', 'inspect', name);
    expect(inspected).toMatchObject({ id, tags: ['from-test'], automations: [] });
    const started = await prefect.ok('deployment', 'run', name);
    const runId = /UUID: ([0-9a-f-]{36})/.exec(started)?.[1] ?? '';
    expect(await sluice.flowRuns.read(runId)).toMatchObject({ deployment_id: id, tags: ['from-test'] });
    expect(await prefect.ok('deployment', 'delete', name, '--no-prompt')).toContain('Deleted deployment');
    const gone = await prefect.cli('deployment', 'inspect', name);
    expect(gone.code).toBe(1);
    expect(gone.output).toContain(`Deployment '${name}' not found!`);
  });

  it('creates, lists, pauses, resumes and deletes schedules', async () => {
    const { prefect, sluice } = platform;
    const { id, name } = await deploy();
    const created = await prefect.ok('deployment', 'schedule', 'create', name, '--cron', '0 3 * * *', '--no-prompt');
    expect(created).toContain('Created deployment schedule!');
    const [schedule] = (await prefect.json('deployment', 'schedule', 'ls', name)) as { id: string }[];
    const scheduleId = schedule?.id ?? '';
    const isActive = async () => (await sluice.deployments.read({ id })).schedules[0]?.active;
    await prefect.ok('deployment', 'schedule', 'pause', name, scheduleId);
    expect(await isActive()).toBe(false);
    await prefect.ok('deployment', 'schedule', 'resume', name, scheduleId);
    expect(await isActive()).toBe(true);
    expect(await prefect.ok('deployment', 'schedule', 'delete', name, scheduleId, '-y')).toContain(
      'Deleted deployment',
    );
    expect((await sluice.deployments.read({ id })).schedules).toEqual([]);
    await prefect.ok('deployment', 'schedule', 'create', name, '--interval', '900', '--no-prompt');
    const rule = ['--rrule', '{"rrule": "FREQ=DAILY", "timezone": "Europe/Berlin"}', '--no-prompt'];
    await prefect.ok('deployment', 'schedule', 'create', name, ...rule);
    const kinds = (await sluice.deployments.read({ id })).schedules.map(({ schedule }) => Object.keys(schedule)[0]);
    expect(kinds.sort()).toEqual(['interval', 'rrule']);
    await prefect.ok('deployment', 'schedule', 'clear', name, '-y');
    expect((await sluice.deployments.read({ id })).schedules).toEqual([]);
  });

  it('runs with parameters and watches the run to its end', async () => {
    const { prefect, sluice } = platform;
    const properties = { fail: { type: 'boolean' } };
    const { id, name } = await deploy({ parameter_openapi_schema: { type: 'object', properties } });
    const watched = await prefect.ok('deployment', 'run', name, '--param', 'fail=true', '--tag', 'seen', '--watch');
    expect(watched).toContain('finished successfully');
    expect(await sluice.flowRuns.list({ deploymentId: id })).toMatchObject([
      { parameters: { fail: true }, tags: ['seen'], state_type: 'COMPLETED' },
    ]);
    const unknown = await prefect.cli('deployment', 'run', name, '--param', 'fial=true');
    expect(unknown.code).toBe(1);
    const gone = await prefect.cli('deployment', 'run', 'nothing/here');
    expect([gone.code, gone.output]).toEqual([1, expect.stringContaining("'nothing/here' not found!")]);
  });

  it('is what `prefect deploy` makes of a prefect.yaml, with its triggers', async () => {
    const { prefect, sluice } = platform;
    const name = `deployed-${randomUUID()}`;
    const pool = `pool-${randomUUID()}`;
    await sluice.workPools.create(pool);
    await writeFile(
      join(prefect.home, 'flows.py'),
      'from prefect import flow\n\n@flow\ndef greet(name: str = "x"): ...\n',
    );
    await writeFile(
      join(prefect.home, 'prefect.yaml'),
      JSON.stringify({
        deployments: [
          {
            name,
            entrypoint: 'flows.py:greet',
            parameters: { name: 'Ada' },
            work_pool: { name: pool },
            schedules: [{ cron: '0 3 * * *', timezone: 'Europe/Berlin' }],
            triggers: [
              {
                expect: ['order.created'],
                match: { 'prefect.resource.id': 'shop.*' },
                parameters: { name: '{{ event }}' },
              },
            ],
          },
        ],
      }),
    );
    for (const _ of ['once', 'again']) {
      const said = await prefect.in(prefect.home, '--no-prompt', 'deploy', '-n', name);
      expect(said).toContain(`Deployment 'greet/${name}' successfully created`);
    }
    const made = await sluice.deployments.read(`greet/${name}`);
    expect(made).toMatchObject({ work_pool_name: pool, parameters: { name: 'Ada' }, schedules: [{ active: true }] });
    expect(await sluice.automations.relatedTo(`prefect.deployment.${made.id}`)).toMatchObject([
      { name: `${name}__automation_1`, actions: [{ type: 'run-deployment', deployment_id: made.id }] },
    ]);
  });
});

describe('prefect work-pool and work-queue', () => {
  it('create, list, inspect, pause, resume and delete', async () => {
    const { prefect } = platform;
    const name = `pool-${randomUUID()}`;
    await prefect.ok('work-pool', 'create', name, '--type', 'process', '--no-prompt');
    const again = await prefect.cli('work-pool', 'create', name, '--type', 'process', '--no-prompt');
    expect(again.code).toBe(1);
    expect(again.output).toContain('already exists');
    expect(await prefect.ok('work-pool', 'ls')).toContain(name);
    expect(await prefect.ok('work-pool', 'pause', name)).toContain(`Paused work pool '${name}'`);
    expect(await prefect.json('work-pool', 'inspect', name)).toMatchObject({ name, is_paused: true, status: 'PAUSED' });
    expect(await prefect.ok('work-pool', 'resume', name)).toContain(`Resumed work pool '${name}'`);
    await prefect.ok('work-queue', 'create', 'urgent', '--pool', name, '--priority', '1');
    expect(await prefect.ok('work-queue', 'ls', '--pool', name)).toMatch(/urgent/);
    await prefect.ok('work-queue', 'pause', 'urgent', '--pool', name);
    expect(await prefect.ok('work-queue', 'inspect', 'urgent', '--pool', name)).toContain('is_paused=True');
    await prefect.ok('work-queue', 'resume', 'urgent', '--pool', name);
    await prefect.ok('work-pool', 'delete', name, '--no-prompt');
    const gone = await prefect.cli('work-pool', 'inspect', name);
    expect(gone.code).toBe(1);
    expect(gone.output).toContain(`Work pool '${name}' not found!`);
  });

  it('show who holds their slots', async () => {
    const { prefect, sluice } = platform;
    // The pool that the worker of flows.ts serves.
    await sluice.workPools.create('compat', { concurrencyLimit: 5 });
    try {
      const { id: deploymentId } = await deploy({ work_pool_name: 'compat' }, 'takesInputs');
      const { id } = await sluice.runDeployment({ id: deploymentId }, { timeout: 0 });
      await expect.poll(async () => (await sluice.flowRuns.read(id)).state_name, WAIT).toBe('Running');
      const held = { active_slots: 1, concurrency_limit: 5 };
      expect(await prefect.json('work-pool', 'slots', 'compat')).toMatchObject(held);
      const ofQueue = await prefect.json('work-queue', 'slots', 'default', '--pool', 'compat');
      expect(ofQueue).toMatchObject({ active_slots: 1, flow_runs: [{ id, state_name: 'Running' }] });
      await sluice.flowRuns.cancel(id);
    } finally {
      await sluice.workPools.delete('compat');
    }
  });

  it('limit, change, preview and delete', async () => {
    const { prefect, sluice } = platform;
    const name = `pool-${randomUUID()}`;
    await sluice.workPools.create(name);
    await sluice.workPools.queues.create(name, 'urgent');
    await prefect.ok('work-pool', 'set-concurrency-limit', name, '5');
    await prefect.ok('work-queue', 'set-concurrency-limit', 'urgent', '2', '--pool', name);
    expect(await sluice.workPools.read(name)).toMatchObject({ concurrency_limit: 5 });
    expect(await sluice.workPools.queues.read(name, 'urgent')).toMatchObject({
      concurrency_limit: 2,
      is_paused: false,
    });
    await prefect.ok('work-pool', 'clear-concurrency-limit', name);
    await prefect.ok('work-queue', 'clear-concurrency-limit', 'urgent', '--pool', name);
    await prefect.ok('work-pool', 'update', name, '--description', 'for tests');
    expect(await sluice.workPools.read(name)).toMatchObject({ concurrency_limit: null, description: 'for tests' });
    await prefect.ok('work-pool', 'preview', name);
    await prefect.ok('work-queue', 'preview', 'urgent', '--pool', name);
    expect(await prefect.ok('work-queue', 'read-runs', 'urgent', '--pool', name)).toContain('Read 0 runs');
    expect(await prefect.ok('work-queue', 'ls')).toContain('urgent');
    await prefect.ok('work-queue', 'delete', 'urgent', '--pool', name, '--no-prompt');
    expect(await prefect.ok('work-queue', 'ls', '--pool', name)).not.toContain('urgent');
  });
});

describe('an address that is none', () => {
  it.each([
    ['GET', '/nothing/here'],
    ['POST', '/deployments/nothing/at/all'],
    ['DELETE', '/flow_runs/not-an-id/x'],
    ['GET', '/deployments/not-an-id'],
  ])('%s %s is answered with 404 and a document, as its clients read it', async (method, path) => {
    const response = await fetch(`${platform.apiUrl}${path}`, {
      method,
      headers: { 'X-PREFECT-API-VERSION': '0.8.4' },
    });
    expect(response.status).toBe(404);
    expect(await response.json()).toHaveProperty('detail');
  });
});

describe('Python', () => {
  it('runs a deployment, with a key once, and pauses and resumes it', async () => {
    const { prefect, sluice } = platform;
    const { id, name } = await deploy();
    await prefect.script('deployments.py', name);
    expect(await sluice.flowRuns.list({ deploymentId: id })).toHaveLength(4);
    await expect.poll(async () => (await sluice.deployments.read({ id })).paused, WAIT).toBe(false);
  });
});
