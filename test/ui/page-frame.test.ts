// What every view shares: the connection that it is live by, what is said when the server or what is behind it is away,
// times that tick, colours, the menu of a phone; and that all of it is reached by keys alone.
import { randomUUID } from 'node:crypto';
import type { Locator, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { toProblem } from '../../src/api/problem.js';
import { SluiceError, type ErrorCode } from '../../src/domain/errors.js';
import { choose } from './form-fields.js';
import { openPageHarness, seriousFaults, WAIT, type PageHarness } from './harness.js';
import * as activities from './run-tasks.js';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 240_000 });

let harness: PageHarness;
let page: Page;
beforeAll(async () => {
  harness = await openPageHarness('./run-flows.ts', activities);
  page = await harness.open();
});
afterAll(() => harness.close());

const button = (name: string) => page.getByRole('button', { name, exact: true });
const heading = (name: string | RegExp) => page.getByRole('heading', { name, exact: true }).first();

async function emit(name: string): Promise<void> {
  const resource = { 'prefect.resource.id': `frame.${name}`, 'prefect.resource.name': name };
  const event = { id: randomUUID(), occurred: new Date().toISOString(), event: 'frame.happened', resource };
  await expect.poll(() => harness.call('POST', '/events', [event]).then(() => true), WAIT).toBe(true);
}

/** Answers as the server does while something behind it is away. */
const refuse = (code: ErrorCode, status: number) => (route: Route) =>
  route.fulfill({
    status,
    contentType: 'application/problem+json',
    body: JSON.stringify(toProblem(new SluiceError(code), { path: '/', requestId: 'request-7' })),
  });

describe('the mark of a live page', () => {
  it('says when the connection is lost, and what happened meanwhile is there once it is back', async () => {
    await page.goto(`${harness.url}/events?name=frame.`);
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByText('No event fits').waitFor();
    await page.route('**/api/**', (route) => route.abort('connectionrefused'));
    harness.breakConnections();
    await page.getByText('Connecting', { exact: true }).waitFor();
    await emit('while nobody heard');
    await page.unroute('**/api/**');
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByText('while nobody heard').waitFor();
  });
});

describe('what is away', () => {
  it('is told with what to do about it, and tried again: no server', async () => {
    await page.goto(harness.url);
    await heading('Dashboard').waitFor();
    await page.route('**/api/automations/**', (route) => route.abort('connectionrefused'));
    await page.getByRole('link', { name: 'Automations', exact: true }).click();
    const told = page.getByRole('alert');
    await told.getByText(/cannot be reached/).waitFor();
    await told.getByText('Look whether the server runs, then try again.').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await page.unroute('**/api/automations/**');
    await button('Try again').click();
    await page.getByText('No automations yet').waitFor();
  });

  it('no database: nothing was recorded', async () => {
    await page.route('**/api/variables/', refuse('store-unavailable', 503));
    await page.goto(`${harness.url}/variables`);
    await button('New variable').click();
    const making = page.getByRole('dialog', { name: 'New variable' });
    await making.getByLabel('Name').fill('kept');
    await choose(making, 'Value', 'Number');
    await making.getByRole('textbox', { name: 'Number' }).fill('60');
    await making.getByRole('button', { name: 'Create' }).click();
    await making.getByText('The store cannot be reached. Nothing was recorded.').waitFor();
    await making.getByText('Look whether the database runs, then try again.').waitFor();
    await making.getByText('Request request-7').waitFor();
    await page.unroute('**/api/variables/');
    await making.getByRole('button', { name: 'Create' }).click();
    await making.waitFor({ state: 'hidden' });
    await page.getByText('kept', { exact: true }).waitFor();
  });

  it('no Temporal: the run is as it was', async () => {
    const id = await harness.startRun('listens');
    await harness.reaches(id, 'Running');
    await page.goto(`${harness.url}/runs/${id}`);
    await page.route('**/suspend', refuse('temporal-unavailable', 503));
    await button('Suspend').click();
    const notice = page.getByRole('status');
    await notice.getByText(/The Temporal server cannot be reached. Nothing was recorded.\nLook whether/).waitFor();
    await page.unroute('**/suspend');
    await notice.getByRole('button', { name: 'Close the notice' }).click();
    expect(await harness.stateOf(id)).toBe('Running');
    await button('Suspend').click();
    await harness.reaches(id, 'Suspended');
  });
});

