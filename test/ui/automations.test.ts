// Automations through the page: those that people come with are created in the wizard and fire; each is told in words,
// explained and tried on past events.
import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openAutomationStories, type AutomationStories } from './automation-stories.js';
import { choose, fillLabel, fillTags } from './form-fields.js';
import { seriousFaults, WAIT, type PageHarness } from './harness.js';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let stories: AutomationStories;
let harness: PageHarness;
let page: Page;
beforeAll(async () => {
  stories = await openAutomationStories();
  ({ harness, page } = stories);
});
afterAll(() => stories.close());

const ago = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();
const runResource = (id: string) => ({ 'prefect.resource.id': `prefect.flow-run.${id}` });
const retire = (id: string) => harness.call('DELETE', `/automations/${id}`);

describe('an automation made in the wizard fires', () => {
  it('woodchonk: cancels the run at the third walk, says why not before, and is tried on what happened', async () => {
    await stories.openWizard('Custom');
    await fillTags(page, 'Events', 'animal.walked');
    await fillLabel(page, 'Resource', 1, 'genus', 'Marmota');
    await stories.press('Add a label');
    await fillLabel(page, 'Resource', 2, 'species', 'monax');
    await page.getByLabel('Times', { exact: true }).fill('3');
    await page.getByText('when animal.walked happens 3 times within 1m where genus is Marmota').first().waitFor();
    await stories.press('Next');
    await choose(page, 'What to do', 'cancel flow run');
    await expect.poll(() => seriousFaults(page), WAIT).toEqual([]);
    const id = await stories.create('woodchonk');
    const run = await stories.startRun('stuck');
    const related = [{ ...runResource(run.id), 'prefect.resource.role': 'flow-run' }];
    const resource = { 'prefect.resource.id': 'animal.1', genus: 'Marmota', species: 'monax' };
    const walk = { event: 'animal.walked', resource, related };
    await stories.emit(walk, { ...walk, resource: { ...resource, species: 'marmota' } }, walk);
    await page.getByRole('tab', { name: 'Why or why not' }).click();
    await page.getByText('2 of 3').first().waitFor();
    await page.getByText('It waits for 1 more expected event').waitFor();
    await expect.poll(() => seriousFaults(page), WAIT).toEqual([]);
    await page.getByRole('tab', { name: 'Firings' }).click();
    await page.getByText('It has not fired yet').waitFor();
    await stories.emit(walk);
    await (await stories.firing()).getByText('cancel flow run').waitFor();
    await expect.poll(() => harness.stateOf(run.id), WAIT).toBe('Cancelled');
    await page.getByRole('tab', { name: 'Try on past events' }).click();
    await stories.press('Try');
    await page.getByText('it would have fired once').waitFor();
    const told = page.getByRole('list', { name: 'Events and firings, the newest first' });
    expect(await told.getByText('animal.walked of animal.1').count()).toBe(3);
    expect(await told.getByText('fires', { exact: true }).count()).toBe(1);
    await retire(id);
  });

  it('order completion per user: runs the deployment for the user who completed', async () => {
    const deploymentId = await stories.deploy('postOrderComplete', 'orders');
    await stories.openWizard('Custom');
    await fillTags(page, 'Events', 'order.complete');
    await fillTags(page, 'Only after', 'order.created');
    await fillTags(page, 'Counted for each', 'prefect.resource.id');
    await stories.press('Next');
    await choose(page, 'What to do', 'run deployment');
    await choose(page, 'Deployment', 'orders');
    await page.getByLabel('Parameters', { exact: true }).fill('{"user_id": "{{ event.resource.id }}"}');
    const id = await stories.create('order complete');
    for (const [event, user] of [
      ['order.created', '123'],
      ['order.created', '456'],
      ['order.complete', '123'],
    ] as const) {
      await stories.emit({ event, resource: { 'prefect.resource.id': user } });
    }
    await (await stories.firing()).getByText('run deployment').waitFor();
    const runs = await stories.runsOf(deploymentId);
    expect(runs.map(({ parameters }) => parameters)).toEqual([{ user_id: '123' }]);
    await expect.poll(() => harness.stateOf(runs[0]?.id ?? ''), WAIT).toBe('Completed');
    await retire(id);
  });

  it('an upstream deployment that completes starts the downstream one and is told of in words', async () => {
    const upstream = await stories.deploy('upstreamFlow', 'upstream');
    const downstream = await stories.deploy('downstreamFlow', 'downstream');
    await page.goto(`${harness.url}/automations/new?deployment=${downstream}`);
    await stories.press('Add a related resource');
    await fillLabel(page, 'Related resource', 2, 'prefect.resource.name', 'upstream');
    await stories.press('Next');
    const id = await stories.create('downstream after upstream');
    await harness.call('POST', `/deployments/${upstream}/create_flow_run`, {});
    const card = await stories.firing();
    await card.getByText('run deployment').waitFor();
    await expect.poll(async () => (await stories.runsOf(downstream))[0]?.state_name, WAIT).toBe('Completed');
    expect(await stories.runsOf(downstream)).toHaveLength(1);
    await retire(id);
  });

  it('cancel long running flows, pasted as YAML, which the fields follow', async () => {
    const run = await stories.startRun('stuck');
    await stories.openWizard();
    await page.getByText('YAML', { exact: true }).click();
    await page.getByRole('textbox', { name: 'The automation as YAML' }).fill(LONG_RUNNING);
    expect(await page.getByLabel('Within seconds').inputValue()).toBe('30');
    await page.getByText('when prefect.flow-run.* does not happen within 30s after prefect.flow-run.Failed').waitFor();
    await page.getByLabel('Within seconds').fill('20');
    await expect
      .poll(() => page.getByRole('textbox', { name: 'The automation as YAML' }).inputValue(), WAIT)
      .toMatch(/^  within: 20$/m);
    await stories.press('Next');
    const id = await stories.create('Cancel long running flows');
    // It failed nearly twenty seconds ago, so the test waits for the rest only; the other run's event sets the clock.
    await stories.emit(
      { event: 'prefect.flow-run.Failed', resource: runResource(run.id), occurred: ago(18.5) },
      { event: 'prefect.flow-run.Pending', resource: runResource(randomUUID()) },
    );
    await (await stories.firing()).getByText('cancel flow run').waitFor();
    await expect.poll(() => harness.stateOf(run.id), WAIT).toBe('Cancelled');
    await retire(id);
  });

  it('a flow stuck in Running is cancelled and told of, in the words of the template', async () => {
    const run = await stories.startRun('stuck');
    await stories.openWizard('Absence');
    await page.getByLabel('Within seconds').fill('10');
    await stories.press('Next');
    await choose(page, 'What to do', 'cancel flow run');
    await stories.press('Add an action');
    const second = page.getByRole('group', { name: 'Action 2' });
    await choose(second, 'What to do', 'send notification');
    await second.getByLabel('Body', { exact: true }).fill('{{ flow_run.name }} hangs');
    await second.getByRole('combobox', { name: 'Block' }).click();
    await page.getByRole('option', { name: /Slack Webhook/ }).click();
    const id = await stories.create('stuck in Running');
    const finished = randomUUID();
    await stories.emit(
      { event: 'prefect.flow-run.Running', resource: runResource(run.id), occurred: ago(8.5) },
      { event: 'prefect.flow-run.Running', resource: runResource(finished), occurred: ago(8.5) },
      { event: 'prefect.flow-run.Completed', resource: runResource(finished) },
    );
    const card = await stories.firing();
    await card.getByText(/send a notification/).waitFor();
    expect(await card.getByText('executed', { exact: true }).count()).toBe(2);
    await expect.poll(() => harness.stateOf(run.id), WAIT).toBe('Cancelled');
    expect(stories.channel.received.join('')).toContain(`${run.name} hangs`);
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

describe('the browser', () => {
  it('had nothing to complain about', () => {
    expect(harness.complaints).toEqual([]);
  });
});
