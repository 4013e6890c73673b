// Notifiers on a real worker; Slack's place, and that of the others, is taken by servers on loopback.
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSendMail } from '../../src/services/notifications/send-mail.js';
import { createAddressGuard } from '../../src/services/outgoing-http/address-guard.js';
import { startMailServer } from './mail-server.js';
import { serveFlows, startReceiver, type ServedFlows } from '../serving/served-flows.js';
import * as activities from '../blocks/fixtures/tasks.js';

let served: ServedFlows;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
const save = (slug: string, name: string, data: Record<string, unknown>) =>
  served.platform.saveBlock({ block_type_slug: slug, name, data, overwrite: true });

beforeAll(async () => {
  const workflowsPath = fileURLToPath(new URL('../blocks/fixtures/flows.ts', import.meta.url));
  served = await serveFlows({ workflowsPath, activities, allowPrivateAddresses: ['127.0.0.0/8'] });
  receiver = await startReceiver();
  await save('secret', 'slack-url', { value: `${receiver.url}/services/T0/secret-path` });
  await save('secret', 'token', { value: 'token-value' });
  await save('slack-webhook', 'alerts', { url: `${receiver.url}/alerts` });
  await save('ms-teams-webhook', 'team', { url: `${receiver.url}/team` });
  await save('webhook', 'hook', { url: `${receiver.url}/hook-path`, headers: { 'x-own': 'own-value' } });
});
afterAll(async () => {
  await served.close();
  await receiver.close();
});
beforeEach(() => void receiver.calls.splice(0));

/** Title and text of what Slack was sent. */
const slackMessages = () =>
  receiver.calls
    .map(({ body }) => JSON.parse(body) as { attachments: { title: string; text: string }[] })
    .flatMap(({ attachments }) => attachments.map(({ title, text }) => [title, text]));

