// Every view of the page, each with its address in the filled shop and the steps to what there is to see: the tabs of a
// run and of an automation, dialogs, the wizard's steps. One list, so that what is tested is what is pictured.
import type { Page } from 'playwright-core';
import type { FilledShop } from './filled-shop.js';
import { choose } from './form-fields.js';

export interface Place {
  /** Names its picture. */
  readonly name: string;
  readonly path: string;
  /** The title of the view. */
  readonly title: string | RegExp;
  /** Goes on to what is looked at, and waits until it is there. */
  readonly open: (page: Page) => Promise<unknown>;
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const text = (page: Page, shown: string | RegExp) => page.getByText(shown).first().waitFor();
const row = (page: Page, shown: string) => page.getByRole('listitem').filter({ hasText: shown }).first().waitFor();
const dialog = (page: Page) => page.getByRole('dialog').getByRole('heading').first().waitFor();
const NO_RUN = '/runs/00000000-0000-4000-8000-000000000000';
const REVERSED = 'since=2026-01-02T08:00:00.000Z&until=2026-01-01T08:00:00.000Z';
const showsReversed = (page: Page) => text(page, '“From” is after “To”');
const NO_RUNS = '/runs?name=nobody&state=%5B%22PAUSED%22%5D';

export function placesOf(shop: FilledShop): Place[] {
  return [...overview(shop), ...runs(shop), ...deployments(shop), ...automations(shop), ...catalogues()];
}

function overview({ event }: FilledShop): Place[] {
  return [
    {
      name: 'dashboard',
      path: '/',
      title: 'Dashboard',
      open: async (page) => {
        await text(page, 'olive-oil-for-spring');
        await row(page, 'Tell the shop when a run fails');
      },
    },
    { name: 'events', path: '/events?name=shop.', title: 'Events', open: (page) => row(page, 'Customer') },
    { name: 'events-between', path: `/events?${REVERSED}`, title: 'Events', open: showsReversed },
    {
      name: 'one-event',
      path: `/events?open=${event}`,
      title: 'Events',
      open: (page) => page.getByRole('dialog').getByText('Automate this event').waitFor(),
    },
    { name: 'no-such-page', path: '/nothing-here', title: 'There is no such page', open: async () => undefined },
  ];
}

function runs({ paused, answered, suspended, failed, listening, report }: FilledShop): Place[] {
  const run = (name: string, id: string, title: string, tab: string, open: Place['open']): Place => ({
    name: `run-${name}`,
    path: `/runs/${id}?tab=${tab}`,
    title,
    open,
  });
  const oil = 'olive-oil-for-spring';
  const soap = 'soap-for-harbour-street';
  const prices = 'prices-of-oliveri';
  return [
    { name: 'runs', path: '/runs', title: 'Runs', open: (page) => row(page, prices) },
    { name: 'runs-none', path: NO_RUNS, title: 'Runs', open: (page) => text(page, 'No run fits') },
    { name: 'runs-between', path: `/runs?${REVERSED}`, title: 'Runs', open: showsReversed },
    run('paused', paused, oil, 'timeline', async (page) => {
      await page.getByLabel('amount').waitFor();
      await text(page, 'on the shelf');
      await row(page, 'check-stock');
    }),
    run('refused', paused, oil, 'timeline', async (page) => {
      await page.getByLabel('shop').fill('');
      await press(page, 'Resume');
      await text(page, 'This field is required.');
    }),
    run('answered', answered, soap, 'timeline', (page) => row(page, 'check-stock')),
    run('decisions', answered, soap, 'decisions', (page) => text(page, /^resumed by/)),
    run('logs', answered, soap, 'logs', (page) => page.getByRole('log').getByText('Ordered 12').waitFor()),
    run('parameters', answered, soap, 'parameters', (page) => text(page, '"item": "soap"')),
    run('events', answered, soap, 'events', (page) => text(page, 'prefect.flow-run.Paused')),
    run('suspended', suspended, 'count-candles', 'timeline', async (page) => {
      await text(page, 'This run waits to be resumed');
      await row(page, 'countStock');
    }),
    run('failed', failed, prices, 'timeline', async (page) => {
      await row(page, 'fetchPrices');
      await row(page, 'down for maintenance');
    }),
    run('inputs', listening, 'customers-of-today', 'inputs', (page) => text(page, 'Is there soap?')),
    run('send-input', listening, 'customers-of-today', 'inputs', async (page) => {
      await press(page, 'Send input');
      await dialog(page);
    }),
    run('change-state', report, 'report-27', 'timeline', async (page) => {
      await press(page, 'Change state');
      await dialog(page);
    }),
    run('delete', report, 'report-27', 'timeline', async (page) => {
      await press(page, 'Delete');
      await dialog(page);
    }),
    { name: 'no-such-run', path: NO_RUN, title: 'Run', open: (page) => text(page, 'It may have been deleted') },
  ];
}

function deployments({ deployment }: FilledShop): Place[] {
  const one = { path: `/deployments/${deployment}`, title: 'every-morning' };
  return [
    { name: 'deployments', path: '/deployments', title: 'Deployments', open: (page) => row(page, 'every-morning') },
    {
      ...one,
      name: 'deployment',
      open: async (page) => {
        await page.getByLabel('Rows').waitFor();
        await text(page, /Next: /);
      },
    },
    {
      ...one,
      name: 'deployment-schedule',
      open: async (page) => {
        await press(page, 'Add a schedule');
        await page.getByRole('dialog').getByLabel('Cron expression').waitFor();
      },
    },
    {
      ...one,
      name: 'deployment-change',
      open: async (page) => {
        await press(page, 'Change');
        await page.getByRole('dialog').getByLabel('Runs at once').waitFor();
      },
    },
  ];
}

function automations({ automation }: FilledShop): Place[] {
  const tell = 'Tell the shop when a run fails';
  const one = (name: string, tab: string, open: Place['open']): Place => ({
    name: `automation-${name}`,
    path: `/automations/${automation}?tab=${tab}`,
    title: tell,
    open,
  });
  const wizard = (name: string, open: Place['open']): Place => ({
    name: `wizard-${name}`,
    path: '/automations/new',
    title: 'New automation',
    open,
  });
  return [
    { name: 'automations', path: '/automations', title: 'Automations', open: (page) => row(page, tell) },
    one('firings', 'firings', (page) => text(page, 'Do the failed actions again')),
    one('explain', 'explain', (page) => text(page, 'It watches since')),
    one('simulate', 'simulate', async (page) => {
      await press(page, 'Try');
      await text(page, 'it would have fired');
    }),
    one('definition', 'definition', (page) => text(page, '"posture"')),
    wizard('trigger', async (page) => {
      await page.getByRole('radio', { name: 'Absence', exact: true }).check();
      await text(page, 'does not happen');
    }),
    wizard('sequence', async (page) => {
      await page.getByRole('radio', { name: 'Sequence', exact: true }).check();
      await page.getByRole('group', { name: 'Step 2' }).waitFor();
    }),
    wizard('metric', async (page) => {
      await page.getByRole('radio', { name: 'Metric', exact: true }).check();
      await page.getByLabel('For at least seconds').waitFor();
    }),
    wizard('actions', async (page) => {
      await press(page, 'Next');
      await choose(page, 'What to do', 'send notification');
      await page.getByRole('combobox', { name: 'Block' }).waitFor();
    }),
    wizard('details', async (page) => {
      await press(page, 'Next');
      await press(page, 'Next');
      await press(page, 'Create');
      await text(page, 'Give it a name.');
    }),
  ];
}

function catalogues(): Place[] {
  const made = (name: string, title: string, one: string, field: string): Place => ({
    name: `${name}-new`,
    path: `/${name}`,
    title,
    open: async (page) => {
      await press(page, `New ${one}`);
      await page.getByRole('dialog').getByLabel(field).first().waitFor();
    },
  });
  return [
    { name: 'blocks', path: '/blocks', title: 'Blocks', open: (page) => row(page, 'alerts') },
    {
      name: 'blocks-new',
      path: '/blocks',
      title: 'Blocks',
      open: async (page) => {
        await press(page, 'New block');
        await choose(page, 'Kind', 'Slack Webhook');
        await page.getByRole('dialog').getByRole('button', { name: 'Create' }).waitFor();
      },
    },
    {
      name: 'blocks-try',
      path: '/blocks',
      title: 'Blocks',
      open: async (page) => {
        await press(page, 'Send a test message by old-channel');
        await page.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
        await text(page, 'Not sent');
      },
    },
    { name: 'variables', path: '/variables', title: 'Variables', open: (page) => row(page, 'opening_hours') },
    made('variables', 'Variables', 'variable', 'Name'),
    { name: 'webhooks', path: '/webhooks', title: 'Webhooks', open: (page) => row(page, 'payments') },
    made('webhooks', 'Webhooks', 'webhook', 'Template'),
    {
      name: 'webhooks-try',
      path: '/webhooks',
      title: 'Webhooks',
      open: async (page) => {
        await press(page, 'Try payments');
        await page.getByRole('dialog').getByLabel('What is posted').fill('{"order": 1042}');
        await press(page, 'Show the event');
        await text(page, '"shop.order.1042"');
      },
    },
    {
      name: 'work-pools',
      path: '/work-pools',
      title: 'Work pools',
      open: async (page) => {
        await row(page, 'warehouse');
        await page.getByText('Queues', { exact: true }).first().click();
        await text(page, 'urgent');
      },
    },
    made('work-pools', 'Work pools', 'work pool', 'Name'),
  ];
}
