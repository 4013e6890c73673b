// Deployments through the page: a run started by a form, refused and then taken; one planned for later; schedules that are
// made, switched off and deleted.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Deployment } from '../../src/domain/deployments.js';
import type { FlowRun } from '../../src/domain/flow-runs.js';
import { markLateRuns } from '../../src/services/deployments/start-due-runs.js';
import { openPageHarness, seriousFaults, WAIT, type PageHarness } from './harness.js';
import * as activities from './shop-tasks.js';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 240_000 });

const SCHEMA = {
  type: 'object',
  required: ['day'],
  properties: {
    day: { type: 'string', title: 'Day', description: 'The day to sum up.', minLength: 1 },
    rows: { type: 'integer', title: 'Rows', default: 20, minimum: 1, maximum: 1000 },
  },
};
let harness: PageHarness;
let page: Page;
let id: string;
/** In a pool that no worker takes runs from. */
let unserved: string;
beforeAll(async () => {
  harness = await openPageHarness('./shop-flows.ts', activities);
  const flow = await harness.call<{ id: string }>('GET', '/flows/name/dailyReport');
  for (const name of ['by-hand', 'another'])
    id = (await harness.call<{ id: string }>('POST', '/deployments/', { name, flow_id: flow.id })).id;
  const document = { name: 'by-hand', flow_id: flow.id, parameter_openapi_schema: SCHEMA };
  id = (await harness.call<{ id: string }>('POST', '/deployments/', document)).id;
  await harness.call('POST', '/work_pools/', { name: 'nobody-works-here' });
  const inPool = { name: 'in-pool', flow_id: flow.id, work_pool_name: 'nobody-works-here' };
  unserved = (await harness.call<{ id: string }>('POST', '/deployments/', inPool)).id;
  page = await harness.open();
});
afterAll(() => harness.close());

const stored = () => harness.call<Deployment>('GET', `/deployments/${id}`);
const button = (name: string) => page.getByRole('button', { name, exact: true });
const heading = (name: string) => page.getByRole('heading', { level: 1, name, exact: true });
const openDeployment = async () => {
  await page.goto(`${harness.url}/deployments/${id}`);
  await heading('by-hand').waitFor();
};
const runNamed = async (name: string): Promise<FlowRun | undefined> =>
  (await harness.call<FlowRun[]>('POST', '/flow_runs/filter', { flow_runs: { name: { any_: [name] } } }))[0];

