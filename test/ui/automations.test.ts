// Automations through the page: those that people come with are created in the wizard and fire; each is told in words,
// explained and tried on past events; a refusal stands beside its field.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Automation } from '../../src/domain/automations/automation.js';
import type { FlowRun } from '../../src/domain/flow-runs.js';
import { blockOf } from '../automations/seed-platform.js';
import { choose, fillLabel, fillTags } from './form-fields.js';
import { openPageHarness, seriousFaults, WAIT, type PageHarness } from './harness.js';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let harness: PageHarness;
let page: Page;
const received: string[] = [];
/** While true, what is sent is refused. */
let isAway = false;
const slack = http.createServer((request, response) => {
  request.on('data', (chunk: Buffer) => received.push(chunk.toString()));
  request.on('end', () => response.writeHead(isAway ? 410 : 200).end('ok'));
});

beforeAll(async () => {
  await once(slack.listen(0, '127.0.0.1'), 'listening');
  harness = await openPageHarness('../automations/flows.ts');
  const url = `http://127.0.0.1:${(slack.address() as AddressInfo).port}/slack`;
  await blockOf(harness.context, 'slack-webhook', { url });
  page = await harness.open({ viewport: { width: 1280, height: 1000 } });
});
afterAll(async () => {
  await harness.close();
  slack.close();
});

const ago = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();
const runResource = (id: string) => ({ 'prefect.resource.id': `prefect.flow-run.${id}` });
type Written = Readonly<Record<string, unknown>>;

function emit(...events: readonly Written[]): Promise<void> {
  const documents = events.map((event) => ({ id: randomUUID(), occurred: new Date().toISOString(), ...event }));
  return harness.call('POST', '/events', documents);
}

async function startRun(flowName: string): Promise<FlowRun> {
  const flow = await harness.call<{ id: string }>('GET', `/flows/name/${flowName}`);
  const run = await harness.call<FlowRun>('POST', '/flow_runs/', { flow_id: flow.id });
  await expect.poll(() => harness.stateOf(run.id), WAIT).toBe('Running');
  return run;
}

async function deploy(flowName: string, name: string): Promise<string> {
  const flow = await harness.call<{ id: string }>('GET', `/flows/name/${flowName}`);
  return (await harness.call<{ id: string }>('POST', '/deployments/', { flow_id: flow.id, name })).id;
}

const runsOf = (deploymentId: string) =>
  harness.call<FlowRun[]>('POST', '/flow_runs/filter', { deployments: { id: { any_: [deploymentId] } } });

async function openWizard(template?: string): Promise<void> {
  await page.goto(`${harness.url}/automations/new`);
  if (template !== undefined) await page.getByRole('radio', { name: template, exact: true }).check();
}
const press = (name: string) => page.getByRole('button', { name, exact: true }).click();

/** The last step: a name, and the automation's page opens. Gives the id. */
async function create(name: string): Promise<string> {
  await press('Next');
  await page.getByLabel('Name', { exact: false }).first().fill(name);
  await press('Create');
  await page.getByRole('heading', { level: 1, name }).waitFor();
  return page.url().split('/').at(-1) ?? '';
}

/** The firing that the open automation's page shows by itself, once its actions are done. */
async function firing(): Promise<Locator> {
  const card = page.getByRole('article', { name: /^Firing of/ }).first();
  await card.getByText('completed', { exact: true }).waitFor();
  expect(await page.getByRole('article').count()).toBe(1);
  return card;
}

const retire = (id: string) => harness.call('DELETE', `/automations/${id}`);

