// The main stories of whoever runs the product, in a browser, on the real server.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPageHarness, seriousFaults, signIn, WAIT, type PageHarness } from './harness.js';

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
    await page.getByText('Completed').first().waitFor();
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
  it('is asked for, refuses wrong credentials, and ends', async () => {
    const page = await harness.open({ signedIn: false });
    await page.goto(`${harness.url}/runs`);
    await page.getByLabel('API key, or user:password').fill('a guess');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('This is neither the API key').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await signIn(page, harness.url);
    expect(await page.evaluate('document.cookie')).toBe('');
    await page.getByRole('button', { name: /Sign out/ }).click();
    await page.getByLabel('API key, or user:password').waitFor();
    await page.context().close();
  }, 180_000);
});

describe('the browser', () => {
  it('had nothing to complain about', () => {
    expect(harness.complaints).toEqual([]);
  });
});
