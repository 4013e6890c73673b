// The page of a run in a browser, on the real server: what is seen of a run, and what can be done to it.
import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { choose } from './form-fields.js';
import { openPageHarness, seriousFaults, TEMPORAL_UI, WAIT, type PageHarness } from './harness.js';
import * as activities from './run-tasks.js';

const PATIENT = 180_000;
let harness: PageHarness;
let page: Page;
beforeAll(async () => {
  harness = await openPageHarness('./run-flows.ts', activities);
  page = await harness.open();
}, 240_000);
afterAll(() => harness.close());

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
const dialog = (name: string) => page.getByRole('dialog', { name });
const tab = (name: string) => page.getByRole('tab', { name, exact: true }).click();
const shows = (text: string | RegExp) => page.getByText(text).first().waitFor();

const openRun = (id: string, search = '') => page.goto(`${harness.url}/runs/${id}${search}`);

describe('a run that asks', () => {
  it(
    'takes parts inside parts, shows a refusal beside its field, and what it did stands in its record',
    async () => {
      const id = await harness.startRun('plansTrip', { parameters: { key: randomUUID() }, tags: ['holiday'] });
      await harness.reaches(id, 'Paused');
      await openRun(id);
      await shows('This run waits for an answer');
      await page.getByText('Where', { exact: true }).and(page.locator('strong')).waitFor();
      await page.getByLabel('name').fill('Ada');
      await shows('As in the passport');
      await choose(page, 'seat', 'window');
      await page.getByLabel('city').fill('Oslo');
      await page.getByLabel('nights').fill('9');
      expect(await page.getByLabel('breakfast').isChecked()).toBe(true);
      expect(await seriousFaults(page)).toEqual([]);
      await button('Resume').click();
      const nights = page.locator('.mantine-InputWrapper-root').filter({ hasText: 'nights' }).last();
      await nights.getByText('No hotel takes us that long.').waitFor();
      expect(await harness.stateOf(id)).toBe('Paused');
      await page.getByLabel('nights').fill('2');
      await button('Add an entry').click();
      await page.getByLabel('city').nth(1).fill('Oslo');
      await button('Resume').click();
      await page.getByText('Each city once.').waitFor();
      expect(await harness.stateOf(id)).toBe('Paused');
      await page.getByRole('button', { name: 'Remove' }).nth(1).click();
      await button('Resume').click();
      await harness.reaches(id, 'Completed');
      await page.getByRole('heading', { name: 'This run waits for an answer' }).waitFor({ state: 'hidden' });

      const bars = page.getByRole('region', { name: 'Timeline' });
      const row = (text: string) => bars.getByRole('listitem').filter({ hasText: text });
      await row('failTimes').getByText('2 attempts').waitFor();
      expect(await row('failTimes').locator('[data-state=SCHEDULED]').count()).toBe(1);
      await row('The run')
        .getByText(/waited/)
        .waitFor();
      expect(await row('The run').locator('[data-state=PAUSED]').count()).toBe(1);
      await row('finds-a-place').getByText('subflow').waitFor();
      expect(await seriousFaults(page)).toEqual([]);
      await row('finds-a-place').getByRole('link').click();
      await tab('Parameters and details');
      await page.getByRole('link', { name: `run ${id}` }).click();

      await tab('Decisions');
      await shows('resumed by Ada');
      await shows('"city": "Oslo"');
      await tab('Events');
      await shows('prefect.flow-run.Paused');
      await tab('Logs');
      const log = page.getByRole('log');
      await log.getByText('Found a place').waitFor();
      await choose(page, 'Level', 'Errors');
      await log.getByText('Found a place').waitFor({ state: 'hidden' });
      await log.getByText('No parking there').waitFor();
      await choose(page, 'Level', 'All levels');
      await page.getByLabel('Search').fill('place');
      await log.getByText('No parking there').waitFor({ state: 'hidden' });
      await log.getByText('Found a place').waitFor();
      const link = page.getByRole('link', { name: 'Temporal Web UI' });
      expect(await link.getAttribute('href')).toBe(`${TEMPORAL_UI}/namespaces/default/workflows/${id}`);
    },
    PATIENT,
  );
});

describe('a run that listens', () => {
  it(
    'is suspended, resumed, sent inputs as text and as JSON, and cancelled only once that is confirmed',
    async () => {
      const id = await harness.startRun('listens');
      await harness.reaches(id, 'Running');
      await openRun(id);
      await button('Suspend').click();
      await shows('This run waits to be resumed');
      expect(await harness.stateOf(id)).toBe('Suspended');
      await button('Resume').click();
      await harness.reaches(id, 'Running');

      await button('Send input').click();
      await dialog('Send an input to this run').getByRole('textbox', { name: 'Value' }).fill('Ada');
      expect(await seriousFaults(page)).toEqual([]);
      await button('Send').click();
      await shows('The input is with the run.');
      await tab('Inputs');
      await shows('"value": "Ada"');

      await button('Send input').click();
      const sending = dialog('Send an input to this run');
      await sending.getByText('JSON', { exact: true }).click();
      await sending.getByRole('textbox', { name: 'Value' }).fill('{');
      await sending.getByText('Not JSON yet.').waitFor();
      expect(await button('Send').isDisabled()).toBe(true);
      await sending.getByRole('textbox', { name: 'Value' }).fill('"that is all"');
      await button('Send').click();
      await harness.reaches(id, 'Completed');
      expect(await harness.call('GET', `/flow_runs/${id}/result`)).toEqual(['Ada', 'that is all']);
      await button('Cancel run').waitFor({ state: 'hidden' });

      const other = await harness.startRun('listens');
      await harness.reaches(other, 'Running');
      await openRun(other);
      await button('Cancel run').click();
      await button('Keep it').click();
      await dialog('Cancel this run?').waitFor({ state: 'hidden' });
      expect(await harness.stateOf(other)).toBe('Running');
      await button('Cancel run').click();
      await dialog('Cancel this run?').getByRole('button', { name: 'Cancel run' }).click();
      await harness.reaches(other, 'Cancelled');
    },
    PATIENT,
  );
});

