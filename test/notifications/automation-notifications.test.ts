// Notifications that automations send: by every kind of block, in the words of the guide's templates, retried and on the
// ledger. The places of Slack, Teams and the mail server are taken by servers on loopback that keep what they got.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Action } from '../../src/domain/automations/action.js';
import type { EventInput } from '../../src/domain/events/event.js';
import type { FiringRecord } from '../../src/domain/automations/ledger.js';
import { eventFilterSchema } from '../../src/domain/filters/event-filter.js';
import { createBlockDocument } from '../../src/services/blocks/block-documents.js';
import { ensureBuiltInKinds } from '../../src/services/blocks/install-built-in-kinds.js';
import { filterEvents } from '../../src/services/events/filter-events.js';
import { createWorkPool } from '../../src/services/work-pools/manage-work-pools.js';
import { openAutomationHarness, type AutomationHarness } from '../automations/automation-harness.js';
import { mailText, startMailServer, type MailServer } from './mail-server.js';

let harness: AutomationHarness;
beforeAll(async () => {
  harness = await openAutomationHarness();
  await ensureBuiltInKinds(harness.context);
});
afterAll(() => harness.close());

async function block(slug: string, data: Record<string, unknown>): Promise<string> {
  const { store } = harness.context;
  const type = await store.blockTypes.findBySlug(slug);
  const [schema] = await store.blockSchemas.list(
    { operator: 'and_', block_type_id: { any_: [type?.id ?? ''] } },
    { limit: 1, offset: 0 },
  );
  const ids = { block_type_id: type?.id ?? '', block_schema_id: schema?.id ?? '' };
  const name = `${slug}-${randomUUID()}`;
  return (await createBlockDocument(harness.context, { ...ids, name, data, is_anonymous: false })).id;
}

const mailBlock = ({ port }: MailServer) =>
  block('email-server-credentials', {
    smtp_server: '127.0.0.1',
    smtp_port: port,
    smtp_type: 'INSECURE',
    username: 'ann',
    password: 'mail-password',
    email_from: 'sluice@example.com',
    email_to: ['ann@example.com'],
  });

const notify = (block_document_id: string, subject: string, body: string) =>
  ({ type: 'send-notification', block_document_id, subject, body }) satisfies Action;

/** Sends an event to an automation with these actions, and gives the firing it led to. */
async function fire(actions: Action[], event: Partial<EventInput> = {}): Promise<FiringRecord> {
  harness.received.length = 0;
  const name = `notify.${randomUUID()}`;
  const { id } = await harness.create({
    name: 'tell people',
    description: 'Says what happened.',
    trigger: { type: 'event', posture: 'Reactive', expect: [name] },
    actions,
  });
  await harness.emit({ resource: { 'prefect.resource.id': 'shop.order.7', kind: 'book' }, ...event, event: name });
  const [firing] = await harness.fired(id, 1);
  return firing as FiringRecord;
}

const received = (path: string): unknown[] =>
  harness.received.filter((call) => call.path === path).map(({ body }) => JSON.parse(body) as unknown);

const slackMessages = (path: string) =>
  (received(path) as { attachments: { title: string; text: string }[] }[]).flatMap(({ attachments }) => attachments);

