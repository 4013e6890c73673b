// Each kind of action, carried out by a real firing on the real server: on targets that it names and on targets that are
// found in the event.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ActionInput } from '../../src/domain/automations/action.js';
import type { FiringRecord } from '../../src/domain/automations/ledger.js';
import type { EventInput } from '../../src/domain/events/event.js';
import { workPoolCreateSchema, workQueueCreateSchema } from '../../src/domain/work-pools/work-pool.js';
import { requireDeployment } from '../../src/services/deployments/manage-deployments.js';
import { createWorkPool, readWorkPool } from '../../src/services/work-pools/manage-work-pools.js';
import { createWorkQueue, readWorkQueue } from '../../src/services/work-pools/manage-work-queues.js';
import { blockOf, openSeedPlatform, type SeedPlatform } from './seed-platform.js';

// Generous: reached only when something hangs, also on a machine that has much else to do.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let platform: SeedPlatform;
beforeAll(async () => {
  platform = await openSeedPlatform();
});
afterAll(() => platform.close());

/** Fires an automation with these actions at one event, and gives what came of it. */
async function fire(actions: ActionInput[], event: Partial<EventInput> = {}): Promise<FiringRecord> {
  const name = `act-${randomUUID()}`;
  const { id } = await platform.create({ name, trigger: { posture: 'Reactive', expect: [name] }, actions });
  await platform.emit({ resource: { 'prefect.resource.id': 'thing.1' }, ...event, event: name });
  const [firing] = await platform.fired(id, 1);
  return firing as FiringRecord;
}

const aboutRun = (id: string): Partial<EventInput> => ({
  resource: { 'prefect.resource.id': `prefect.flow-run.${id}` },
});
const outcomes = ({ actions }: FiringRecord) => actions.map(({ status, reason }) => [status, reason]);
const DONE = ['executed', null];

describe('actions that switch', () => {
  it('pause what they name, and resume what the event is about', async () => {
    const { context } = platform;
    const pool = await createWorkPool(context, workPoolCreateSchema.parse({ name: `pool-${randomUUID()}` }));
    const queue = await createWorkQueue(context, pool.name, workQueueCreateSchema.parse({ name: 'side' }));
    const deploymentId = await platform.deploy('upstreamFlow', `switched-${randomUUID()}`);
    const trigger = { posture: 'Reactive' as const, expect: [`never-${randomUUID()}`] };
    const other = await platform.create({ name: 'switched', trigger, actions: [] });
    const states = async () => [
      (await requireDeployment(context, deploymentId)).paused,
      (await readWorkPool(context, pool.name)).is_paused,
      (await readWorkQueue(context, queue.id)).is_paused,
      (await context.store.automations.find(other.id))?.automation.enabled,
    ];
    expect(await states()).toEqual([false, false, false, true]);

    const selected = 'selected' as const;
    const paused = await fire([
      { type: 'pause-deployment', source: selected, deployment_id: deploymentId },
      { type: 'pause-work-pool', source: selected, work_pool_id: pool.id },
      { type: 'pause-work-queue', source: selected, work_queue_id: queue.id },
      { type: 'pause-automation', source: selected, automation_id: other.id },
    ]);
    expect(outcomes(paused)).toEqual([DONE, DONE, DONE, DONE]);
    expect(await states()).toEqual([true, true, true, false]);

    const source = 'inferred' as const;
    const related = [
      ['work-pool', pool.id],
      ['work-queue', queue.id],
      ['automation', other.id],
    ].map(([kind, id]) => ({ 'prefect.resource.id': `prefect.${kind}.${id}`, 'prefect.resource.role': `${kind}` }));
    const resource = { 'prefect.resource.id': `prefect.deployment.${deploymentId}` };
    const resumed = await fire(
      [
        { type: 'resume-deployment', source },
        { type: 'resume-work-pool', source },
        { type: 'resume-work-queue', source },
        { type: 'resume-automation', source },
      ],
      { resource, related },
    );
    expect(outcomes(resumed)).toEqual([DONE, DONE, DONE, DONE]);
    expect(await states()).toEqual([false, false, false, true]);
    const told = (await context.store.events.readAfter(0, 10_000))
      .map(({ event }) => event)
      .filter(({ event }) => event === 'prefect.automation.action.executed')
      .flatMap(({ related }) => related.filter((one) => one['prefect.resource.role'] === 'target'))
      .map((one) => one['prefect.resource.id']);
    expect(told.filter((id) => id === `prefect.work-queue.${queue.id}`)).toHaveLength(2);
  });

  it('fail with the reason where there is nothing to switch', async () => {
    const firing = await fire([
      { type: 'pause-deployment', source: 'inferred' },
      { type: 'pause-work-pool', source: 'inferred' },
      { type: 'pause-work-queue', source: 'inferred' },
      { type: 'pause-automation', source: 'inferred' },
      { type: 'pause-work-pool', source: 'selected', work_pool_id: randomUUID() },
      { type: 'do-nothing' },
    ]);
    expect(outcomes(firing)).toEqual([
      ['failed', 'No deployment could be inferred'],
      ['failed', 'No work pool could be inferred'],
      ['failed', 'No work queue could be inferred'],
      ['failed', 'No automation could be inferred'],
      ['failed', 'There is no work pool with this id.'],
      DONE,
    ]);
    expect(firing.status).toBe('failed');
  });
});

