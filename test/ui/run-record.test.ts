// What a run's page shows of a long record: its log while the run writes it, however many lines there are, and inputs by the
// hundred.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { choose } from './form-fields.js';
import { openPageHarness, seriousFaults, WAIT, type PageHarness } from './harness.js';
import * as activities from './run-tasks.js';

const PATIENT = 180_000;
let harness: PageHarness;
let page: Page;
/** Addresses that the page asked for. */
const asked: string[] = [];
beforeAll(async () => {
  harness = await openPageHarness('./run-flows.ts', activities);
  page = await harness.open();
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
}, 240_000);
afterAll(() => harness.close());

const button = (name: string) => page.getByRole('button', { name, exact: true });
const log = () => page.getByRole('log', { name: 'Log of the run' });
const line = (text: string) => log().getByText(text, { exact: true });

let sent = 0;
async function sendInput(runId: string, text: string): Promise<void> {
  sent += 1;
  const key = `strautomaticruninput-auto-${sent}`;
  await harness.call('POST', `/flow_runs/${runId}/input`, { key, value: JSON.stringify({ value: text }) });
}

/** Lines that tasks on other machines might write. */
async function write(flow_run_id: string, messages: readonly string[]): Promise<void> {
  const lines = messages.map((message) => ({
    name: 'elsewhere',
    level: 20,
    message,
    timestamp: new Date().toISOString(),
    flow_run_id,
  }));
  await harness.call('POST', '/logs/', lines);
}

async function startListening(): Promise<string> {
  const id = await harness.startRun('listens');
  await harness.reaches(id, 'Running');
  return id;
}

describe('the log of a run that goes on', () => {
  it(
    'has lines as the run writes them, without asking for them, also when they are searched',
    async () => {
      const id = await startListening();
      await page.goto(`${harness.url}/runs/${id}?tab=logs`);
      await page.getByText('They are shown as the run writes them.').waitFor();
      asked.length = 0;
      await sendInput(id, 'Ada');
      await line('Heard Ada').waitFor();
      await sendInput(id, 'Grace');
      await line('Heard Grace').waitFor();
      expect(await harness.stateOf(id)).toBe('Running');
      expect(asked.filter((path) => path.includes('/logs'))).toEqual([]);

      await page.getByLabel('Search').fill('Ada');
      await line('Heard Grace').waitFor({ state: 'hidden' });
      await sendInput(id, 'Ada Lovelace');
      await line('Heard Ada Lovelace').waitFor();
      await expect.poll(() => page.url(), WAIT).toContain('text=Ada');
      await page.reload();
      await line('Heard Ada Lovelace').waitFor();
      expect(await page.getByLabel('Search').inputValue()).toBe('Ada');
      await choose(page, 'Level', 'Errors');
      await page.getByText('No line fits').waitFor();
      expect(await seriousFaults(page)).toEqual([]);
      await button('Show all lines').click();
      await line('Heard Grace').waitFor();
      await sendInput(id, 'that is all');
      await line('Heard that is all').waitFor();
      await page.getByText('The run has ended.').waitFor();
    },
    PATIENT,
  );

  it(
    'draws the lines that are seen alone, follows the end, and stops when somebody turns back',
    async () => {
      const id = await startListening();
      for (let start = 0; start < 6_000; start += 1_000)
        await write(
          id,
          Array.from({ length: 1_000 }, (_, index) => `line ${start + index + 1}`),
        );
      await page.goto(`${harness.url}/runs/${id}?tab=logs`);
      await line('line 6000').waitFor();
      expect(await log().locator('.log-line').count()).toBeLessThan(200);
      await write(id, ['one more']);
      await expect.poll(() => isInSight('one more'), WAIT).toBe(true);

      await log().focus();
      await page.keyboard.press('PageUp');
      await button('Follow the end').waitFor();
      await page.keyboard.press('Home');
      await line('line 1').waitFor();
      await write(id, ['and another']);
      // The stream is in order, so a later line of another search tells that this one has come.
      await button('Follow the end').click();
      await expect.poll(() => isInSight('and another'), WAIT).toBe(true);
      expect(await line('line 1').count()).toBe(0);
      expect(await seriousFaults(page)).toEqual([]);
      await button('Stop following').click();
      await button('Follow the end').waitFor();
      await sendInput(id, 'that is all');
      await harness.reaches(id, 'Completed');
    },
    PATIENT,
  );
});

/** Whether a line is drawn, and inside the part of the log that is seen. */
async function isInSight(text: string): Promise<boolean> {
  if ((await line(text).count()) === 0) return false;
  const [frame, box] = [await log().boundingBox(), await line(text).boundingBox()];
  return frame !== null && box !== null && box.y >= frame.y && box.y + box.height <= frame.y + frame.height + 1;
}

describe('inputs by the hundred', () => {
  it(
    'are shown a part at a time, to the last',
    async () => {
      const id = await harness.startPaused('saysHostile');
      const keys = Array.from({ length: 205 }, (_, index) => `later-${index + 1}`);
      for (let start = 0; start < keys.length; start += 20)
        await Promise.all(
          keys
            .slice(start, start + 20)
            .map((key) => harness.call('POST', `/flow_runs/${id}/input`, { key, value: '1' })),
        );
      const kept = async () =>
        (await harness.call<unknown[]>('POST', `/flow_runs/${id}/input/filter`, { prefix: '', limit: 500 })).length;
      const all = await kept();
      expect(all).toBeGreaterThanOrEqual(205);
      await page.goto(`${harness.url}/runs/${id}?tab=inputs`);
      const received = page.getByRole('region', { name: 'Received' });
      await received.getByText(/^The first \d+ are here\.$/).waitFor();
      const first = await received.getByRole('article').count();
      expect(first).toBeLessThan(all);
      while ((await button('Show later ones').count()) > 0) {
        const shown = await received.getByRole('article').count();
        await button('Show later ones').click();
        await expect.poll(() => received.getByRole('article').count(), WAIT).toBeGreaterThan(shown);
      }
      expect(await received.getByRole('article').count()).toBe(all);
      await harness.call('POST', `/flow_runs/${id}/cancel`, {}).catch(() => undefined);
    },
    PATIENT,
  );
});

describe('the browser', () => {
  it('had nothing to complain about', () => {
    expect(harness.complaints).toEqual([]);
  });
});
