// Events and webhooks through the page: the feed follows what comes in and is filtered by its address; an event that was
// seen becomes an automation that fires; a webhook is made, refused, tried without a trace, used,
// changed and rotated.
import { createHmac, randomUUID } from 'node:crypto';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Automation } from '../../src/domain/automations/automation.js';
import type { ReceivedEvent } from '../../src/domain/events/event.js';
import { choose, fillTags } from './form-fields.js';
import { openPageHarness, seriousFaults, WAIT, type PageHarness } from './harness.js';
import * as activities from './shop-tasks.js';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 240_000 });

let harness: PageHarness;
let page: Page;
beforeAll(async () => {
  harness = await openPageHarness('./shop-flows.ts', activities);
  page = await harness.open();
});
afterAll(() => harness.close());

const button = (name: string) => page.getByRole('button', { name, exact: true });
const heading = (name: string) => page.getByRole('heading', { level: 1, name, exact: true });
const feed = () => page.getByRole('group', { name: 'Events, newest first' });

async function emit(event: string, resourceId: string): Promise<void> {
  const resource = { 'prefect.resource.id': resourceId, 'prefect.resource.name': `Order ${resourceId}` };
  await harness.call('POST', '/events', [{ id: randomUUID(), occurred: new Date().toISOString(), event, resource }]);
}
const eventsNamed = async (name: string): Promise<readonly ReceivedEvent[]> => {
  const filter = { event: { name: [name] } };
  return (await harness.call<{ events: ReceivedEvent[] }>('POST', '/events/filter', { filter })).events;
};