describe('a run by form', () => {
  it('is found by name, refused beside its field, and started with what was filled in', async () => {
    await page.goto(`${harness.url}/deployments`);
    await page.getByRole('link', { name: 'another' }).waitFor();
    await page.getByLabel('Name', { exact: true }).fill('by-h');
    await page.getByRole('link', { name: 'another' }).waitFor({ state: 'hidden' });
    expect(new URL(page.url()).searchParams.get('name')).toBe('by-h');
    await page.getByRole('link', { name: 'by-hand' }).click();
    await heading('by-hand').waitFor();
    await page.getByText('The day to sum up.').waitFor();
    await button('Start a run').click();
    const day = page.locator('.mantine-InputWrapper-root').filter({ hasText: 'Day' }).last();
    await day.getByText('This field is required.').waitFor();
    await page.getByText('Name and time').click();
    await page.getByLabel('Name of the run').fill('report-by-hand');
    await page.getByLabel('Day').fill('2026-11-27');
    expect(await seriousFaults(page)).toEqual([]);

    // The server judges too, whatever wrote the values.
    await page.getByText('JSON', { exact: true }).click();
    await page.getByLabel('Values as JSON').fill('{"day": "2026-11-27", "rows": 5000}');
    await button('Start a run').click();
    await page.getByRole('alert').getByText(/rows/).waitFor();
    expect(await runNamed('report-by-hand')).toBeUndefined();
    await page.getByText('Form', { exact: true }).click();
    expect(await page.getByLabel('Day').inputValue()).toBe('2026-11-27');
    await page.getByLabel('Rows').fill('31');
    await button('Start a run').click();

    await heading('report-by-hand').waitFor();
    await expect.poll(async () => (await runNamed('report-by-hand'))?.state_name, WAIT).toBe('Completed');
    const run = await runNamed('report-by-hand');
    expect(run).toMatchObject({ deployment_id: id, parameters: { day: '2026-11-27', rows: 31 } });
    await page.getByRole('tab', { name: 'Parameters and details' }).click();
    await page.getByRole('link', { name: 'by-hand' }).click();
    await page.getByRole('region', { name: 'Runs' }).getByRole('link', { name: 'report-by-hand' }).waitFor();
  });

  it('is planned when a time is given, and listed as planned; so is a late one', async () => {
    await openDeployment();
    await page.getByText('Name and time').click();
    await page.getByLabel('Name of the run').fill('report-for-later');
    await page.getByLabel('Start at').fill('2100-01-01T09:00');
    await page.getByLabel('Day').fill('tomorrow');
    await button('Start a run').click();
    await heading('report-for-later').waitFor();
    const run = await runNamed('report-for-later');
    expect(run?.state_name).toBe('Scheduled');
    expect(run?.expected_start_time).toMatch(/^(2099-12-31|2100-01-01)/);
    const late = { type: 'SCHEDULED', state_details: { scheduled_time: new Date(Date.now() - 120_000).toISOString() } };
    const body = { name: 'report-overdue', parameters: { day: 'today' }, state: late };
    await harness.call('POST', `/deployments/${unserved}/create_flow_run`, body);
    await markLateRuns(harness.context);

    await openDeployment();
    const planned = page.getByRole('region', { name: 'Planned and late' });
    await planned.getByRole('link', { name: 'report-for-later' }).waitFor();
    await page.getByRole('link', { name: 'All runs' }).click();
    await heading('Runs').waitFor();
    expect(new URL(page.url()).searchParams.get('deployment')).toBe(id);
    await page.getByRole('link', { name: 'report-for-later' }).waitFor();
    await page.goto(`${harness.url}/deployments/${unserved}`);
    await planned.getByRole('link', { name: 'report-overdue' }).waitFor();
    await planned.getByText('Late', { exact: true }).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
  });
});

describe('schedules', () => {
  it('are told in words while written, shown with their next runs, switched off, and deleted once that is confirmed', async () => {
    await openDeployment();
    await button('Add a schedule').click();
    const dialog = page.getByRole('dialog', { name: 'New schedule' });
    await dialog.getByLabel('Cron expression').fill('0 7 * *');
    await dialog.getByLabel('Time zone').fill('Europe/Paris');
    await dialog.getByRole('button', { name: 'Add the schedule' }).click();
    await dialog.getByRole('alert').waitFor();
    await dialog.getByLabel('Cron expression').fill('0 7 * * *');
    await dialog.getByText('At 07:00 AM (Europe/Paris)').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Add the schedule' }).click();
    await dialog.waitFor({ state: 'hidden' });
    const row = page.getByRole('listitem', { name: 'At 07:00 AM (Europe/Paris)' });
    await row.getByText(/^Next: /).waitFor();
    const next = row.locator('time').first();
    expect(await next.getAttribute('title')).toMatch(/ UTC$/);
    await row.getByRole('switch').click({ force: true });
    await expect.poll(async () => (await stored()).schedules.map(({ active }) => active), WAIT).toEqual([false]);
    await row.getByText('Paused.').waitFor();
    await row.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Keep it' }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect((await stored()).schedules).toHaveLength(1);
    await row.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await row.waitFor({ state: 'hidden' });
    expect((await stored()).schedules).toEqual([]);
  });

  it('are held back with their deployment', async () => {
    await openDeployment();
    await page.getByRole('switch', { name: 'by-hand is on' }).click({ force: true });
    await expect.poll(async () => (await stored()).paused, WAIT).toBe(true);
  });
});

describe('the browser', () => {
  it('had nothing to complain about', () => {
    expect(harness.complaints).toEqual([]);
  });
});
