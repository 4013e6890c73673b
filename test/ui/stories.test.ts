// The main stories of whoever runs the product, in a browser, on the real server.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPageHarness, seriousFaults, WAIT, type PageHarness } from './harness.js';

let harness: PageHarness;
beforeAll(async () => {
  harness = await openPageHarness('../../workflows/examples/shirt-order.ts');
}, 240_000);
afterAll(() => harness.close());

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name }).first();

async function choose(page: Page, field: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: field }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

describe('a paused run', () => {
  it('is resumed with its form', { timeout: 180_000 }, async () => {
    const id = await harness.startPaused('getShirtOrder');
    const page = await harness.open();
    await page.goto(`${harness.url}/runs/${id}`);
    await heading(page, 'This run waits for an answer').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await choose(page, 'size', 'large');
    await choose(page, 'color', 'green');
    await page.getByRole('button', { name: 'Resume' }).click();
    await expect.poll(() => harness.stateOf(id), WAIT).toBe('Completed');
    await heading(page, 'This run waits for an answer').waitFor({ state: 'hidden' });
    const [decision] = await harness.call<{ actor: string; answer: unknown }[]>('GET', `/flow_runs/${id}/decisions`);
    expect(decision).toMatchObject({ actor: 'Ada', answer: { size: 'large', color: 'green' } });
    await page.context().close();
  });

  it('stays paused when its rule refuses the answer, says so beside the field, and takes a better one', async () => {
    const id = await harness.startPaused('getShirtOrder');
    const page = await harness.open();
    await page.goto(`${harness.url}/runs/${id}`);
    await choose(page, 'size', 'small');
    await choose(page, 'color', 'green');
    await page.getByRole('button', { name: 'Resume' }).click();
    const field = page.locator('.mantine-InputWrapper-root').filter({ hasText: 'color' }).last();
    await field.getByText('Green is only in-stock').waitFor();
    expect(await harness.stateOf(id)).toBe('Paused');
    await choose(page, 'size', 'medium');
    await page.getByRole('button', { name: 'Resume' }).click();
    await expect.poll(() => harness.stateOf(id), WAIT).toBe('Completed');
    await page.context().close();
  }, 180_000);
});

describe('signing in', () => {
  const key = (page: Page) => page.getByLabel('API key, or user:password');
  const enter = async (page: Page, secret: string) => {
    await key(page).fill(secret);
    await page.getByRole('button', { name: 'Sign in' }).click();
  };

  it('is asked for, refuses wrong credentials, leads to the address that was asked for, and ends', async () => {
    const page = await harness.open({ signedIn: false });
    const asked = `${harness.url}/runs?name=nobody&hours=24`;
    await page.goto(asked);
    await enter(page, 'a guess');
    await page.getByText('This is neither the API key').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await enter(page, harness.key);
    await page.getByText('No run fits').waitFor();
    expect(page.url()).toBe(asked);
    expect(await page.getByLabel('Name').inputValue()).toBe('nobody');
    expect(await page.evaluate('document.cookie')).toBe('');
    await page.getByRole('button', { name: /Sign out/ }).click();
    await key(page).waitFor();
    await page.context().close();
  }, 180_000);

  it('never leads to another server', async () => {
    const page = await harness.open({ signedIn: false });
    await page.goto(`${harness.url}/sign-in?to=${encodeURIComponent('//elsewhere.example/runs')}`);
    await enter(page, harness.key);
    await page.getByRole('heading', { name: 'Dashboard', level: 1 }).waitFor();
    expect(page.url()).toBe(`${harness.url}/`);
    await page.context().close();
  }, 180_000);
});

describe('the browser', () => {
  it('had nothing to complain about', () => {
    expect(harness.complaints).toEqual([]);
  });
});