describe('an automation made in the wizard fires', () => {
  it('woodchonk: cancels the run at the third walk, says why not before, and is tried on what happened', async () => {
    await openWizard('Custom');
    await fillTags(page, 'Events', 'animal.walked');
    await fillLabel(page, 'Resource', 1, 'genus', 'Marmota');
    await press('Add a label');
    await fillLabel(page, 'Resource', 2, 'species', 'monax');
    await page.getByLabel('Times', { exact: true }).fill('3');
    await page.getByText('when animal.walked happens 3 times within 1m 0s where genus is Marmota').first().waitFor();
    await press('Next');
    await choose(page, 'What to do', 'cancel flow run');
    await expect.poll(() => seriousFaults(page), WAIT).toEqual([]);
    const id = await create('woodchonk');
    const run = await startRun('stuck');
    const related = [{ ...runResource(run.id), 'prefect.resource.role': 'flow-run' }];
    const resource = { 'prefect.resource.id': 'animal.1', genus: 'Marmota', species: 'monax' };
    const walk = { event: 'animal.walked', resource, related };
    await emit(walk, { ...walk, resource: { ...resource, species: 'marmota' } }, walk);
    await page.getByRole('tab', { name: 'Why or why not' }).click();
    await page.getByText('2 of 3').first().waitFor();
    await page.getByText('It waits for 1 more expected event').waitFor();
    await expect.poll(() => seriousFaults(page), WAIT).toEqual([]);
    await page.getByRole('tab', { name: 'Firings' }).click();
    await page.getByText('It has not fired yet').waitFor();
    await emit(walk);
    await (await firing()).getByText('cancel flow run').waitFor();
    await expect.poll(() => harness.stateOf(run.id), WAIT).toBe('Cancelled');
    await page.getByRole('tab', { name: 'Try on past events' }).click();
    await press('Try');
    await page.getByText('it would have fired once').waitFor();
    const told = page.getByRole('list', { name: 'Events and firings, the newest first' });
    expect(await told.getByText('animal.walked of animal.1').count()).toBe(3);
    expect(await told.getByText('fires', { exact: true }).count()).toBe(1);
    await retire(id);
  });

  it('order completion per user: runs the deployment for the user who completed', async () => {
    const deploymentId = await deploy('postOrderComplete', 'orders');
    await openWizard('Custom');
    await fillTags(page, 'Events', 'order.complete');
    await fillTags(page, 'Only after', 'order.created');
    await fillTags(page, 'Counted for each', 'prefect.resource.id');
    await press('Next');
    await choose(page, 'What to do', 'run deployment');
    await choose(page, 'Deployment', 'orders');
    await page.getByLabel('Parameters', { exact: true }).fill('{"user_id": "{{ event.resource.id }}"}');
    const id = await create('order complete');
    for (const [event, user] of [
      ['order.created', '123'],
      ['order.created', '456'],
      ['order.complete', '123'],
    ] as const) {
      await emit({ event, resource: { 'prefect.resource.id': user } });
    }
    await (await firing()).getByText('run deployment').waitFor();
    const runs = await runsOf(deploymentId);
    expect(runs.map(({ parameters }) => parameters)).toEqual([{ user_id: '123' }]);
    await expect.poll(() => harness.stateOf(runs[0]?.id ?? ''), WAIT).toBe('Completed');
    await retire(id);
  });

  it('an upstream deployment that completes starts the downstream one and is told of in words', async () => {
    const upstream = await deploy('upstreamFlow', 'upstream');
    const downstream = await deploy('downstreamFlow', 'downstream');
    await page.goto(`${harness.url}/automations/new?deployment=${downstream}`);
    await press('Add a related resource');
    await fillLabel(page, 'Related resource', 2, 'prefect.resource.name', 'upstream');
    await press('Next');
    const id = await create('downstream after upstream');
    await harness.call('POST', `/deployments/${upstream}/create_flow_run`, {});
    const card = await firing();
    await card.getByText('run deployment').waitFor();
    await expect.poll(async () => (await runsOf(downstream))[0]?.state_name, WAIT).toBe('Completed');
    expect(await runsOf(downstream)).toHaveLength(1);
    await retire(id);
  });

  it('cancel long running flows, pasted as YAML, which the fields follow', async () => {
    const run = await startRun('stuck');
    await openWizard();
    await page.getByText('YAML', { exact: true }).click();
    await page.getByRole('textbox', { name: 'The automation as YAML' }).fill(LONG_RUNNING);
    expect(await page.getByLabel('Within seconds').inputValue()).toBe('30');
    await page.getByText('when prefect.flow-run.* does not happen within 30s after prefect.flow-run.Failed').waitFor();
    await page.getByLabel('Within seconds').fill('20');
    await expect
      .poll(() => page.getByRole('textbox', { name: 'The automation as YAML' }).inputValue(), WAIT)
      .toMatch(/^  within: 20$/m);
    await press('Next');
    const id = await create('Cancel long running flows');
    // It failed nearly twenty seconds ago, so the test waits for the rest only; the other run's event sets the clock.
    await emit(
      { event: 'prefect.flow-run.Failed', resource: runResource(run.id), occurred: ago(18.5) },
      { event: 'prefect.flow-run.Pending', resource: runResource(randomUUID()) },
    );
    await (await firing()).getByText('cancel flow run').waitFor();
    await expect.poll(() => harness.stateOf(run.id), WAIT).toBe('Cancelled');
    await retire(id);
  });

  it('a flow stuck in Running is cancelled and told of, in the words of the template', async () => {
    const run = await startRun('stuck');
    await openWizard('Absence');
    await page.getByLabel('Within seconds').fill('10');
    await press('Next');
    await choose(page, 'What to do', 'cancel flow run');
    await press('Add an action');
    const second = page.getByRole('group', { name: 'Action 2' });
    await choose(second, 'What to do', 'send notification');
    await second.getByLabel('Body', { exact: true }).fill('{{ flow_run.name }} hangs');
    await second.getByRole('combobox', { name: 'Block' }).click();
    await page.getByRole('option', { name: /Slack Webhook/ }).click();
    const id = await create('stuck in Running');
    const finished = randomUUID();
    await emit(
      { event: 'prefect.flow-run.Running', resource: runResource(run.id), occurred: ago(8.5) },
      { event: 'prefect.flow-run.Running', resource: runResource(finished), occurred: ago(8.5) },
      { event: 'prefect.flow-run.Completed', resource: runResource(finished) },
    );
    const card = await firing();
    await card.getByText(/send a notification/).waitFor();
    expect(await card.getByText('executed', { exact: true }).count()).toBe(2);
    await expect.poll(() => harness.stateOf(run.id), WAIT).toBe('Cancelled');
    expect(received.join('')).toContain(`${run.name} hangs`);
    await retire(id);
  });
});

