// A shop that has been running for a while, made through the API: runs in every state, deployments with schedules,
// automations that fired and failed, events, and what the catalogues hold. What the views are looked at with.
import { randomUUID } from 'node:crypto';
import { expect, vi } from 'vitest';
import type { FiringRecord } from '../../src/domain/automations/ledger.js';
import { ensureBuiltInKinds } from '../../src/services/blocks/install-built-in-kinds.js';
import { markLateRuns } from '../../src/services/deployments/start-due-runs.js';
import { WAIT, type PageHarness } from './harness.js';

/** Ids of what there is to see. */
export interface FilledShop {
  readonly paused: string;
  readonly answered: string;
  readonly suspended: string;
  readonly failed: string;
  readonly listening: string;
  readonly report: string;
  readonly deployment: string;
  readonly automation: string;
  readonly event: string;
}

type Written = Readonly<Record<string, unknown>>;
const MINUTE_MS = 60_000;
/** Two days, which is out of every span of the last day. */
const LONG_LATE_MINUTES = 2_880;
const ago = (minutes: number): string => new Date(Date.now() - minutes * MINUTE_MS).toISOString();
const RUNS = { 'prefect.resource.id': 'prefect.flow-run.*' };

/** @param channel - an address that takes messages; below `/gone` it refuses them */
export async function fillShop(harness: PageHarness, channel: string): Promise<FilledShop> {
  const { call } = harness;
  const made = (path: string, body: Written) => call<{ id: string }>('POST', path, body).then(({ id }) => id);
  const flowId = (name: string) => call<{ id: string }>('GET', `/flows/name/${name}`).then(({ id }) => id);
  const start = async (flow: string, state: string, run: Written) => {
    const id = await harness.startRun(flow, run);
    await harness.reaches(id, state);
    return id;
  };

  const alerts = await block(harness, 'alerts', 'slack-webhook', { url: `${channel}/alerts` });
  const gone = await block(harness, 'old-channel', 'slack-webhook', { url: `${channel}/gone` });
  await block(harness, 'shop-api', 'secret', { value: 'not to be shown' });
  const notify = (id: string) => ({
    type: 'send-notification',
    block_document_id: id,
    subject: '{{ flow_run.name }} is {{ flow_run.state.name }}',
    body: '{{ flow_run.state.message }}',
  });
  const trigger = { type: 'event', posture: 'Reactive', threshold: 1, within: 0 };
  const automation = await made('/automations/', {
    name: 'Tell the shop when a run fails',
    description: 'Says in the channel which run failed, and why.',
    trigger: { ...trigger, match: RUNS, expect: ['prefect.flow-run.Failed'], for_each: ['prefect.resource.id'] },
    actions: [notify(alerts), notify(gone)],
  });
  await made('/automations/', {
    name: 'Stop what runs for more than an hour',
    trigger: {
      ...trigger,
      posture: 'Proactive',
      match: RUNS,
      after: ['prefect.flow-run.Running'],
      expect: ['prefect.flow-run.Completed', 'prefect.flow-run.Failed', 'prefect.flow-run.Paused'],
      for_each: ['prefect.resource.id'],
      within: 3600,
    },
    actions: [{ type: 'cancel-flow-run' }],
  });
  await made('/automations/', {
    name: 'Thank for the third order',
    description: 'Switched off over the holidays.',
    enabled: false,
    trigger: {
      ...trigger,
      match: { 'prefect.resource.id': 'shop.customer.*' },
      expect: ['shop.order.placed'],
      for_each: ['prefect.resource.id'],
      threshold: 3,
      within: 604_800,
    },
    actions: [{ type: 'do-nothing' }],
  });

  await made('/work_pools/', { name: 'warehouse', concurrency_limit: 4, description: 'Machines in the warehouse.' });
  await made('/work_pools/warehouse/queues', { name: 'urgent', priority: 1, concurrency_limit: 1 });
  const deployment = await made('/deployments/', {
    name: 'every-morning',
    flow_id: await flowId('dailyReport'),
    description: 'The report that lies on the desk at seven.',
    tags: ['report', 'finance'],
    parameters: { day: 'yesterday', rows: 20 },
    parameter_openapi_schema: {
      type: 'object',
      required: ['day'],
      properties: {
        day: { type: 'string', title: 'Day', description: 'The day to sum up, or yesterday.' },
        rows: { type: 'integer', title: 'Rows', default: 20, minimum: 1, maximum: 1000 },
        format: { type: 'string', title: 'Format', enum: ['pdf', 'html', 'text'], default: 'pdf' },
      },
    },
    schedules: [
      { schedule: { cron: '0 7 * * 1-5', timezone: 'Europe/Paris' }, active: true },
      { schedule: { interval: 86_400 }, active: false },
    ],
  });
  const inPool = await made('/deployments/', {
    name: 'stocktaking',
    flow_id: await flowId('countShelves'),
    work_pool_name: 'warehouse',
    tags: ['warehouse'],
  });
  const state = { type: 'SCHEDULED', state_details: { scheduled_time: ago(LONG_LATE_MINUTES) } };
  await made(`/deployments/${inPool}/create_flow_run`, {
    name: 'stocktaking-harbour',
    parameters: { item: 'soap' },
    state,
  });
  await markLateRuns(harness.context);

  const wanted = { parameters: { item: 'olive oil', amount: 40 }, name: 'olive-oil-for-spring', tags: ['purchase'] };
  const paused = await start('approvePurchase', 'Paused', wanted);
  const other = {
    parameters: { item: 'soap', amount: 12 },
    name: 'soap-for-harbour-street',
    tags: ['purchase', 'small'],
  };
  const answered = await start('approvePurchase', 'Paused', other);
  const suspended = await start('countShelves', 'Suspended', {
    parameters: { item: 'candles' },
    name: 'count-candles',
  });
  const failed = await start('syncPrices', 'Failed', {
    parameters: { supplier: 'Oliveri' },
    name: 'prices-of-oliveri',
  });
  const listening = await start('answerCustomers', 'Running', { name: 'customers-of-today', tags: ['service'] });
  const report = await start('dailyReport', 'Completed', {
    parameters: { day: '2026-11-27', rows: 31 },
    name: 'report-27',
  });
  await answer(harness, answered);
  for (const value of ['When do you open?', 'Is there soap?'])
    await call('POST', `/flow_runs/${listening}/input`, {
      key: `text-${randomUUID()}`,
      value: JSON.stringify({ value }),
    });

  await call('POST', '/variables/', { name: 'opening_hours', value: { monday: '9-18', sunday: null }, tags: ['shop'] });
  await call('POST', '/variables/', { name: 'free_delivery_from', value: 60 });
  const event = await emitOrders(harness);
  await made('/webhooks/', {
    name: 'payments',
    description: 'Told by the bank.',
    template:
      '{"event": "shop.order.paid", "resource": {"prefect.resource.id": "shop.order.{{ body.order }}"}, "payload": {{ body | tojson }}}',
    verification: 'standard-webhooks',
  });
  const firings = () => call<FiringRecord[]>('GET', `/automations/${automation}/firings`);
  await vi.waitFor(async () => expect((await firings()).map(({ status }) => status)).toContain('failed'), WAIT);
  return { paused, answered, suspended, failed, listening, report, deployment, automation, event };
}

