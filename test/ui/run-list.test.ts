// The list of runs in a browser, filtered by its address; and what somebody hostile wrote, wherever it is shown.
import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { choose } from './form-fields.js';
import { openPageHarness, seriousFaults, WAIT, type PageHarness } from './harness.js';
import { HOSTILE } from './run-flows.js';
import * as activities from './run-tasks.js';

const PATIENT = 180_000;
let harness: PageHarness;
let page: Page;
beforeAll(async () => {
  harness = await openPageHarness('./run-flows.ts', activities);
  page = await harness.open();
}, 240_000);
afterAll(() => harness.close());

const tab = (name: string) => page.getByRole('tab', { name, exact: true }).click();
const shows = (text: string | RegExp) => page.getByText(text).first().waitFor();

describe('the list of runs', () => {
  it(
    'is filtered by all that its address says, and the address by what is chosen',
    async () => {
      const flow = await harness.call<{ id: string }>('GET', '/flows/name/listens');
      const name = `deployment-${randomUUID().slice(0, 8)}`;
      const { id: deployment } = await harness.call<{ id: string }>('POST', '/deployments/', {
        name,
        flow_id: flow.id,
      });
      const later = { type: 'SCHEDULED', state_details: { scheduled_time: '2100-01-01T00:00:00Z' } };
      const tags = ['blue'];
      const wanted = { state: later, name: 'wanted-run', deployment_id: deployment, tags };
      await harness.startRun('listens', wanted);
      await harness.startRun('listens', { ...wanted, name: 'other-deployment', deployment_id: null });
      await harness.startRun('failsOnce', { ...wanted, name: 'other-flow', deployment_id: null });

      await page.goto(`${harness.url}/runs`);
      await shows('wanted-run');
      await choose(page, 'Flow', 'listens');
      await page.getByText('other-flow').waitFor({ state: 'hidden' });
      await page.getByRole('combobox', { name: 'Deployment' }).fill(name.slice(0, 14));
      await page.getByRole('option', { name: `listens/${name}` }).click();
      await page.getByText('other-deployment').waitFor({ state: 'hidden' });
      await page.getByLabel('Tag').fill('blue');
      await page.getByLabel('Name').fill('wanted');
      await page.getByRole('combobox', { name: 'State' }).click();
      await page.getByRole('option', { name: 'Scheduled' }).click();
      await page.keyboard.press('Escape');
      await choose(page, 'Time', 'Last hour');
      await shows('1 run');
      const { searchParams } = new URL(page.url());
      expect(Object.fromEntries(searchParams)).toEqual({
        flow: 'listens',
        deployment,
        tag: 'blue',
        name: 'wanted',
        state: '["SCHEDULED"]',
        hours: '1',
      });
      await page.reload();
      await page.getByRole('link', { name: 'wanted-run' }).waitFor();
      expect(await page.getByRole('combobox', { name: 'Deployment' }).inputValue()).toBe(`listens/${name}`);
      await page.getByLabel('Name').fill('nobody');
      await shows('No run fits');
      await page.getByRole('link', { name: 'Show all runs' }).click();
      await shows('other-flow');
      expect(await page.getByLabel('Name').inputValue()).toBe('');
    },
    PATIENT,
  );
});

describe('the time that runs start in', () => {
  it(
    'is a range of its own between two local times, kept in the address as instants, and refused when it ends first',
    async () => {
      const flow = await harness.call<{ id: string }>('GET', '/flows/name/listens');
      const local = (iso: string) => page.evaluate<number>(`new Date('${iso}').getTime()`);
      const at = async (name: string, time: string) => {
        const state_details = { scheduled_time: new Date(await local(time)).toISOString() };
        await harness.call('POST', '/flow_runs/', {
          name,
          flow_id: flow.id,
          state: { type: 'SCHEDULED', state_details },
        });
      };
      await at('before-it', '2090-05-01T08:59');
      await at('within-it', '2090-05-01T12:00');
      await at('after-it', '2090-05-01T17:01');
      const link = (name: string) => page.getByRole('link', { name });
      await page.goto(`${harness.url}/runs`);
      await link('after-it').waitFor();

      await choose(page, 'Time', 'From … to …');
      const [from, to] = [page.getByLabel('From', { exact: true }), page.getByLabel('To', { exact: true })];
      expect(await from.inputValue()).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/);
      await from.fill('2090-05-01T09:00');
      await link('before-it').waitFor({ state: 'hidden' });
      await to.fill('2090-05-01T17:00');
      await link('after-it').waitFor({ state: 'hidden' });
      await shows('1 run');
      const iso = async (time: string) => new Date(await local(time)).toISOString();
      const range = { since: await iso('2090-05-01T09:00'), until: await iso('2090-05-01T17:00') };
      await expect.poll(() => Object.fromEntries(new URL(page.url()).searchParams), WAIT).toEqual(range);
      await page.reload();
      await link('within-it').waitFor();
      expect([await from.inputValue(), await to.inputValue()]).toEqual(['2090-05-01T09:00', '2090-05-01T17:00']);

      await to.fill('2090-05-01T08:00');
      await shows('“From” is after “To”');
      await shows('Expected a time after “From”.');
      expect(await to.getAttribute('aria-invalid')).toBe('true');
      expect(await seriousFaults(page)).toEqual([]);
      await to.fill('');
      await link('after-it').waitFor();
      await from.fill('');
      await link('before-it').waitFor();
      await to.fill('2090-05-01T09:00');
      await link('within-it').waitFor({ state: 'hidden' });
      await choose(page, 'Time', 'Last hour');
      await link('within-it').waitFor();
      await from.waitFor({ state: 'hidden' });
      expect(new URL(page.url()).search).toBe('?hours=1');
    },
    PATIENT,
  );
});

describe('what somebody hostile wrote', () => {
  it(
    'stays text, wherever it is shown',
    async () => {
      const name = `name ${HOSTILE}`;
      const body = { name, tags: [`tag ${HOSTILE}`], labels: { [`label ${HOSTILE}`]: HOSTILE } };
      const id = await harness.startRun('saysHostile', body);
      await harness.reaches(id, 'Paused');
      await page.goto(`${harness.url}/runs`);
      await page.getByRole('link', { name }).click();
      await page.getByRole('heading', { level: 1, name }).waitFor();
      await shows(/^description/);
      expect(await page.locator('.markdown img, .markdown script').count()).toBe(0);
      expect(await page.locator('a[href^="javascript:"]').count()).toBe(0);
      for (const [place, text] of [
        ['Logs', `log ${HOSTILE}`],
        ['Parameters and details', `label ${HOSTILE.slice(0, 8)}`],
        ['Events', 'prefect.flow-run.Paused'],
      ] as const) {
        await tab(place);
        await shows(text);
      }
      await page.goto(harness.url);
      await page.getByRole('link', { name }).first().waitFor();
      expect(await page.evaluate('window.hurt')).toBeUndefined();
      expect(await page.locator('img[src=x], [onerror]').count()).toBe(0);
    },
    PATIENT,
  );
});

describe('the browser', () => {
  it('had nothing to complain about', () => {
    expect(harness.complaints).toEqual([]);
  });
});
