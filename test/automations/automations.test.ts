// Automations end to end on the real Temporal server: events in, firings out, actions done, all of it on the ledger.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { explainAutomation } from '../../src/services/automations/explain-automation.js';
import { redriveFiring } from '../../src/services/automations/firing-ledger.js';
import {
  deleteAutomation,
  patchAutomation,
  updateAutomation,
} from '../../src/services/automations/manage-automations.js';
import { createBlockDocument } from '../../src/services/blocks/block-documents.js';
import { ensureBuiltInKinds } from '../../src/services/blocks/install-built-in-kinds.js';
import { automationUpdateSchema } from '../../src/domain/automations/automation.js';
import { openAutomationHarness, type AutomationHarness } from './automation-harness.js';

const WAIT = { timeout: 120_000, interval: 50 };
const animal = (name: string, id = `woodchonk.${name}`) => ({ 'prefect.resource.id': id });

// Generous: reached only when something hangs, also on a machine that has much else to do.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let harness: AutomationHarness;
beforeAll(async () => {
  harness = await openAutomationHarness();
});
afterAll(() => harness.close());

async function webhookBlock(path: string): Promise<string> {
  await ensureBuiltInKinds(harness.context);
  const type = await harness.context.store.blockTypes.findBySlug('webhook');
  const [schema] = await harness.context.store.blockSchemas.list(
    { operator: 'and_', block_type_id: { any_: [type?.id ?? ''] } },
    { limit: 1, offset: 0 },
  );
  const block = await createBlockDocument(harness.context, {
    name: `hook-${randomUUID()}`,
    block_type_id: type?.id ?? '',
    block_schema_id: schema?.id ?? '',
    data: { url: `${harness.hookUrl}${path}`, method: 'POST' },
    is_anonymous: false,
  });
  return block.id;
}

