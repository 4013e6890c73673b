// The wizard's other templates through the page: a work pool or a deployment that is no longer ready, and the compound
// trigger that deployments are given by their authors; a draft is tried on past events before it is made.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Page } from 'playwright-core';
import type { Automation } from '../../src/domain/automations/automation.js';
import { openAutomationStories, type AutomationStories } from './automation-stories.js';
import { choose, fillTags } from './form-fields.js';
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

const stored = (id: string) => harness.call<Automation>('GET', `/automations/${id}`);
const retire = (id: string) => harness.call('DELETE', `/automations/${id}`);

describe('an automation from a template', () => {
  it('work pool: pauses the pool that is no longer ready, which its firing leads to', async () => {
    const pool = await harness.call<{ id: string }>('POST', '/work_pools/', { name: 'harbour' });
    await stories.openWizard('Work pool');
    await stories.press('Next');
    await choose(page, 'What to do', 'pause work pool');
    await page.getByText('Then: pause work pool of the event.').waitFor();
    const id = await stories.create('pool is away');
    expect((await stored(id)).trigger).toMatchObject({
      match: { 'prefect.resource.id': 'prefect.work-pool.*' },
      expect: ['prefect.work-pool.not-ready'],
    });
    const resource = { 'prefect.resource.id': `prefect.work-pool.${pool.id}`, 'prefect.resource.name': 'harbour' };
    await stories.emit({ event: 'prefect.work-pool.not-ready', resource });
    const card = await stories.firing();
    await card.getByRole('link', { name: 'work pool harbour', exact: true }).waitFor();
    const { is_paused } = await harness.call<{ is_paused: boolean }>('GET', '/work_pools/harbour');
    expect(is_paused).toBe(true);
    await retire(id);
  });

  it('deployment: pauses the one that is no longer ready, which its firing leads to', async () => {
    const deployment = await stories.deploy('upstreamFlow', 'unready');
    await stories.openWizard('Deployment');
    await stories.press('Next');
    await choose(page, 'What to do', 'pause deployment');
    const id = await stories.create('deployment is away');
    expect((await stored(id)).trigger).toMatchObject({
      match: { 'prefect.resource.id': 'prefect.deployment.*' },
      expect: ['prefect.deployment.not-ready'],
    });
    const resource = { 'prefect.resource.id': `prefect.deployment.${deployment}` };
    await stories.emit({ event: 'prefect.deployment.not-ready', resource });
    const card = await stories.firing();
    const { paused } = await harness.call<{ paused: boolean }>('GET', `/deployments/${deployment}`);
    expect(paused).toBe(true);
    await card.getByRole('link', { name: 'deployment unready', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'unready' }).waitFor();
    await retire(id);
  });

  it('compound: tried as a draft, then runs the deployment once both events were seen, in either order', async () => {
    const deployment = await stories.deploy('downstreamFlow', 'my-deployment');
    const resource = { 'prefect.resource.id': 'my.external.resource' };
    const [pinged, replied] = ['pinged', 'replied'].map((what) => ({ event: `external.resource.${what}`, resource }));
    await stories.emit(pinged!, replied!);

    await stories.openWizard('Compound');
    for (const [part, event] of [
      ['Part 1', 'external.resource.pinged'],
      ['Part 2', 'external.resource.replied'],
    ] as const) {
      const fields = page.getByRole('group', { name: part, exact: true });
      await fillTags(fields, 'Events', event);
      await fillTags(fields, 'Resource: values of prefect.resource.id', 'my.external.resource');
      await fillTags(fields, 'Counted for each');
    }
    await page.getByText('Try it on past events').click();
    await stories.press('Try');
    await page.getByText('it would have fired once').waitFor();
    const told = page.getByRole('list', { name: 'Events and firings, the newest first' });
    await told.getByText('external.resource.replied of my.external.resource').waitFor();
    await expect.poll(() => seriousFaults(page), WAIT).toEqual([]);
    expect(await harness.call('POST', '/automations/count', {})).toBe(0);

    await stories.press('Next');
    await choose(page, 'What to do', 'run deployment');
    await choose(page, 'Deployment', 'my-deployment');
    await page.getByLabel('Parameters', { exact: true }).fill('{"param_1": "{{ event }}"}');
    const id = await stories.create('my-compound-trigger');
    expect((await stored(id)).trigger).toMatchObject({
      type: 'compound',
      require: 'all',
      triggers: [pinged, replied].map((one) => ({ type: 'event', match: resource, expect: [one?.event] })),
    });
    await stories.emit(replied!);
    await stories.emit(pinged!);
    const card = await stories.firing();
    await card.getByRole('link', { name: 'deployment my-deployment', exact: true }).waitFor();
    const [run, ...others] = await stories.runsOf(deployment);
    expect(others).toEqual([]);
    expect(JSON.stringify(run?.parameters['param_1'])).toContain('external.resource.');
    await card.getByRole('link', { name: `run ${run?.name}`, exact: true }).click();
    await page.getByRole('heading', { level: 1, name: run?.name ?? '' }).waitFor();
    await retire(id);
  });
});

describe('the browser', () => {
  it('had nothing to complain about', () => {
    expect(harness.complaints).toEqual([]);
  });
});