async function block({ call, context }: PageHarness, name: string, slug: string, data: Written): Promise<string> {
  await ensureBuiltInKinds(context);
  const type = await call<{ id: string }>('GET', `/block_types/slug/${slug}`);
  const filter = { block_schemas: { block_type_id: { any_: [type.id] } } };
  const [schema] = await call<{ id: string }[]>('POST', '/block_schemas/filter', filter);
  const document = { name, data, block_type_id: type.id, block_schema_id: schema?.id };
  return (await call<{ id: string }>('POST', '/block_documents/', document)).id;
}

async function answer(harness: PageHarness, id: string): Promise<void> {
  const run_input = {
    approved: true,
    amount: 12,
    delivery: 'express',
    addresses: [{ shop: 'Market Square', boxes: 1 }],
  };
  await harness.call('POST', `/flow_runs/${id}/resume`, { run_input });
  await harness.reaches(id, 'Completed');
}

/** Orders of the last hour; gives the id of the newest event. */
async function emitOrders({ call }: PageHarness): Promise<string> {
  const events = Array.from({ length: 40 }, (_, number) => ({
    id: randomUUID(),
    occurred: ago(55 - number * 1.3 - (number % 3)),
    event: number % 4 === 3 ? 'shop.order.paid' : 'shop.order.placed',
    resource: {
      'prefect.resource.id': `shop.customer.${number % 7}`,
      'prefect.resource.name': `Customer ${number % 7}`,
    },
    related: [{ 'prefect.resource.id': `shop.order.${1000 + number}`, 'prefect.resource.role': 'order' }],
    payload: { total: 12 + number * 3, currency: 'EUR' },
  }));
  await call('POST', '/events', events);
  return events.at(-1)?.id ?? '';
}