describe('an automation', () => {
  it('fires at its third event, once, with the events on its ledger', async () => {
    const automation = await harness.create({
      name: 'woodchonk',
      trigger: {
        type: 'event',
        posture: 'Reactive',
        expect: ['animal.walked'],
        match: animal('', 'woodchonk.*'),
        threshold: 3,
        within: 60,
      },
      actions: [{ type: 'do-nothing' }],
    });
    const walked = await harness.emit(
      ...['a', 'b', 'c'].map((name) => ({ event: 'animal.walked', resource: animal(name) })),
    );
    const [firing] = await harness.fired(automation.id, 1);
    expect(firing).toMatchObject({ status: 'completed', depth: 1, actions: [{ status: 'executed' }] });
    expect(firing?.firing.triggering_events).toEqual(walked.map(({ id }) => id));
    // A repeat of what it has seen changes nothing.
    await harness.context.store.events.insert(walked);
    await harness.emit({ event: 'animal.slept', resource: animal('a') });
    const explanation = await explainAutomation(harness.context, automation.id);
    expect(explanation.recent_firings).toHaveLength(1);
    const told = await harness.context.store.events.readAfter(0, 1000);
    const names = told.map(({ event }) => event.event).filter((name) => name.startsWith('prefect.automation.'));
    expect(names).toEqual(
      expect.arrayContaining([
        'prefect.automation.created',
        'prefect.automation.triggered',
        'prefect.automation.action.triggered',
        'prefect.automation.action.executed',
      ]),
    );
  });

  it('keeps each key to itself', async () => {
    const automation = await harness.create({
      name: 'order completion per user',
      trigger: {
        type: 'event',
        posture: 'Reactive',
        after: ['order.created'],
        expect: ['order.complete'],
        for_each: ['user'],
        within: 0,
      },
      actions: [{ type: 'do-nothing' }],
    });
    const order = (event: string, user: string) => ({ event, resource: { 'prefect.resource.id': 'shop', user } });
    await harness.emit(order('order.created', 'ann'), order('order.complete', 'bob'), order('order.complete', 'ann'));
    const firings = await harness.fired(automation.id, 1);
    expect(firings.map(({ firing }) => firing.triggering_labels)).toEqual([{ user: 'ann' }]);
  });

  it('calls a webhook with its template, retries what may pass, and sends the same key each time', async () => {
    harness.received.length = 0;
    harness.answers.push(503);
    const automation = await harness.create({
      name: 'notify',
      trigger: { type: 'event', posture: 'Reactive', expect: ['flow.done'] },
      actions: [
        {
          type: 'call-webhook',
          block_document_id: await webhookBlock('/hook'),
          payload: '{{ event.resource.id }} says {{ event.payload.word }}',
        },
      ],
    });
    await harness.emit({ event: 'flow.done', resource: animal('x'), payload: { word: 'hello' } });
    const [firing] = await harness.fired(automation.id, 1);
    expect(firing?.actions[0]).toMatchObject({ status: 'executed', details: { status_code: 200 } });
    expect(firing?.actions[0]?.attempts.map(({ error }) => error)).toEqual(['Webhook call failed: status 503', null]);
    expect(harness.received.map(({ body }) => body)).toEqual(['woodchonk.x says hello', 'woodchonk.x says hello']);
    const keys = harness.received.map(({ headers }) => headers['idempotency-key']);
    expect(new Set(keys)).toEqual(new Set([firing?.actions[0]?.idempotency_key]));
  });

  it('records a failed action with its reason, and does it again when it is told to', async () => {
    harness.received.length = 0;
    harness.answers.push(400);
    const automation = await harness.create({
      name: 'refused at first',
      trigger: { type: 'event', posture: 'Reactive', expect: ['flow.refused'] },
      actions: [{ type: 'call-webhook', block_document_id: await webhookBlock('/refuses') }, { type: 'do-nothing' }],
    });
    await harness.emit({ event: 'flow.refused', resource: animal('x') });
    const [failed] = await harness.fired(automation.id, 1);
    expect(failed).toMatchObject({
      status: 'failed',
      actions: [{ status: 'failed', reason: 'Webhook call failed: status 400' }, { status: 'executed' }],
    });
    await redriveFiring(harness.context, automation.id, failed?.id ?? '');
    await expect.poll(async () => (await harness.fired(automation.id, 1))[0]?.status, WAIT).toBe('completed');
    expect(harness.received).toHaveLength(2);
  });

  it('fails an inferred target that is missing, visibly', async () => {
    const automation = await harness.create({
      name: 'nobody to cancel',
      trigger: { type: 'event', posture: 'Reactive', expect: ['nothing.here'] },
      actions: [{ type: 'cancel-flow-run' }],
    });
    await harness.emit({ event: 'nothing.here', resource: animal('x') });
    const [firing] = await harness.fired(automation.id, 1);
    expect(firing?.actions[0]).toMatchObject({ status: 'failed', reason: 'No flow run could be inferred' });
  });

  it('notices an absence at its deadline, by a timer', async () => {
    const automation = await harness.create({
      name: 'silence',
      trigger: {
        type: 'event',
        posture: 'Proactive',
        after: ['door.opened'],
        expect: ['door.closed'],
        for_each: ['prefect.resource.id'],
        within: 10,
      },
      actions: [{ type: 'do-nothing' }],
    });
    // The door was opened nearly ten seconds ago, so the test waits only for the rest.
    const occurred = new Date(Date.now() - 8500).toISOString();
    await harness.emit(
      { event: 'door.opened', resource: animal('open', 'door.open'), occurred },
      { event: 'door.opened', resource: animal('shut', 'door.shut'), occurred },
      { event: 'door.closed', resource: animal('shut', 'door.shut') },
    );
    const firings = await harness.fired(automation.id, 1);
    expect(firings.map(({ firing }) => firing.triggering_labels)).toEqual([{ 'prefect.resource.id': 'door.open' }]);
  });

  it('goes on after its worker was gone, with what came in between', async () => {
    const automation = await harness.create({
      name: 'survivor',
      trigger: { type: 'event', posture: 'Reactive', expect: ['tick'], threshold: 2, within: 60 },
      actions: [{ type: 'do-nothing' }],
    });
    await harness.emit({ event: 'tick', resource: animal('one') });
    await harness.restartWorker();
    await harness.emit({ event: 'tick', resource: animal('two') });
    expect(await harness.fired(automation.id, 1)).toHaveLength(1);
  });

  it('takes being edited, switched off and deleted at once', async () => {
    const automation = await harness.create({
      name: 'changes',
      trigger: { type: 'event', posture: 'Reactive', expect: ['old'], threshold: 2, within: 60 },
      actions: [{ type: 'do-nothing' }],
    });
    await harness.emit({ event: 'old', resource: animal('x') });
    const edited = {
      name: 'changes',
      trigger: { type: 'event', posture: 'Reactive', expect: ['new'] },
      actions: [{ type: 'do-nothing' }],
    };
    await updateAutomation(harness.context, automation.id, automationUpdateSchema.parse(edited));
    await harness.emit({ event: 'old', resource: animal('x') }, { event: 'new', resource: animal('x') });
    expect(await harness.fired(automation.id, 1)).toHaveLength(1);
    await patchAutomation(harness.context, automation.id, { enabled: false });
    await expect
      .poll(async () => (await harness.context.temporal.describeFlowRun(`automation-${automation.id}`))?.status, WAIT)
      .toBe('completed');
    await harness.emit({ event: 'new', resource: animal('x') });
    await patchAutomation(harness.context, automation.id, { enabled: true });
    await harness.emit({ event: 'new', resource: animal('y') });
    expect(await harness.fired(automation.id, 2)).toHaveLength(2);
    await deleteAutomation(harness.context, automation.id);
    await expect
      .poll(async () => (await harness.context.temporal.describeFlowRun(`automation-${automation.id}`))?.status, WAIT)
      .toBe('completed');
  });
});
