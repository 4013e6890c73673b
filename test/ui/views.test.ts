// Every view in a browser: opened at two widths, in light and dark, without a serious fault; and the wizard's refusal of an
// automation that can never fire.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPageHarness, seriousFaults, type PageHarness } from './harness.js';

const PATIENT = 180_000;
const PLACES = [
  '/',
  '/runs',
  '/deployments',
  '/automations',
  '/events',
  '/blocks',
  '/variables',
  '/webhooks',
  '/work-pools',
];
let harness: PageHarness;
beforeAll(async () => {
  harness = await openPageHarness('../../workflows/examples/greet-user.ts');
}, 240_000);
afterAll(() => harness.close());

describe('an automation that can never fire', () => {
  it(
    'is refused with the reason',
    async () => {
      const page = await harness.open();
      await page.goto(`${harness.url}/automations/new`);
      const text = page.getByRole('textbox', { name: 'The automation as JSON' });
      const trigger = { type: 'event', posture: 'Proactive', threshold: 0, within: 3600 };
      await text.fill(JSON.stringify({ name: 'Never', trigger, actions: [{ type: 'do-nothing' }] }));
      for (const name of ['Next', 'Next', 'Create']) await page.getByRole('button', { name }).click();
      await page.getByRole('alert').getByText('threshold').first().waitFor();
      await page.context().close();
    },
    PATIENT,
  );
});

describe('every view', () => {
  it(
    'opens without a serious fault, wide and narrow, in light and dark',
    async () => {
      for (const [colorScheme, width] of [
        ['light', 1280],
        ['dark', 390],
      ] as const) {
        const window = await harness.open({ colorScheme, viewport: { width, height: 850 } });
        for (const place of PLACES) {
          await window.goto(harness.url + place);
          await window.getByRole('heading', { level: 1 }).waitFor();
          await window.locator('[aria-busy=true]').first().waitFor({ state: 'hidden' });
          expect(await seriousFaults(window), `${place} in ${colorScheme}`).toEqual([]);
          const overflow = await window.evaluate('document.documentElement.scrollWidth - innerWidth');
          expect(overflow, `${place} is too wide at ${width}`).toBeLessThanOrEqual(0);
        }
        await window.context().close();
      }
    },
    PATIENT,
  );
});
