// The examples that people come with, end to end on the real server: written in TypeScript or in YAML as they are there.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  Automation,
  CancelFlowRun,
  EventTrigger,
  RunDeployment,
  SendNotification,
  type AutomationDocument,
} from '../../src/client/index.js';
import { runCliHere } from '../cli/run-cli.js';
import { blockOf, openSeedPlatform, WAIT, type SeedPlatform } from './seed-platform.js';

// Generous: reached only when something hangs, also on a machine that has much else to do.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let platform: SeedPlatform;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-automations-'));
  platform = await openSeedPlatform();
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await platform.close();
});

const ago = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();
const runResource = (id: string) => ({ 'prefect.resource.id': `prefect.flow-run.${id}` });

/** Creates the automation of a YAML file by the command line. */
async function createFromYaml(text: string): Promise<AutomationDocument> {
  const path = join(folder, `${randomUUID()}.yaml`);
  writeFileSync(path, text);
  const { code, stdout, stderr } = await runCliHere([
    ...['automation', 'create', '-f', path, '--json'],
    ...['--api-url', platform.apiUrl],
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as AutomationDocument;
}

/** The automation that cancels a run at the third walk of a woodchonk, and what it does at two walks and at three. */
async function walkThreeTimes(automationId: string): Promise<void> {
  const run = await platform.startRun('stuck');
  const walk = () => ({
    event: 'animal.walked',
    resource: {
      'prefect.resource.id': `animal.${automationId}`,
      genus: 'Marmota',
      species: 'monax',
      for: automationId,
    },
    related: [{ ...runResource(run.id), 'prefect.resource.role': 'flow-run' }],
  });
  const other = { ...walk(), resource: { ...walk().resource, species: 'marmota' } };
  await platform.emit(walk(), other, walk(), other);
  expect((await platform.client.automations.explain(automationId)).recent_firings).toEqual([]);
  const [third] = await platform.emit(walk());
  await platform.reaches(run.id, 'Cancelled');
  const [firing] = await platform.fired(automationId, 1);
  expect(firing?.firing.triggering_event).toBe(third?.id);
}

describe('the examples', () => {
  it('woodchonk, in TypeScript: found by id and by name, and cancels the run at its third walk', async () => {
    const name = `woodchonk ${randomUUID()}`;
    const automation = await new Automation(
      {
        name,
        trigger: EventTrigger({
          expect: ['animal.walked'],
          match: { genus: 'Marmota', species: 'monax' },
          posture: 'Reactive',
          threshold: 3,
        }),
        actions: [CancelFlowRun()],
      },
      platform.client,
    ).create();
    const id = automation.id as string;
    expect((await Automation.read({ name }, platform.client)).id).toBe(id);
    expect((await Automation.read({ id }, platform.client)).name).toBe(name);
    await walkThreeTimes(id);
    await automation.delete();
  });

  it('woodchonk, in YAML', async () => {
    const { id } = await createFromYaml(`
name: woodchonk
trigger:
  expect: [animal.walked]
  match: { genus: Marmota, species: monax }
  posture: Reactive
  threshold: 3
actions:
  - type: cancel-flow-run
`);
    await walkThreeTimes(id);
    await platform.client.automations.delete(id);
  });

  it('order completion per user: runs the deployment for the user who completed, with the user as parameter', async () => {
    const deploymentId = await platform.deploy('postOrderComplete', `orders-${randomUUID()}`);
    const automation = await new Automation(
      {
        name: 'order complete',
        trigger: EventTrigger({
          expect: ['order.complete'],
          after: ['order.created'],
          forEach: ['prefect.resource.id'],
        }),
        actions: [RunDeployment({ deploymentId, parameters: { user_id: '{{ event.resource.id }}' } })],
      },
      platform.client,
    ).create();
    for (const [event, user] of [
      ['order.created', '123'],
      ['order.created', '456'],
      ['order.complete', '123'],
    ] as const) {
      await platform.client.events.emit({ event, resource: user });
    }
    await platform.fired(automation.id as string, 1);
    const [run, ...others] = await platform.runsOf(deploymentId);
    expect(others).toEqual([]);
    expect(run).toMatchObject({ parameters: { user_id: '123' }, created_by: { type: 'AUTOMATION' } });
    await platform.reaches(run?.id ?? '', 'Completed');
  });

  it('an upstream deployment that completes starts the downstream one', async () => {
    const name = `upstream-${randomUUID()}`;
    const upstream = await platform.deploy('upstreamFlow', name);
    const downstream = await platform.deploy('downstreamFlow', `downstream-${randomUUID()}`);
    await platform.client.automations.create({
      name: 'downstream after upstream',
      trigger: EventTrigger({
        expect: ['prefect.flow-run.Completed'],
        matchRelated: { 'prefect.resource.name': name },
      }),
      actions: [RunDeployment({ deploymentId: downstream })],
    });
    await platform.client.runDeployment({ id: upstream }, { timeout: 0 });
    await expect.poll(async () => (await platform.runsOf(downstream))[0]?.state_name, WAIT).toBe('Completed');
    expect(await platform.runsOf(downstream)).toHaveLength(1);
  });

  it('cancel long running flows, in YAML', async () => {
    const run = await platform.startRun('stuck');
    const { id } = await createFromYaml(`
name: Cancel long running flows
description: Cancel any flow run after an hour of execution
trigger:
  match:
    "prefect.resource.id": "prefect.flow-run.*"
  match_related: {}
  after:
    - "prefect.flow-run.Failed"
  expect:
    - "prefect.flow-run.*"
  for_each:
    - "prefect.resource.id"
  posture: "Proactive"
  threshold: 1
  within: 30
actions:
  - type: "cancel-flow-run"
`);
    // It failed nearly thirty seconds ago, so the test waits for the rest only; the other run's event sets the clock.
    await platform.emit(
      { event: 'prefect.flow-run.Failed', resource: runResource(run.id), occurred: ago(28.5) },
      { event: 'prefect.flow-run.Pending', resource: runResource(randomUUID()) },
    );
    await platform.reaches(run.id, 'Cancelled');
    expect((await platform.fired(id, 1))[0]?.actions[0]).toMatchObject({ status: 'executed' });
    await platform.client.automations.delete(id);
  });

  it('a notification on a state change, in the words of the template, to where Slack would be', async () => {
    platform.received.length = 0;
    const name = `notified-${randomUUID()}`;
    const deployment = await platform.deploy('upstreamFlow', name);
    await platform.client.automations.create({
      name: 'notify',
      trigger: EventTrigger({
        expect: ['prefect.flow-run.Completed'],
        match: { 'prefect.resource.id': 'prefect.flow-run.*' },
        matchRelated: { 'prefect.resource.name': name },
      }),
      actions: [
        SendNotification({
          blockDocumentId: await blockOf(platform.context, 'slack-webhook', { url: `${platform.hookUrl}/slack` }),
          subject: 'Run of {{ flow.name }}',
          body: `Flow run {{ flow_run.name }} entered state {{ flow_run.state.name }}.

    Timestamp: {{ flow_run.state.timestamp }}
    Flow ID: {{ flow_run.flow_id }}
    Flow Run ID: {{ flow_run.id }}
    State message: {{ flow_run.state.message }}
Deployment: {{ deployment.name }}
{% for related in event.related %}{{ related.role }} {% endfor %}`,
        }),
      ],
    });
    await platform.client.runDeployment({ id: deployment }, { timeout: 0 });
    await expect.poll(() => platform.received.length, WAIT).toBe(1);
    const [run] = await platform.runsOf(deployment);
    const sent = platform.received[0]?.body ?? '';
    const { attachments } = JSON.parse(sent) as { attachments: { title: string; text: string }[] };
    expect(attachments.map(({ title }) => title)).toEqual(['Run of upstreamFlow']);
    const lines = attachments[0]?.text.split('\n') ?? [];
    expect(lines[0]).toBe(`Flow run ${run?.name} entered state Completed.`);
    expect(lines.slice(2).map((line) => line.trim())).toEqual([
      expect.stringMatching(/^Timestamp: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d/),
      `Flow ID: ${run?.flow_id}`,
      `Flow Run ID: ${run?.id}`,
      expect.stringMatching(/^State message:/),
      `Deployment: ${name}`,
      expect.stringMatching(/^flow deployment/),
    ]);
  });

  it('a flow stuck in Running is cancelled and told of; one that finished is left alone', async () => {
    platform.received.length = 0;
    const run = await platform.startRun('stuck');
    const automation = await platform.client.automations.create({
      name: 'stuck in Running',
      trigger: EventTrigger({
        after: ['prefect.flow-run.Running'],
        expect: ['Completed', 'Failed', 'Crashed', 'Cancelled'].map((state) => `prefect.flow-run.${state}`),
        match: { 'prefect.resource.id': 'prefect.flow-run.*' },
        forEach: ['prefect.resource.id'],
        posture: 'Proactive',
        within: 10,
      }),
      actions: [
        CancelFlowRun(),
        SendNotification({
          blockDocumentId: await blockOf(platform.context, 'slack-webhook', { url: `${platform.hookUrl}/stuck` }),
          body: '{{ flow_run.name }} hangs',
        }),
      ],
    });
    const finished = randomUUID();
    const running = (id: string) => ({
      event: 'prefect.flow-run.Running',
      resource: runResource(id),
      occurred: ago(8.5),
    });
    await platform.emit(running(run.id), running(finished), {
      event: 'prefect.flow-run.Completed',
      resource: runResource(finished),
    });
    await platform.reaches(run.id, 'Cancelled');
    await expect.poll(() => platform.received.length, WAIT).toBe(1);
    expect(platform.received[0]?.body).toContain(`${run.name} hangs`);
    expect(await platform.fired(automation.id, 1)).toHaveLength(1);
    await platform.client.automations.delete(automation.id);
  });

  it('does not act on a run that ended in time without its event having come: Temporal knows better', async () => {
    const run = await platform.startRun('stuck');
    const automation = await platform.client.automations.create({
      name: 'asks again',
      trigger: EventTrigger({
        after: ['prefect.flow-run.Running'],
        expect: ['prefect.flow-run.Completed', 'prefect.flow-run.Crashed'],
        match: { 'prefect.resource.id': 'prefect.flow-run.*' },
        forEach: ['prefect.resource.id'],
        posture: 'Proactive',
        within: 10,
      }),
      actions: [CancelFlowRun()],
    });
    const unheard = randomUUID();
    const running = (id: string) => ({
      event: 'prefect.flow-run.Running',
      resource: runResource(id),
      occurred: ago(8),
    });
    // Terminated behind the platform's back: its record still says Running.
    await platform.temporal.client.workflow.getHandle(run.id).terminate('out of the way');
    await platform.emit(running(run.id), running(unheard), {
      event: 'prefect.flow-run.Completed',
      resource: runResource(randomUUID()),
    });
    const [firing] = await platform.fired(automation.id, 1);
    expect(firing?.firing.triggering_labels).toEqual(runResource(unheard));
    const { withheld, recent_firings: firings } = await platform.client.automations.explain(automation.id);
    expect(firings.map(({ labels }) => labels)).toEqual([runResource(unheard)]);
    expect(withheld).toEqual([
      { triggered: expect.any(String) as string, labels: runResource(run.id), reason: expect.any(String) as string },
    ]);
    expect(withheld[0]?.reason).toMatch(/^the run has been Crashed since /);
    await platform.client.automations.delete(automation.id);
  });
});