describe('a notifier', () => {
  it('posts to Slack by a secret address when the task has completed, once', async () => {
    const id = await served.start('postsToSlack', { to: 'slack-url' });
    expect(await served.result(id)).toBe('hello');
    expect(receiver.calls).toMatchObject([{ method: 'POST', path: '/services/T0/secret-path' }]);
    expect(slackMessages()).toEqual([['Task say is Completed', 'Completed()']]);
    expect(await served.historyText(id)).not.toContain('secret-path');
  });

  it('tells of the states it is asked to, with what they carry', async () => {
    expect(await served.run('notifiesOfRetries', { to: 'alerts' })).toBe('Failed');
    expect(slackMessages()).toEqual([
      [expect.stringMatching(/^fail is retried at \d{4}-\d\d-\d\dT/), expect.any(String)],
      ['gave up', 'Task run encountered an exception Error: boom'],
    ]);
  });

  it('sends a card to Teams for a flow', async () => {
    await served.run('notifiesByTeams');
    const card = JSON.parse(receiver.calls[0]?.body ?? '') as {
      attachments: { content: { body: { text: string }[] } }[];
    };
    expect(card.attachments[0]?.content.body.map(({ text }) => text)).toEqual([
      'Flow notifiesByTeams is Completed',
      'Completed()',
    ]);
  });

  it('calls a webhook with its method, its headers and a key that tells repeats apart', async () => {
    const id = await served.start('notifiesByWebhook', { to: 'hook' });
    await served.result(id);
    expect(receiver.calls).toMatchObject([
      { method: 'PUT', path: '/hook-path', headers: { 'x-own': 'own-value', 'x-token': 'token-value' } },
    ]);
    expect(receiver.calls[0]?.headers['idempotency-key']).toContain(id);
    expect(JSON.parse(receiver.calls[0]?.body ?? '')).toEqual({ subject: 'first line', body: 'rest' });
    expect(await served.historyText(id)).not.toMatch(/token-value|own-value|hook-path/);
  });

  it('tries again what passes, and sends it once', async () => {
    receiver.statuses.push(503);
    expect(await served.run('postsToSlack', { to: 'slack-url' })).toBe('hello');
    expect(receiver.calls).toHaveLength(2);
  });

  it('that is refused fails the task, without a word of the address', async () => {
    receiver.statuses.push(404);
    const id = await served.start('failsByNotifier', { to: 'hook' });
    const [type, message] = (await served.result(id)) as [string, string];
    expect(type).toBe('FAILED');
    expect(message).toMatch(/^Exception raised while calling state handlers: .*status 404/);
    expect(receiver.calls).toHaveLength(1);
    expect(await served.historyText(id)).not.toContain('hook-path');
  });

  it('that may fail is logged, and the task goes on', async () => {
    receiver.statuses.push(404);
    expect(await served.run('forgivesNotifier', { to: 'hook' })).toBe('hello');
  });

  it('reaches no private address that the configuration does not name', async () => {
    const [type, message] = (await served.run('failsByNotifier', { to: 'http://[::1]:1/' })) as string[];
    expect([type, message]).toEqual(['FAILED', expect.stringContaining('SLUICE_ALLOW_PRIVATE_ADDRESSES')]);
    expect(receiver.calls).toEqual([]);
  });

  const saveMailBlock = (port: number, more: Record<string, unknown> = {}) =>
    save('email-server-credentials', 'mail', {
      smtp_server: '127.0.0.1',
      smtp_port: port,
      smtp_type: 'INSECURE',
      username: 'ann',
      password: 'mail-password',
      email_from: 'Ann <ann@example.com>',
      email_to: ['bob@example.com', 'Cem <cem@example.com>'],
      ...more,
    });

  it('writes mail by the server of its block', async () => {
    const mail = await startMailServer();
    await saveMailBlock(mail.port);
    const id = await served.start('notifiesByMail');
    await served.result(id);
    const login = Buffer.from('\0ann\0mail-password').toString('base64');
    expect(mail.lines).toEqual(
      expect.arrayContaining([
        ...[`AUTH PLAIN ${login}`, 'MAIL FROM:<ann@example.com>'],
        ...['RCPT TO:<bob@example.com>', 'RCPT TO:<cem@example.com>'],
        ...['From: Ann <ann@example.com>', 'To: bob@example.com, Cem <cem@example.com>'],
      ]),
    );
    const subject = mail.lines.find((line) => line.startsWith('Subject:')) ?? '';
    expect(decodeURIComponent(subject.replace(/^Subject: =\?UTF-8\?Q\?(.*)\?=$/, '$1').replaceAll('=', '%'))).toBe(
      'Grüße',
    );
    // A line that begins with a dot is sent with two.
    expect(mail.lines).toContain('..dot first');
    expect(await served.historyText(id)).not.toContain('mail-password');
  });

  it('tells a mail server that turns mail down for good from one that may take it later', async () => {
    const mail = await startMailServer();
    const send = createSendMail(createAddressGuard(['127.0.0.1']));
    const block = {
      smtp_server: '127.0.0.1',
      smtp_port: mail.port,
      smtp_type: 'INSECURE',
      email_from: 'a@example.com',
    };
    const sent = () => send({ ...block, email_to: ['bob@example.com'] }, { subject: 's', body: 'b' });
    mail.refusals.push('550 no such person', '451 later');
    await expect(sent()).rejects.toMatchObject({ code: 'outgoing-failed', details: { permanent: true } });
    const error: unknown = await sent().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'outgoing-failed', details: { host: '127.0.0.1' } });
    expect(error).not.toHaveProperty('details.permanent');
  });

  it('tells no password to a mail server without encryption, where the block asks for it', async () => {
    const mail = await startMailServer();
    const send = createSendMail(createAddressGuard(['127.0.0.1']));
    const block = { smtp_server: '127.0.0.1', smtp_port: mail.port, username: 'ann@example.com', password: 'p' };
    const sent = send({ ...block, smtp_type: 'STARTTLS', email_to: ['bob@example.com'] }, { subject: 's', body: 'b' });
    await expect(sent).rejects.toMatchObject({
      code: 'outgoing-failed',
      message: expect.stringContaining('The mail server 127.0.0.1 could not be used') as unknown,
    });
    expect(mail.lines.join()).not.toMatch(/AUTH|MAIL FROM/);
  });

  it('reaches no mail server at an address that may not be called', async () => {
    await saveMailBlock(25, { smtp_server: '10.1.2.3' });
    await expect(served.run('notifiesByMail')).rejects.toMatchObject({
      cause: { message: expect.stringContaining('SLUICE_ALLOW_PRIVATE_ADDRESSES') as unknown },
    });
  });
});
