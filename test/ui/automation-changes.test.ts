// Automations that are there, through the page: what the server refuses stands beside its field; what failed is done again;
// one is changed, copied, switched off and deleted.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Automation } from '../../src/domain/automations/automation.js';
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

describe('an automation that can never fire', () => {
  it('is refused with the reason', async () => {
    await stories.openWizard();
    const text = page.getByRole('textbox', { name: 'The automation as JSON' });
    const trigger = { type: 'event', posture: 'Proactive', threshold: 0, within: 3600 };
    await text.fill(JSON.stringify({ name: 'Never', trigger, actions: [{ type: 'do-nothing' }] }));
    for (const name of ['Next', 'Next', 'Create']) await stories.press(name);
    await page.getByRole('alert').getByText('threshold').first().waitFor();
  });
});

describe('a trigger that was written', () => {
  it('is put back when a template took its place, and is not left unsaved without a question', async () => {
    await stories.openWizard('Custom');
    await fillTags(page, 'Events', 'animal.walked');
    await page.getByRole('radio', { name: 'Metric', exact: true }).check();
    await page.getByLabel('For at least seconds').waitFor();
    await stories.press('Put it back');
    await page.getByText('when animal.walked happens').first().waitFor();
    await page.getByRole('link', { name: 'Automations', exact: true }).click();
    const asking = page.getByRole('dialog', { name: 'Leave without saving?' });
    await asking.getByRole('button', { name: 'Stay' }).click();
    await asking.waitFor({ state: 'hidden' });
    await page.getByRole('heading', { level: 1, name: 'New automation' }).waitFor();
    await page.getByRole('link', { name: 'Automations', exact: true }).click();
    await asking.getByRole('button', { name: 'Leave' }).click();
    await page.getByRole('heading', { level: 1, name: 'Automations', exact: true }).waitFor();
  });
});

describe('an automation that is there', () => {
  it('shows a refusal beside its field, and what failed, which is done again', async () => {
    await stories.openWizard('Run state');
    await fillTags(page, 'Events', 'prefect.flow-run.Completed');
    await stories.press('Add a related resource');
    await fillLabel(page, 'Related resource', 2, 'prefect.resource.name', 'notified');
    await stories.press('Next');
    await choose(page, 'What to do', 'send notification');
    await page.getByLabel('Subject', { exact: true }).fill('Run of {{ flow.name }}');
    await page.getByLabel('Body', { exact: true }).fill('{{ flow_run.name }} is {{ flow_run.state.name }}');
    await stories.press('Next');
    await stories.press('Create');
    await page.getByText('Give it a name.').waitFor();
    await page.getByLabel('Name', { exact: false }).first().fill('notified of');
    await stories.press('Create');
    const block = page.locator('.mantine-Select-root').filter({ has: page.getByRole('combobox', { name: 'Block' }) });
    await block.getByText('is missing').waitFor();
    await expect.poll(() => seriousFaults(page), WAIT).toEqual([]);
    await page.getByRole('combobox', { name: 'Block' }).click();
    await page.getByRole('option', { name: /Slack Webhook/ }).click();
    const id = await stories.create('notified of');
    stories.channel.received.length = 0;
    stories.channel.isAway = true;
    const deployment = await stories.deploy('upstreamFlow', 'notified');
    await harness.call('POST', `/deployments/${deployment}/create_flow_run`, { state: { type: 'SCHEDULED' } });
    const card = page.getByRole('article', { name: /^Firing of/ });
    await card.getByText('failed', { exact: true }).first().waitFor();
    await card
      .getByText(/status 410/)
      .first()
      .waitFor();
    await expect.poll(() => seriousFaults(page), WAIT).toEqual([]);
    stories.channel.isAway = false;
    stories.channel.received.length = 0;
    await stories.press('Do the failed actions again');
    await card.getByText('completed', { exact: true }).waitFor();
    await card.getByRole('link', { name: /^block .+/ }).waitFor();
    const [run] = await stories.runsOf(deployment);
    const told = stories.channel.received.join('');
    for (const words of ['Run of upstreamFlow', `${run?.name} is Completed`]) expect(told).toContain(words);
    await keepAndChange(id);
  });
});

/** Edits, copies, switches off and deletes the open automation. */
async function keepAndChange(id: string): Promise<void> {
  await page.getByRole('link', { name: 'Edit' }).click();
  await page.getByRole('heading', { level: 1, name: 'Change notified of' }).waitFor();
  await stories.press('Next');
  await stories.press('Next');
  await page.getByLabel('Description', { exact: true }).fill('Tells the channel.');
  await stories.press('Save');
  await page.getByRole('heading', { level: 1, name: 'Change notified of' }).waitFor({ state: 'hidden' });
  await page.getByText('Tells the channel.', { exact: true }).waitFor();
  const stored = () => harness.call<Automation>('GET', `/automations/${id}`);
  expect(await stored()).toMatchObject({ name: 'notified of', description: 'Tells the channel.' });
  await page.getByRole('switch', { name: 'notified of is on' }).click({ force: true });
  await expect.poll(async () => (await stored()).enabled, WAIT).toBe(false);
  await page.getByRole('link', { name: 'Duplicate' }).click();
  await stories.press('Next');
  await stories.press('Next');
  await stories.press('Create');
  await page.getByRole('heading', { level: 1, name: 'notified of (copy)' }).waitFor();
  await stories.press('Delete');
  await page.getByRole('dialog').getByRole('button', { name: 'Keep it' }).click();
  await stories.press('Delete');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('heading', { level: 1, name: 'Automations' }).waitFor();
  await page.getByRole('link', { name: 'notified of', exact: true }).waitFor();
  expect(await page.getByRole('link', { name: 'notified of (copy)' }).count()).toBe(0);

  // The list does as much.
  await page.getByText(/: send a notification by “.+ \(Slack Webhook\)”: Run of/).waitFor();
  expect(await seriousFaults(page)).toEqual([]);
  const onOff = page.getByRole('switch', { name: 'notified of is on' });
  expect(await onOff.isChecked()).toBe(false);
  await onOff.press('Space');
  await expect.poll(async () => (await stored()).enabled, WAIT).toBe(true);
  await expect.poll(() => onOff.isChecked(), WAIT).toBe(true);
  await page.getByRole('link', { name: 'Edit notified of', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Change notified of' }).waitFor();
  await page.getByRole('link', { name: 'Automations', exact: true }).click();
  await stories.press('Delete notified of');
  const asking = page.getByRole('dialog', { name: 'Delete notified of?' });
  await asking.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('link', { name: 'notified of', exact: true }).waitFor({ state: 'hidden' });
  await expect(stored()).rejects.toThrow('404');
}

describe('the browser', () => {
  it('had nothing to complain about', () => {
    expect(harness.complaints).toEqual([]);
  });
});