describe('actions on a flow run', () => {
  it('suspend it, and resume it to its end', async () => {
    const { id } = await platform.startRun('stuck');
    expect(outcomes(await fire([{ type: 'suspend-flow-run' }], aboutRun(id)))).toEqual([DONE]);
    await platform.reaches(id, 'Suspended');
    const related = [{ ...aboutRun(id).resource, 'prefect.resource.role': 'flow-run' } as Record<string, string>];
    expect(outcomes(await fire([{ type: 'resume-flow-run' }], { related }))).toEqual([DONE]);
    await platform.reaches(id, 'Running');
    expect(outcomes(await fire([{ type: 'cancel-flow-run' }], aboutRun(id)))).toEqual([DONE]);
    await platform.reaches(id, 'Cancelled');
  });

  it('change its state by name, and say who did it', async () => {
    const { id } = await platform.startRun('stuck');
    const action = { type: 'change-flow-run-state' as const, state: 'FAILED' as const, name: 'GivenUp' };
    expect(outcomes(await fire([action], aboutRun(id)))).toEqual([DONE]);
    const run = await platform.reaches(id, 'GivenUp');
    expect(run.state?.message).toMatch(/^State changed by Automation /);
    expect(run.state?.type).toBe('FAILED');
  });

  it('delete it', async () => {
    const { id } = await platform.startRun('stuck');
    const firing = await fire([{ type: 'cancel-flow-run' }], aboutRun(id));
    expect(outcomes(firing)).toEqual([DONE]);
    await platform.reaches(id, 'Cancelled');
    expect(outcomes(await fire([{ type: 'delete-flow-run' }], aboutRun(id)))).toEqual([DONE]);
    expect(await platform.context.store.flowRuns.find(id)).toBeUndefined();
    const again = await fire([{ type: 'delete-flow-run' }], aboutRun(id));
    expect(again.actions[0]).toMatchObject({ status: 'failed' });
  });
});

describe('run-deployment', () => {
  it('runs the deployment that the event is about, with rendered parameters, once', async () => {
    const deploymentId = await platform.deploy('postOrderComplete', `inferred-${randomUUID()}`);
    const firing = await fire(
      [{ type: 'run-deployment', source: 'inferred', parameters: { user_id: '{{ event.payload.user }}' } }],
      { resource: { 'prefect.resource.id': `prefect.deployment.${deploymentId}` }, payload: { user: 'ann' } },
    );
    expect(outcomes(firing)).toEqual([DONE]);
    const [run, ...more] = await platform.runsOf(deploymentId);
    expect(more).toEqual([]);
    expect(run).toMatchObject({ parameters: { user_id: 'ann' }, created_by: { type: 'AUTOMATION' } });
    await platform.reaches(run?.id ?? '', 'Completed');
  });

  it('fails, and is not tried again, where the parameters are not what the flow takes', async () => {
    const deploymentId = await platform.deploy('postOrderComplete', `refused-${randomUUID()}`);
    const firing = await fire([
      { type: 'run-deployment', source: 'selected', deployment_id: deploymentId, parameters: { user_id: 7 } },
    ]);
    expect(firing.actions[0]).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining("Validation error occurred for 'run-deployment'") as string,
    });
    expect(firing.actions[0]?.attempts).toHaveLength(1);
    expect(await platform.runsOf(deploymentId)).toEqual([]);
  });
});

describe('actions that speak', () => {
  it('call a webhook and send a notification, each with its own key', async () => {
    platform.received.length = 0;
    const hook = await blockOf(platform.context, 'webhook', { url: `${platform.hookUrl}/called`, method: 'PUT' });
    const slack = await blockOf(platform.context, 'slack-webhook', { url: `${platform.hookUrl}/slack` });
    const firing = await fire([
      { type: 'call-webhook', block_document_id: hook, payload: { said: '{{ event.event }}' } },
      { type: 'send-notification', block_document_id: slack, body: 'It was {{ event.resource.id }}' },
    ]);
    expect(outcomes(firing)).toEqual([DONE, DONE]);
    expect(platform.received.map(({ path }) => path)).toEqual(['/called', '/slack']);
    expect(platform.received[0]?.body).toMatch(/^\{\n {2}"said": "act-/);
    expect(platform.received[1]?.body).toContain('It was thing.1');
    expect(new Set(firing.actions.map((action) => action.idempotency_key)).size).toBe(2);
  });
});
