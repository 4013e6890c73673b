// Every view of a filled shop in a browser, wide and narrow, in light and dark: without a serious fault, without anything
// wider than the window, without a complaint. With SLUICE_SCREENSHOTS set to a folder (`npm run screenshots`), each is
// also pictured there, and those of the README anew in docs/screenshots.
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillShop } from './filled-shop.js';
import { openPageHarness, seriousFaults, signIn, WAIT, type PageHarness } from './harness.js';
import { placesOf, type Place } from './places.js';
import * as activities from './shop-tasks.js';

const PICTURES = process.env.SLUICE_SCREENSHOTS;
const README_FOLDER = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url));
const README_PICTURES: Readonly<Record<string, string>> = {
  'dashboard-wide-light': 'dashboard.png',
  'run-paused-wide-dark': 'resume-with-form.png',
  'wizard-sequence-wide-light': 'automation.png',
  'run-answered-wide-light': 'timeline.png',
};
const WIDTHS = { wide: 1280, narrow: 390 } as const;
const HEIGHT = 860;
const SCHEMES = ['light', 'dark'] as const;
const FILL_MS = 400_000;
const ALL_VIEWS_MS = 900_000;

const channel = http.createServer((request, response) => {
  request.resume().on('end', () => response.writeHead(request.url?.endsWith('/gone') ? 410 : 200).end('ok'));
});
let harness: PageHarness;
let places: Place[];
let page: Page;
beforeAll(async () => {
  await once(channel.listen(0, '127.0.0.1'), 'listening');
  harness = await openPageHarness('./shop-flows.ts', activities);
  places = placesOf(await fillShop(harness, `http://127.0.0.1:${(channel.address() as AddressInfo).port}`));
  page = await harness.open();
}, FILL_MS);
afterAll(async () => {
  await harness.close();
  channel.close();
});

async function show({ path, title, open }: Place): Promise<void> {
  await page.setViewportSize({ width: WIDTHS.wide, height: HEIGHT });
  await page.goto(harness.url + path);
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
  await settle();
  await open(page);
}

/** What is on its way has come. */
async function settle(): Promise<void> {
  await expect.poll(() => page.locator('[aria-busy=true]').count(), WAIT).toBe(0);
}

/** Looks at what is open in each width and scheme; gives what is wrong with it. */
async function lookAt(name: string): Promise<string[]> {
  const faults: string[] = [];
  for (const [width, pixels] of Object.entries(WIDTHS)) {
    await page.setViewportSize({ width: pixels, height: HEIGHT });
    await stand();
    faults.push(...(await overflow()).map((fault) => `${name}, ${width}: ${fault}`));
    for (const colorScheme of SCHEMES) {
      // A narrow window holds no other colours than a wide one: each scheme is looked at in one of them.
      const isSeen = (width === 'wide') === (colorScheme === 'light');
      if (!isSeen && PICTURES === undefined) continue;
      await page.emulateMedia({ colorScheme });
      await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor();
      await stand();
      const found = await seriousFaults(page);
      faults.push(...found.map((fault) => `${name}, ${width}, ${colorScheme}: ${fault}`));
      await picture(`${name}-${width}-${colorScheme}`);
    }
  }
  return faults;
}

/** What moves has come to its end: half way, colours are neither of two. */
async function stand(): Promise<void> {
  await expect.poll(() => page.evaluate<number>(`document.getAnimations().length`), WAIT).toBe(0);
}

/** What stands out of the window, once it is drawn in its width. */
function overflow(): Promise<string[]> {
  return page.evaluate<string[]>(`new Promise((resolve) => requestAnimationFrame(() => {
    const { scrollWidth } = document.documentElement;
    if (scrollWidth <= innerWidth) return resolve([]);
    const out = [...document.querySelectorAll('main *')].filter((one) => one.getBoundingClientRect().right > innerWidth);
    resolve([scrollWidth - innerWidth + ' pixels too wide', ...out.slice(0, 3).map((one) => one.outerHTML.slice(0, 200))]);
  }))`);
}

async function picture(name: string): Promise<void> {
  if (PICTURES === undefined) return;
  await page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage: true });
  const file = README_PICTURES[name];
  if (file !== undefined) await page.screenshot({ path: README_FOLDER + file });
}

/** Who opens the page over a slow line waits for this much. */
const FIRST_VIEW_BYTES = 200_000;

describe('the first view', () => {
  it('is there after less than 200 KB of compressed script', { timeout: FILL_MS }, async () => {
    const first = await harness.open();
    const sizeOf = (field: 'encodedBodySize' | 'decodedBodySize') =>
      first.evaluate<number>(
        `performance.getEntriesByType('resource').reduce((sum, one) => sum + (/\\.js$/.test(one.name) ? one.${field} : 0), 0)`,
      );
    await first.goto(harness.url);
    await first.getByText('olive-oil-for-spring').waitFor();
    const sent = await sizeOf('encodedBodySize');
    expect(sent).toBeGreaterThan(50_000);
    expect(sent).toBeLessThan(FIRST_VIEW_BYTES);
    expect(sent).toBeLessThan((await sizeOf('decodedBodySize')) / 2);
    await first.context().close();
  });
});

/** The sum of a chart's numbers. */
async function counted(chart: string): Promise<number> {
  const cells = await page.getByRole('table', { name: chart, exact: true }).getByRole('cell').allTextContents();
  return cells.reduce((sum, text) => sum + (Number.parseInt(text, 10) || 0), 0);
}

describe('the dashboard', () => {
  it(
    'shows first what waits, then what is late, however long, and what failed just now',
    async () => {
      await page.goto(harness.url);
      const panel = (name: string) => page.getByRole('region', { name, exact: true });
      await panel('Waits for a person').getByRole('link', { name: 'olive-oil-for-spring' }).waitFor();
      const troubled = panel('Late, and failed in the last day');
      await troubled.getByRole('link', { name: 'prices-of-oliveri' }).waitFor();
      const names = await troubled.locator('a[href^="/runs/"]').allTextContents();
      expect(names).toEqual(['stocktaking-harbour', 'prices-of-oliveri']);
      const first = await page.locator('main section').first().getAttribute('aria-label');
      expect(first).toBe('Waits for a person');
      expect(await counted('Events a minute')).toBeGreaterThan(30);
      expect(await counted('Firings an hour')).toBeGreaterThan(0);
      const fired = panel('Automations fired, last day');
      await fired.getByRole('link', { name: 'Tell the shop when a run fails' }).first().waitFor();
    },
    FILL_MS,
  );
});

describe('every view', () => {
  it('opens without a serious fault, wide and narrow, in light and dark', { timeout: ALL_VIEWS_MS }, async () => {
    const faults: string[] = [];
    for (const place of places) {
      // One that does not open leaves the others to be looked at.
      await show(place).catch((error: unknown) => faults.push(`${place.name}: ${String(error)}`));
      faults.push(...(await lookAt(place.name)));
    }
    expect(faults).toEqual([]);
  });

  it('asks for credentials where it needs them', { timeout: FILL_MS }, async () => {
    page = await harness.open({ signedIn: false });
    await page.goto(`${harness.url}/runs`);
    await page.getByLabel('API key, or user:password').waitFor();
    expect(await lookAt('sign-in')).toEqual([]);
    await signIn(page, harness.url);
    await page.context().close();
  });
});

describe('the browser', () => {
  it('had nothing to complain about', () => {
    expect(harness.complaints).toEqual([]);
  });
});