describe('a span of events', () => {
  it('may have either end, and says so when it ends before it begins', async () => {
    await emit('of today');
    await page.goto(`${harness.url}/events?name=frame.`);
    await page.getByText('of today').waitFor();
    await choose(page, 'Time', 'From … to …');
    const [from, to] = [page.getByLabel('From', { exact: true }), page.getByLabel('To', { exact: true })];
    await to.fill('2020-01-01T00:00');
    await page.getByText('“From” is after “To”').waitFor();
    await page.getByText('Expected a time after “From”.').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await from.fill('');
    await page.getByText('“From” is after “To”').waitFor({ state: 'hidden' });
    await page.getByText('No event fits').waitFor();
    expect(new URL(page.url()).searchParams.has('since')).toBe(false);
    await to.fill('');
    await page.getByText('of today').waitFor();
    await page.getByLabel('Name begins with').focus();
    await from.waitFor({ state: 'hidden' });
    expect(await page.getByRole('combobox', { name: 'Time' }).inputValue()).toBe('Last day');
  });
});

describe('a relative time', () => {
  it('ticks, and says what it is in UTC', async () => {
    const id = await harness.startPaused('plansTrip', { key: randomUUID() });
    await page.goto(`${harness.url}/runs/${id}`);
    const time = page.locator('time').first();
    const said = await time.textContent();
    expect(said).toMatch(/seconds? ago|now|minute ago/);
    await expect.poll(() => time.textContent(), WAIT).not.toBe(said);
    expect(await time.getAttribute('title')).toMatch(/ · \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/);
  });
});

describe('the colours', () => {
  it('are the system’s, or light or dark by choice, which is kept', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.goto(`${harness.url}/runs`);
    const shown = (scheme: string) => page.locator(`html[data-mantine-color-scheme=${scheme}]`).waitFor();
    await shown('dark');
    await button('Colours: auto. Change to light.').click();
    await shown('light');
    await page.reload();
    await shown('light');
    await page.emulateMedia({ colorScheme: 'light' });
    await button('Colours: light. Change to dark.').click();
    await shown('dark');
    await button('Colours: dark. Change to auto.').click();
    await shown('light');
  });
});

describe('the menu of a phone', () => {
  it('is put away until it is wanted, also from the keys, and leads on', async () => {
    await page.setViewportSize({ width: 390, height: 800 });
    await page.goto(`${harness.url}/runs`);
    await heading('Runs').waitFor();
    const link = page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Events', exact: true });
    await link.waitFor({ state: 'hidden' });
    await button('Menu').click();
    await link.click();
    await heading('Events').waitFor();
    await link.waitFor({ state: 'hidden' });
    expect(await button('Menu').getAttribute('aria-expanded')).toBe('false');
    await page.setViewportSize({ width: 1280, height: 800 });
  });
});

describe('somebody without a mouse', () => {
  /** Goes on by Tab until something has the focus. */
  async function tabTo(wanted: Locator, key = 'Tab'): Promise<void> {
    for (let presses = 0; presses < 80; presses += 1) {
      await page.keyboard.press(key);
      if ((await wanted.and(page.locator(':focus')).count()) > 0) return;
    }
    throw new Error('Not reached by Tab.');
  }
  const type = (text: string) => page.keyboard.type(text);
  const press = (key: string) => page.keyboard.press(key);

  it('finds the run that waits, answers it, mends what was refused, and is done', async () => {
    const id = await harness.startRun('plansTrip', { parameters: { key: randomUUID() }, name: 'trip-by-keys' });
    await harness.reaches(id, 'Paused');
    await page.goto(harness.url);
    const link = page.getByRole('link', { name: 'trip-by-keys' }).first();
    await link.waitFor();
    await press('Tab');
    await press('Enter');
    await tabTo(link);
    await press('Enter');
    await heading('This run waits for an answer').waitFor();
    const name = page.getByLabel('name');
    await name.waitFor();
    await tabTo(name);
    await type('Ada');
    const seat = page.getByRole('combobox', { name: 'seat' });
    await tabTo(seat);
    const highlighted = page.getByRole('option', { name: 'window' }).and(page.locator('[data-combobox-selected]'));
    const chooseOn = async () => {
      await press((await highlighted.count()) > 0 ? 'Enter' : 'ArrowDown');
      return seat.inputValue();
    };
    await expect.poll(chooseOn, WAIT).toBe('window');
    await tabTo(page.getByLabel('city'));
    await type('Oslo');
    await tabTo(page.getByLabel('nights'));
    await press('Control+A');
    await type('9');
    await tabTo(button('Resume'));
    await press('Enter');
    await page.getByText('No hotel takes us that long.').first().waitFor();
    expect(await harness.stateOf(id)).toBe('Paused');
    await tabTo(page.getByLabel('nights'), 'Shift+Tab');
    await press('Control+A');
    await type('3');
    await tabTo(button('Resume'));
    await press('Space');
    await harness.reaches(id, 'Completed');
    const result = await harness.call('GET', `/flow_runs/${id}/result`);
    expect(result).toMatchObject({
      traveller: { name: 'Ada', seat: 'window' },
      stops: [{ city: 'Oslo', nights: 3 }],
    });
  });
});

describe('the browser', () => {
  it('had nothing to complain about', () => {
    expect(harness.complaints).toEqual([]);
  });
});