describe('a run that sends', () => {
  it(
    'shows what it sent to another run and to a client outside, apart from what it received',
    async () => {
      const client = randomUUID();
      await harness.call('PUT', `/mailboxes/${client}`);
      const receiver = await harness.startRun('listens', { name: 'patient-listener' });
      await harness.reaches(receiver, 'Running');
      const to = [receiver, `sluice.client.${client}`];
      const sender = await harness.startRun('passesOn', { parameters: { to } });
      const sent = async () => harness.call<{ key: string }[]>('POST', `/flow_runs/${sender}/sent_inputs/filter`);
      await expect.poll(async () => (await sent()).length, WAIT).toBe(2);
      await harness.call('POST', `/mailboxes/${client}/acknowledge`, { keys: [(await sent())[1]?.key] });

      await openRun(sender, '?tab=inputs');
      const [inSent, inReceived] = ['Sent', 'Received'].map((name) => page.getByRole('region', { name }));
      await inSent?.getByText('"value": "Grace"').waitFor();
      await inSent?.getByText(`client ${client}`).waitFor();
      await inSent?.getByText('what it said is no longer kept').waitFor();
      expect(await inSent?.getByRole('article').count()).toBe(2);
      await inReceived?.getByText('None received').waitFor();
      expect(await seriousFaults(page)).toEqual([]);
      await inSent?.getByRole('link', { name: 'run patient-listener' }).click();
      await inReceived?.getByText('"value": "Grace"').waitFor();
      await inSent?.getByText('None sent').waitFor();
      await inReceived?.getByRole('link', { name: `run ${sender}` }).click();
      await page.getByRole('heading', { level: 1, name: 'patient-listener' }).waitFor({ state: 'hidden' });
      for (const run of [receiver, sender]) {
        const input = { key: 'strautomaticruninput-auto-end', value: '{"value":"that is all"}' };
        await harness.call('POST', `/flow_runs/${run}/input`, input);
        await harness.reaches(run, 'Completed');
      }
    },
    PATIENT,
  );
});

describe('a run that failed', () => {
  it(
    'goes again from where it failed; its state is changed by hand or refused; it is deleted once that is confirmed',
    async () => {
      const id = await harness.startRun('failsOnce', { parameters: { key: randomUUID() }, name: 'clumsy-otter' });
      await harness.reaches(id, 'Failed');
      await openRun(id);
      await button('Retry from failure').click();
      await harness.reaches(id, 'Completed');
      await button('Retry from failure').waitFor({ state: 'hidden' });

      await button('Change state').click();
      const changing = dialog('Change the state of this run');
      await changing.getByRole('combobox', { name: 'New state' }).click();
      await page.getByRole('option', { name: 'Paused', exact: true }).click();
      await changing.getByRole('button', { name: 'Change state' }).click();
      await changing.getByText(/Not changed/).waitFor();
      await changing.getByRole('combobox', { name: 'New state' }).click();
      await page.getByRole('option', { name: 'Failed', exact: true }).click();
      await changing.getByLabel('Message').fill('it was wrong after all');
      await changing.getByRole('button', { name: 'Change state' }).click();
      await harness.reaches(id, 'Failed');
      await shows('it was wrong after all');

      await button('Delete').click();
      await dialog('Delete this run?').getByRole('button', { name: 'Delete' }).click();
      await page.waitForURL(`${harness.url}/runs`);
      await shows('Deleted clumsy-otter.');
      await expect(harness.stateOf(id)).rejects.toThrow('404');
      await openRun(id);
      await shows('It may have been deleted');
    },
    PATIENT,
  );
});

describe('a state that is forced', () => {
  it(
    'ends the workflow only once that is confirmed',
    async () => {
      const id = await harness.startRun('listens');
      await harness.reaches(id, 'Running');
      await openRun(id);
      await button('Change state').click();
      const changing = dialog('Change the state of this run');
      await choose(page, 'New state', 'Failed');
      await changing.getByRole('switch').press('Space');
      const force = () => changing.getByRole('button', { name: 'Change state' }).click();
      await force();
      const asking = page.getByRole('dialog', { name: /^End the workflow of/ });
      expect(await seriousFaults(page)).toEqual([]);
      await asking.getByRole('button', { name: 'Keep it running' }).click();
      await asking.waitFor({ state: 'hidden' });
      expect(await harness.stateOf(id)).toBe('Running');
      await force();
      await asking.getByRole('button', { name: 'End it' }).click();
      await harness.reaches(id, 'Failed');
    },
    PATIENT,
  );
});

describe('the browser', () => {
  it('had nothing to complain about', () => {
    expect(harness.complaints).toEqual([]);
  });
});