const LONG_RUNNING = `
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
`;

describe('an automation that is there', () => {
  it('shows a refusal beside its field, and what failed, which is done again', async () => {
    await openWizard('Run state');
    await fillTags(page, 'Events', 'prefect.flow-run.Completed');
    await press('Add a related resource');
    await fillLabel(page, 'Related resource', 2, 'prefect.resource.name', 'notified');
    await press('Next');
    await choose(page, 'What to do', 'send notification');
    await page.getByLabel('Subject', { exact: true }).fill('Run of {{ flow.name }}');
    await page.getByLabel('Body', { exact: true }).fill('{{ flow_run.name }} is {{ flow_run.state.name }}');
    await press('Next');
    await press('Create');
    const block = page.locator('.mantine-Select-root').filter({ has: page.getByRole('combobox', { name: 'Block' }) });
    await block.getByText('is missing').waitFor();
    await expect.poll(() => seriousFaults(page), WAIT).toEqual([]);
    await page.getByRole('combobox', { name: 'Block' }).click();
    await page.getByRole('option', { name: /Slack Webhook/ }).click();
    const id = await create('notified of');
    received.length = 0;
    isAway = true;
    const deployment = await deploy('upstreamFlow', 'notified');
    await harness.call('POST', `/deployments/${deployment}/create_flow_run`, { state: { type: 'SCHEDULED' } });
    const card = page.getByRole('article', { name: /^Firing of/ });
    await card.getByText('failed', { exact: true }).first().waitFor();
    await card
      .getByText(/status 410/)
      .first()
      .waitFor();
    await expect.poll(() => seriousFaults(page), WAIT).toEqual([]);
    isAway = false;
    received.length = 0;
    await press('Do the failed actions again');
    await card.getByText('completed', { exact: true }).waitFor();
    const [run] = await runsOf(deployment);
    expect(received.join('')).toContain(`*Run of upstreamFlow*\\n${run?.name} is Completed`);
    await keepAndChange(id);
  });
});

/** Edits, copies, switches off and deletes the open automation. */
async function keepAndChange(id: string): Promise<void> {
  await page.getByRole('link', { name: 'Edit' }).click();
  await page.getByRole('heading', { level: 1, name: 'Change notified of' }).waitFor();
  await press('Next');
  await press('Next');
  await page.getByLabel('Description', { exact: true }).fill('Tells the channel.');
  await press('Save');
  await page.getByRole('heading', { level: 1, name: 'Change notified of' }).waitFor({ state: 'hidden' });
  await page.getByText('Tells the channel.', { exact: true }).waitFor();
  const stored = () => harness.call<Automation>('GET', `/automations/${id}`);
  expect(await stored()).toMatchObject({ name: 'notified of', description: 'Tells the channel.' });
  await page.getByRole('switch', { name: 'notified of is on' }).click({ force: true });
  await expect.poll(async () => (await stored()).enabled, WAIT).toBe(false);
  await page.getByRole('link', { name: 'Duplicate' }).click();
  await press('Next');
  await press('Next');
  await press('Create');
  await page.getByRole('heading', { level: 1, name: 'notified of (copy)' }).waitFor();
  await press('Delete');
  await page.getByRole('dialog').getByRole('button', { name: 'Keep it' }).click();
  await press('Delete');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('heading', { level: 1, name: 'Automations' }).waitFor();
  await page.getByRole('link', { name: 'notified of', exact: true }).waitFor();
  expect(await page.getByRole('link', { name: 'notified of (copy)' }).count()).toBe(0);
}

describe('the browser', () => {
  it('had nothing to complain about', () => {
    expect(harness.complaints).toEqual([]);
  });
});
