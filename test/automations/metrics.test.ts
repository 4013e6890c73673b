// Metric triggers on the real server, over the events of real runs: one that fails and one that ends well, told again as of
// a while ago so that nobody waits for the five minutes that a metric waits at least.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { ReceivedEvent } from '../../src/domain/events/event.js';
import { parseInstantUs } from '../../src/domain/instants.js';
import { startDeploymentRun } from '../../src/services/deployments/run-deployment.js';
import { openSeedPlatform, WAIT, type SeedPlatform } from './seed-platform.js';

// Generous: reached only when something hangs, also on a machine that has much else to do.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let platform: SeedPlatform;
beforeAll(async () => {
  platform = await openSeedPlatform();
});
afterAll(() => platform.close());

/** The state events of a real run, from the log. */
async function eventsOf(flowName: string, end: string): Promise<ReceivedEvent[]> {
  const deploymentId = await platform.deploy(flowName, `measured-${randomUUID()}`);
  await startDeploymentRun(platform.context, deploymentId, { parameters: {}, context: {}, tags: [] });
  await expect.poll(async () => (await platform.runsOf(deploymentId))[0]?.state_name, WAIT).toBe(end);
  const id = (await platform.runsOf(deploymentId))[0]?.id ?? '';
  const own = async () =>
    (await platform.context.store.events.readAfter(0, 10_000))
      .map(({ event }) => event)
      .filter((event) => event.resource['prefect.resource.id'] === `prefect.flow-run.${id}`);
  await expect.poll(async () => (await own()).map(({ event }) => event), WAIT).toContain(`prefect.flow-run.${end}`);
  return own();
}

interface Told {
  /** How many seconds ago it was due, began to run, and ended. */
  readonly due: number;
  readonly ran: number;
  readonly ended: number;
}

/** The events of a run as those of another one that was due, ran and ended so long ago. */
function asOf(events: readonly ReceivedEvent[], group: string, { due, ran, ended }: Told) {
  const id = randomUUID();
  const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();
  const moments: Readonly<Record<string, number>> = { Scheduled: due, Pending: ran, Running: ran };
  return events.map(({ event, resource, related }) => {
    const name = event.slice('prefect.flow-run.'.length);
    return {
      event,
      occurred: ago(moments[name] ?? ended),
      resource: { ...resource, 'prefect.resource.id': `prefect.flow-run.${id}`, group },
      related,
    };
  });
}

it('raises the alarm for successes, duration and lateness after firing_for, and takes it back', async () => {
  const good = await eventsOf('upstreamFlow', 'Completed');
  const bad = await eventsOf('fails', 'Failed');
  expect(bad.map(({ event }) => event)).toEqual(
    ['Scheduled', 'Pending', 'Running', 'Failed'].map((name) => `prefect.flow-run.${name}`),
  );

  const group = randomUUID();
  const metric = (name: 'successes' | 'duration' | 'lateness', operator: '<' | '>', threshold: number) =>
    platform.create({
      name: `${name} ${group}`,
      trigger: { type: 'metric', match: { group }, metric: { name, operator, threshold, range: 300, firing_for: 300 } },
      actions: [{ type: 'do-nothing' }],
      actions_on_trigger: [{ type: 'do-nothing' }],
      actions_on_resolve: [{ type: 'do-nothing' }],
    });
  const automations = [
    await metric('successes', '<', 0.5),
    await metric('duration', '>', 60),
    await metric('lateness', '>', 60),
  ];
  // Two runs fail, a hundred seconds late and slow; from 1,400 seconds ago on all is well again.
  const told = [
    ...[2000, 1900].map((ran) => asOf(bad, group, { due: ran + 100, ran, ended: ran - 90 })),
    ...[1700, 1400, 1300, 1100, 900, 700].map((ran) => asOf(good, group, { due: ran + 1, ran, ended: ran - 1 })),
  ].flat();
  const inOrder = told.sort((left, right) => parseInstantUs(left.occurred) - parseInstantUs(right.occurred));
  for (const event of inOrder) await platform.emit(event);

  for (const { id, name } of automations) {
    const firings = await platform.fired(id, 2);
    const states = firings.map(({ firing }) => firing.state);
    expect([name, states]).toEqual([name, ['Triggered', 'Resolved']]);
    const [raised, recovered] = firings.map(({ firing }) => parseInstantUs(firing.occurred) / 1_000_000);
    expect((recovered ?? 0) - (raised ?? 0)).toBeGreaterThanOrEqual(300);
    expect(firings.map(({ actions }) => actions.map(({ list }) => list))).toEqual([
      ['actions', 'actions_on_trigger'],
      ['actions', 'actions_on_resolve'],
    ]);
  }
  const [successes, duration, lateness] = await Promise.all(
    automations.map(async ({ id }) => (await platform.fired(id, 2))[0]?.firing.triggering_value),
  );
  expect(successes).toBeLessThan(0.5);
  expect([duration, lateness].map((value) => (value ?? 0) > 60)).toEqual([true, true]);
});
