// The catalogues through the page: variables, blocks and work pools are made, changed, emptied, and deleted once that is
// confirmed; a secret is never shown again.
import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { ensureBuiltInKinds } from '../../src/services/blocks/install-built-in-kinds.js';
import { saveBlock } from '../../src/services/blocks/worker-blocks.js';
import { startMailServer } from '../notifications/mail-server.js';
import { startReceiver } from '../serving/served-flows.js';
import { choose } from './form-fields.js';
import { openPageHarness, seriousFaults, WAIT, type PageHarness } from './harness.js';
import * as activities from './shop-tasks.js';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 240_000 });

let harness: PageHarness;
let page: Page;
beforeAll(async () => {
  harness = await openPageHarness('./shop-flows.ts', activities);
  await ensureBuiltInKinds(harness.context);
  page = await harness.open();
});
afterAll(() => harness.close());

const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
const row = (text: string) => page.getByRole('listitem').filter({ hasText: text });

/** Deletes what has this name, after having kept it once. */
async function remove(name: string): Promise<void> {
  const asking = page.getByRole('dialog', { name: `Delete ${name}?` });
  await press(`Delete ${name}`);
  await asking.getByRole('button', { name: 'Keep it' }).click();
  await asking.waitFor({ state: 'hidden' });
  await row(name).waitFor();
  await press(`Delete ${name}`);
  await asking.getByRole('button', { name: 'Delete' }).click();
  await row(name).waitFor({ state: 'hidden' });
}

describe('variables', () => {
  it('are made of any kind, changed, and deleted', async () => {
    await page.goto(`${harness.url}/variables`);
    await page.getByText('No variables yet').waitFor();
    await press('New variable');
    const making = page.getByRole('dialog', { name: 'New variable' });
    await making.getByLabel('Name').fill('Not a name!');
    await choose(making, 'Value', 'Number');
    await making.getByRole('textbox', { name: 'Number' }).fill('60');
    await making.getByRole('button', { name: 'Create' }).click();
    await making.getByRole('alert').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await making.getByLabel('Name').fill('free_from');
    await making.getByRole('button', { name: 'Create' }).click();
    await making.waitFor({ state: 'hidden' });
    await row('free_from').getByText('60', { exact: true }).waitFor();
    const stored = () => harness.call<{ value: unknown }>('GET', '/variables/name/free_from');
    expect((await stored()).value).toBe(60);

    await press('Change free_from');
    const changing = page.getByRole('dialog', { name: 'Change free_from' });
    await changing.getByText('JSON', { exact: true }).click();
    await changing.getByLabel('Values as JSON').fill('{"value": {"from": 80}}');
    await changing.getByRole('button', { name: 'Save' }).click();
    await row('free_from').getByText('{"from":80}').waitFor();
    expect((await stored()).value).toEqual({ from: 80 });
    await remove('free_from');
  });
});

describe('blocks', () => {
  it('keep their secrets, also while something else of them is changed', async () => {
    const secret = randomUUID();
    await page.goto(`${harness.url}/blocks`);
    await page.getByText('No blocks yet').waitFor();
    await press('New block');
    const making = page.getByRole('dialog', { name: 'New block' });
    await choose(making, 'Kind', 'Slack Webhook');
    await making.getByLabel('Name of the block').fill('alerts');
    await making.getByRole('button', { name: 'Create' }).click();
    await making.getByText('This field is required.').first().waitFor();
    await making.getByLabel('Webhook URL').fill(`https://hooks.slack.example/${secret}`);
    await making.getByRole('button', { name: 'Create' }).click();
    await making.waitFor({ state: 'hidden' });
    await row('alerts').waitFor();

    await press('Change alerts');
    const changing = page.getByRole('dialog', { name: 'Change alerts' });
    await choose(changing, 'Notify Type', 'warning');
    expect(await page.content()).not.toContain(secret);
    await changing.getByRole('button', { name: 'Save' }).click();
    await changing.waitFor({ state: 'hidden' });
    const filter = { block_documents: { name: { any_: ['alerts'] } }, include_secrets: true };
    const [block] = await harness.call<{ data: unknown }[]>('POST', '/block_documents/filter', filter);
    expect(block?.data).toMatchObject({ url: `https://hooks.slack.example/${secret}`, notify_type: 'warning' });
    await remove('alerts');
  });
});