describe('a notification of an automation', () => {
  it('reaches Slack, Teams, a webhook and a mail server, its templates rendered for each', async () => {
    const mail = await startMailServer();
    const url = (path: string) => ({ url: `${harness.hookUrl}${path}` });
    const [subject, body] = ['Order {{ event.resource.kind }}', 'Line one\n{{ event.payload.note }}'];
    const firing = await fire(
      [
        notify(await block('slack-webhook', url('/slack')), subject, body),
        notify(await block('slack-webhook', { ...url('/alarm'), notify_type: 'failure' }), subject, body),
        notify(await block('ms-teams-webhook', { ...url('/teams'), notify_type: 'warning' }), subject, body),
        notify(await block('webhook', { ...url('/hook'), headers: { 'x-token': 'own' } }), subject, body),
        notify(await mailBlock(mail), subject, body),
      ],
      { payload: { note: 'Grüße & <b>"all"</b>' } },
    );
    const said = 'Line one\nGrüße & <b>"all"</b>';
    expect(firing.actions.map(({ status, reason }) => [status, reason])).toEqual(Array(5).fill(['executed', null]));
    expect(received('/slack')).toMatchObject([
      { mrkdwn: true, attachments: [{ title: 'Order book', text: said, color: '#3AA3E3' }] },
    ]);
    expect(received('/alarm')).toMatchObject([
      { attachments: [{ title: 'Order book', text: said, color: '#e01e5a', ts: expect.any(Number) as number }] },
    ]);
    expect(received('/teams')).toMatchObject([
      { attachments: [{ content: { body: [{ text: 'Order book', color: 'Warning' }, { text: said }] } }] },
    ]);
    expect(received('/hook')).toEqual([{ subject: 'Order book', body: said }]);
    const hook = harness.received.find(({ path }) => path === '/hook');
    expect(hook?.headers).toMatchObject({ 'x-token': 'own', 'idempotency-key': firing.actions[3]?.idempotency_key });
    expect(mail.lines).toEqual(
      expect.arrayContaining(['RCPT TO:<ann@example.com>', 'From: sluice@example.com', 'Subject: Order book']),
    );
    expect(mailText(mail).trimEnd()).toBe(said);
    // Neither the ledger nor the events of the actions tell an address or a password.
    const events = (await filterEvents(harness.context, eventFilterSchema.parse({}), 200)).events;
    expect(JSON.stringify([firing, events])).not.toMatch(/mail-password|\/slack|"own"/);
  });

  it('says what the guide says of a work pool, and walks labels and related resources', async () => {
    const pool = await createWorkPool(harness.context, {
      name: `pool-${randomUUID()}`,
      type: 'process',
      base_job_template: {},
      is_paused: false,
    });
    const [queue] = await harness.context.store.workQueues.list({ poolId: pool.id, page: { limit: 1, offset: 0 } });
    await harness.context.store.workQueues.update(queue?.id ?? '', { last_polled: '2026-11-24T10:00:00Z' });
    const body = `Work pool status alert!

Name: {{ work_pool.name }}
Last polled: {{ work_pool.last_polled }}

Automation: {{ automation.name }}
Description: {{ automation.description }}

Event: {{ event.id }}
Resource:
{% for label, value in event.resource %}
{{ label }}: {{ value }}
{% endfor %}
Related resources:
{% for related in event.related %}
    Role: {{ related.role }}
    {% for label, value in related %}
    {{ label }}: {{ value }}
    {% endfor %}
{% endfor %}`;
    const slack = await block('slack-webhook', { url: `${harness.hookUrl}/pools` });
    const resource = { 'prefect.resource.id': `prefect.work-pool.${pool.id}`, 'prefect.resource.name': pool.name };
    const related = [{ 'prefect.resource.id': 'shop.team.a', 'prefect.resource.role': 'team' }];
    const firing = await fire([notify(slack, 'Pools', body)], { resource, related });
    expect(firing.status).toBe('completed');
    const [{ title, text } = { title: '', text: '' }] = slackMessages('/pools');
    expect(title).toBe('Pools');
    const lines = text.split('\n').map((line) => line.trim());
    expect(lines).toEqual(
      expect.arrayContaining([
        `Name: ${pool.name}`,
        'Last polled: 2026-11-24 10:00:00+00:00',
        'Automation: tell people',
        'Description: Says what happened.',
        `prefect.resource.id: prefect.work-pool.${pool.id}`,
        'Role: team',
        'prefect.resource.id: shop.team.a',
      ]),
    );
  });

  it('is sent again when its service fails for the moment, by HTTP and by mail, and each try is on the ledger', async () => {
    const mail = await startMailServer();
    mail.refusals.push('451 come again');
    harness.answers.push(503);
    const slack = await block('slack-webhook', { url: `${harness.hookUrl}/later` });
    const firing = await fire([notify(slack, 'a', 'b'), notify(await mailBlock(mail), 'a', 'b')]);
    expect(firing.status).toBe('completed');
    expect(received('/later')).toHaveLength(2);
    expect(mail.lines.filter((line) => line === 'DATA')).toHaveLength(2);
    expect(firing.actions.map(({ attempts }) => attempts.map(({ error }) => error))).toEqual([
      [expect.stringContaining('answered the notification with status 503'), null],
      [expect.stringContaining('451 come again'), null],
    ]);
  });

  it('that a mail server turns down for good is not sent again', async () => {
    const mail = await startMailServer();
    mail.refusals.push('550 no such person');
    const firing = await fire([notify(await mailBlock(mail), 'a', 'b')]);
    expect(firing.actions[0]).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('550 no such person') as string,
    });
    expect(firing.actions[0]?.attempts).toHaveLength(1);
    expect(mail.lines.filter((line) => line === 'DATA')).toHaveLength(1);
  });

  it('that is refused is a failed action with its reason, and the next one is sent all the same', async () => {
    harness.answers.push(404);
    const gone = await block('slack-webhook', { url: `${harness.hookUrl}/secret-path` });
    const there = await block('slack-webhook', { url: `${harness.hookUrl}/there` });
    const firing = await fire([
      notify(gone, 'a', 'b'),
      notify(there, 'a', '{{ 1 / 0 }}'),
      notify(await block('secret', { value: 'x' }), 'a', 'b'),
      notify(randomUUID(), 'a', 'b'),
      notify(await block('webhook', { url: 'http://10.1.2.3/' }), 'a', 'b'),
      notify(there, 'a', 'b'),
    ]);
    expect(firing.status).toBe('failed');
    expect(firing.actions.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('answered the notification with status 404'),
      expect.stringContaining('Template rendering failed'),
      'The referenced block was not a notification block',
      'The block does not exist',
      expect.stringContaining('is not public'),
      null,
    ]);
    expect(JSON.stringify(firing)).not.toContain('secret-path');
    expect(slackMessages('/there')).toMatchObject([{ title: 'a', text: 'b' }]);
  });
});
