// Deployments, their schedules, work pools and queues from Prefect's command line and Python package.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectPlatform, WAIT, type PlatformUnderTest } from './platform-under-test.js';

let platform: PlatformUnderTest;
beforeAll(async () => {
  platform = await connectPlatform();
});
afterAll(() => platform.prefect.close());

/** A deployment of an example that ends by itself, with a name of its own. */
async function deploy(changes: Record<string, unknown> = {}): Promise<{ readonly id: string; readonly name: string }> {
  const flow = await platform.sluice.flows.read({ name: 'conditionalPause' });
  const name = `deployment-${randomUUID()}`;
  const { id } = await platform.sluice.deployments.create({ name, flow_id: flow.id, ...changes });
  return { id, name: `conditionalPause/${name}` };
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
});

describe('Python', () => {
  it('runs a deployment, with a key once, and pauses and resumes it', async () => {
    const { prefect, sluice } = platform;
    const { id, name } = await deploy();
    await prefect.script('deployments.py', name);
    expect(await sluice.flowRuns.list({ deploymentId: id })).toHaveLength(2);
    await expect.poll(async () => (await sluice.deployments.read({ id })).paused, WAIT).toBe(false);
  });
});