describe('blocks that notify', () => {
  it('send a test message, and show what came of it', async () => {
    const channel = await startReceiver();
    onTestFinished(() => channel.close());
    const mail = await startMailServer();
    const save = (block_type_slug: string, name: string, data: Record<string, unknown>) =>
      saveBlock(harness.context, { block_type_slug, name, data, overwrite: false });
    await save('slack-webhook', 'team-channel', { url: `${channel.url}/secret-path` });
    const server = { smtp_server: '127.0.0.1', smtp_port: mail.port, smtp_type: 'INSECURE' };
    await save('email-server-credentials', 'post-office', { ...server, email_from: 'shop@example.com' });
    await save('secret', 'quiet', { value: 'not to be shown' });
    await page.goto(`${harness.url}/blocks`);
    await row('quiet').waitFor();
    expect(
      await row('quiet')
        .getByRole('button', { name: /test message/ })
        .count(),
    ).toBe(0);

    channel.statuses.push(200, 410);
    await press('Send a test message by team-channel');
    const sending = page.getByRole('dialog', { name: 'Send a test message by team-channel' });
    await sending.getByRole('button', { name: 'Send' }).click();
    await sending.getByText('It was answered with status 200.').waitFor();
    expect(channel.calls.map(({ path }) => path)).toEqual(['/secret-path']);
    expect(await seriousFaults(page)).toEqual([]);
    await sending.getByRole('button', { name: 'Send' }).click();
    await sending.getByText('answered with status 410').waitFor();
    expect(await page.content()).not.toContain('secret-path');
    await page.keyboard.press('Escape');
    await sending.waitFor({ state: 'hidden' });

    await press('Send a test message by post-office');
    const writing = page.getByRole('dialog', { name: 'Send a test message by post-office' });
    await writing.getByLabel('To').fill('ada@example.com');
    await page.keyboard.press('Enter');
    await writing.getByText('The mail server took it.').waitFor();
    expect(mail.lines).toContain('RCPT TO:<ada@example.com>');
    expect(await seriousFaults(page)).toEqual([]);
  });
});

describe('work pools', () => {
  interface Pool {
    readonly concurrency_limit: number | null;
  }
  interface Queue {
    readonly name: string;
    readonly is_paused: boolean;
    readonly priority: number;
    readonly concurrency_limit: number | null;
  }
  const pool = () => harness.call<Pool>('GET', '/work_pools/warehouse');
  const queues = () => harness.call<Queue[]>('POST', '/work_pools/warehouse/queues/filter', {});

  it('have a limit that is set and taken away, and queues that are added, changed, paused and deleted', async () => {
    await page.goto(`${harness.url}/work-pools`);
    await page.getByText('No work pools yet').waitFor();
    await press('New work pool');
    const making = page.getByRole('dialog', { name: 'New work pool' });
    await making.getByLabel('Name').fill('warehouse');
    await making.getByLabel('Runs at once').fill('4');
    await making.getByRole('button', { name: 'Create' }).click();
    await row('warehouse')
      .getByText(/at most 4 at once/)
      .waitFor();

    await press('Change warehouse');
    const changing = page.getByRole('dialog', { name: 'Change warehouse' });
    await changing.getByLabel('Runs at once').fill('');
    await changing.getByRole('button', { name: 'Save' }).click();
    await row('warehouse')
      .getByText(/at most/)
      .waitFor({ state: 'hidden' });
    expect((await pool()).concurrency_limit).toBeNull();

    await page.getByText('Queues', { exact: true }).click();
    await press('Add a queue');
    const adding = page.getByRole('dialog', { name: 'New queue of warehouse' });
    await adding.getByLabel('Name').fill('urgent');
    await adding.getByLabel('Priority').fill('1');
    await adding.getByRole('button', { name: 'Create' }).click();
    const urgent = page.getByRole('switch', { name: 'The queue urgent takes runs' });
    await urgent.waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    const changeQueue = async (limit: string, priority: string): Promise<void> => {
      await press('Change the queue urgent');
      const changing = page.getByRole('dialog', { name: 'Change the queue urgent' });
      await changing.getByLabel('Runs at once').fill(limit);
      await changing.getByLabel('Priority').fill(priority);
      await changing.getByRole('button', { name: 'Save' }).click();
      await changing.waitFor({ state: 'hidden' });
    };
    const urgentNow = async () => (await queues()).find(({ name }) => name === 'urgent');
    await changeQueue('3', '2');
    await page.getByText('priority 2, at most 3 at once', { exact: true }).waitFor();
    expect(await urgentNow()).toMatchObject({ priority: 2, concurrency_limit: 3 });
    await changeQueue('', '1');
    await page.getByText('at most 3 at once').waitFor({ state: 'hidden' });
    expect(await urgentNow()).toMatchObject({ priority: 1, concurrency_limit: null });
    await urgent.click({ force: true });
    await expect
      .poll(async () => (await queues()).map(({ name, is_paused: paused }) => [name, paused]), WAIT)
      .toEqual([
        ['urgent', true],
        ['default', false],
      ]);
    await press('Delete the queue urgent');
    const asking = page.getByRole('dialog', { name: 'Delete the queue urgent?' });
    await asking.getByRole('button', { name: 'Delete' }).click();
    await urgent.waitFor({ state: 'hidden' });
    expect((await queues()).map(({ name }) => name)).toEqual(['default']);
    await remove('warehouse');
  });
});

describe('the browser', () => {
  it('had nothing to complain about', () => {
    expect(harness.complaints).toEqual([]);
  });
});