describe('the feed of events', () => {
  it('shows what comes in, filters by name and resource, and opens one whole at an address of its own', async () => {
    await emit('shop.order.placed', 'shop.order.1');
    await page.goto(`${harness.url}/events`);
    await feed().getByText('Order shop.order.1').waitFor();
    await emit('shop.order.paid', 'shop.order.2');
    await feed().getByText('Order shop.order.2').waitFor();

    await page.getByLabel('Name begins with').fill('shop.order.paid');
    await feed().getByText('Order shop.order.1').waitFor({ state: 'hidden' });
    await page.getByText('1 event', { exact: true }).waitFor();
    await page.getByLabel('Resource begins with').fill('shop.order.1');
    await page.getByText('No event fits').waitFor();
    await page.getByLabel('Resource begins with').fill('shop.order.2');
    await button('Show shop.order.paid whole').click();
    const drawer = page.getByRole('dialog', { name: 'One event' });
    await drawer.getByRole('cell', { name: 'Order shop.order.2' }).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    const { searchParams } = new URL(page.url());
    expect(searchParams.get('name')).toBe('shop.order.paid');
    expect(searchParams.get('resource')).toBe('shop.order.2');
    await page.reload();
    await drawer.getByRole('cell', { name: 'Order shop.order.2' }).waitFor();
    expect(await page.getByLabel('Name begins with').inputValue()).toBe('shop.order.paid');
  });

  it('lets an event be automated, and the automation fires at the next one', async () => {
    await page.getByRole('link', { name: 'Automate this event' }).click();
    await heading('New automation').waitFor();
    await page.getByText('when shop.order.paid happens where prefect.resource.id is shop.order.2').waitFor();
    await fillTags(page, 'Resource: values of prefect.resource.id', 'shop.order.*');
    await page.getByRole('link', { name: 'Automations', exact: true }).click();
    await page.getByRole('dialog', { name: 'Leave without saving?' }).getByRole('button', { name: 'Stay' }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await button('Next').click();
    await button('Next').click();
    expect(await page.getByLabel('Name', { exact: false }).first().inputValue()).toBe('On shop.order.paid');
    await button('Create').click();
    await heading('On shop.order.paid').waitFor();
    const id = page.url().split('/').at(-1) ?? '';
    expect((await harness.call<Automation>('GET', `/automations/${id}`)).trigger).toMatchObject({
      expect: ['shop.order.paid'],
      match: { 'prefect.resource.id': 'shop.order.*' },
    });
    await emit('shop.order.paid', 'shop.order.3');
    const card = page.getByRole('article', { name: /^Firing of/ }).first();
    await card.getByText('completed', { exact: true }).waitFor();
    await page.goto(harness.url);
    const fired = page.getByRole('region', { name: 'Automations fired, last day' });
    await fired.getByRole('link', { name: 'On shop.order.paid' }).waitFor();
  });
});

const TEMPLATE = '{"event": "bank.paid", "resource": {"prefect.resource.id": "bank.account.{{ body.account }}"}}';

/** The secret that is shown, which is then put away. */
async function shownSecret(): Promise<string> {
  const told = page.getByRole('alert').filter({ hasText: 'The secret of bank, shown this once' });
  const secret = (await told.getByRole('button', { name: /^Copy the secret/ }).textContent()) ?? '';
  expect(secret.length).toBeGreaterThan(8);
  await told.getByRole('button', { name: 'Close' }).click();
  return secret;
}

describe('a webhook', () => {
  it('is refused beside its field, made with a secret that is shown once, tried, used, changed and rotated', async () => {
    await page.goto(`${harness.url}/webhooks`);
    await page.getByText('No webhooks yet').waitFor();
    await button('New webhook').click();
    const making = page.getByRole('dialog', { name: 'New webhook' });
    await making.getByLabel('Name').fill('bank');
    await making.getByLabel('Template').fill('{{ body.account');
    await choose(making, 'Verification', 'key');
    await making.getByRole('button', { name: 'Create' }).click();
    const field = making.locator('.mantine-InputWrapper-root').filter({ hasText: 'Template' }).last();
    await field.getByText(/must be Jinja text/).waitFor();
    await making.getByLabel('Template').fill(TEMPLATE);
    await making.getByRole('button', { name: 'Create' }).click();
    await making.waitFor({ state: 'hidden' });
    const secret = await shownSecret();

    await button('Try bank').click();
    const trying = page.getByRole('dialog', { name: 'Try bank' });
    await trying.getByLabel('What is posted').fill('{"account": 7}');
    await trying.getByRole('button', { name: 'Show the event' }).click();
    await trying.getByText('"prefect.resource.id": "bank.account.7"').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    expect(await eventsNamed('bank.paid')).toEqual([]);
    await trying.getByRole('button', { name: 'Close' }).click();
    await trying.waitFor({ state: 'hidden' });

    const address = await page.getByRole('button', { name: /^Copy the address/ }).textContent();
    const post = (key: string) =>
      fetch(address ?? '', {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
        body: '{"account": 8}',
      });
    expect((await post('a guess')).status).toBe(401);
    expect((await post(secret)).ok).toBe(true);
    await expect
      .poll(async () => (await eventsNamed('bank.paid')).map(({ resource }) => resource['prefect.resource.id']), WAIT)
      .toEqual(['bank.account.8']);

    // Another verification has another secret, and so has one that is rotated: each is shown, or its senders are lost.
    const change = async (fill: (changing: Locator) => Promise<unknown>): Promise<void> => {
      await button('Change bank').click();
      const changing = page.getByRole('dialog', { name: 'Change bank' });
      await fill(changing);
      await changing.getByRole('button', { name: 'Save' }).click();
      await changing.waitFor({ state: 'hidden' });
    };
    await change((changing) => choose(changing, 'Verification', 'github'));
    const github = await shownSecret();
    const signed = (by: string) =>
      fetch(address ?? '', {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-hub-signature-256': `sha256=${createHmac('sha256', by).update('{"account": 9}').digest('hex')}`,
        },
        body: '{"account": 9}',
      });
    expect((await signed(secret)).status).toBe(401);
    expect((await signed(github)).ok).toBe(true);
    await button('Rotate secret of bank').click();
    const rotating = page.getByRole('dialog', { name: 'Make the secret of bank anew?' });
    await rotating.getByRole('button', { name: 'Rotate secret' }).click();
    const rotated = await shownSecret();
    expect((await signed(github)).status).toBe(401);
    expect((await signed(rotated)).ok).toBe(true);
    await change((changing) => changing.getByLabel('Secret', { exact: true }).fill('given by the sender'));
    expect(await shownSecret()).toBe('given by the sender');
    expect((await signed('given by the sender')).ok).toBe(true);
    await button('Rotate address of bank').click();
    const moving = page.getByRole('dialog', { name: 'Make the address of bank anew?' });
    await moving.getByRole('button', { name: 'Rotate address' }).click();
    await moving.waitFor({ state: 'hidden' });
    expect((await signed('given by the sender')).status).toBe(404);

    await button('Delete bank').click();
    const asking = page.getByRole('dialog', { name: 'Delete bank?' });
    await asking.getByRole('button', { name: 'Delete' }).click();
    await page.getByText('No webhooks yet').waitFor();
  });
});

describe('an id', () => {
  it('is copied by one press, also where the browser hides its clipboard, as it does over plain http', async () => {
    const plain = await harness.open();
    await plain.addInitScript(`Object.defineProperty(navigator, 'clipboard', { value: undefined })`);
    const { path } = await harness.call<{ path: string }>('POST', '/webhooks/', { name: 'copied', template: TEMPLATE });
    await plain.goto(`${harness.url}/webhooks`);
    const copying = plain.getByRole('button', { name: /^Copy the address/ });
    await copying.focus();
    await plain.keyboard.press('Enter');
    await copying.getByText('copied', { exact: true }).waitFor();
    await plain.locator('button:focus[aria-label^="Copy the address"]').waitFor();
    await plain.getByRole('button', { name: 'New webhook' }).click();
    const field = plain.getByRole('dialog').getByLabel('Name');
    await field.focus();
    await plain.keyboard.press('Control+V');
    await expect.poll(() => field.inputValue(), WAIT).toBe(harness.url + path);
    await plain.context().close();
  });
});

describe('the browser', () => {
  it('had nothing to complain about', () => {
    expect(harness.complaints).toEqual([]);
  });
});
