// What the stories about automations share: the page beside a platform with flows that automations start, cancel and speak
// of, a channel that takes messages or is away, and how the wizard is gone through.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { FlowRun } from '../../src/domain/flow-runs.js';
import { blockOf } from '../automations/seed-platform.js';
import { openPageHarness, WAIT, type PageHarness } from './harness.js';

type Written = Readonly<Record<string, unknown>>;

export interface AutomationStories {
  readonly harness: PageHarness;
  readonly page: Page;
  readonly channel: Channel;
  emit(...events: readonly Written[]): Promise<void>;
  /** A new run of a flow, once it is running. */
  startRun(flowName: string): Promise<FlowRun>;
  deploy(flowName: string, name: string): Promise<string>;
  runsOf(deploymentId: string): Promise<FlowRun[]>;
  openWizard(template?: string): Promise<void>;
  press(name: string): Promise<void>;
  /** The last step: a name, and the automation's page opens. Gives the id. */
  create(name: string): Promise<string>;
  /** The one firing that the open automation's page shows by itself, once its actions are done. */
  firing(): Promise<Locator>;
  close(): Promise<void>;
}

/** Where messages go. */
export interface Channel {
  readonly received: string[];
  /** While true, what is sent is refused. */
  isAway: boolean;
}

export async function openAutomationStories(): Promise<AutomationStories> {
  const channel: Channel = { received: [], isAway: false };
  const slack = http.createServer((request, response) => {
    request.on('data', (chunk: Buffer) => channel.received.push(chunk.toString()));
    request.on('end', () => response.writeHead(channel.isAway ? 410 : 200).end('ok'));
  });
  await once(slack.listen(0, '127.0.0.1'), 'listening');
  const harness = await openPageHarness('../automations/flows.ts');
  const url = `http://127.0.0.1:${(slack.address() as AddressInfo).port}/slack`;
  await blockOf(harness.context, 'slack-webhook', { url });
  const page = await harness.open({ viewport: { width: 1280, height: 1000 } });
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  const flowId = async (name: string) => (await harness.call<{ id: string }>('GET', `/flows/name/${name}`)).id;
  return {
    harness,
    page,
    channel,
    press,
    emit: (...events) =>
      harness.call(
        'POST',
        '/events',
        events.map((event) => ({ id: randomUUID(), occurred: new Date().toISOString(), ...event })),
      ),
    async startRun(flowName) {
      const run = await harness.call<FlowRun>('POST', '/flow_runs/', { flow_id: await flowId(flowName) });
      await expect.poll(() => harness.stateOf(run.id), WAIT).toBe('Running');
      return run;
    },
    async deploy(flowName, name) {
      const document = { flow_id: await flowId(flowName), name };
      return (await harness.call<{ id: string }>('POST', '/deployments/', document)).id;
    },
    runsOf: (deploymentId) =>
      harness.call<FlowRun[]>('POST', '/flow_runs/filter', { deployments: { id: { any_: [deploymentId] } } }),
    async openWizard(template) {
      await page.goto(`${harness.url}/automations/new`);
      if (template !== undefined) await page.getByRole('radio', { name: template, exact: true }).check();
    },
    async create(name) {
      await press('Next');
      await page.getByLabel('Name', { exact: false }).first().fill(name);
      await press('Create');
      await page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
      return page.url().split('/').at(-1) ?? '';
    },
    async firing() {
      const card = page.getByRole('article', { name: /^Firing of/ }).first();
      await card.getByText('completed', { exact: true }).waitFor();
      expect(await page.getByRole('article').count()).toBe(1);
      return card;
    },
    async close() {
      await harness.close();
      slack.close();
    },
  };
}
