// Test messages by blocks, over HTTP: they arrive as notifications do, and what is told of them holds no secret.
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { saveBlock } from '../../src/services/blocks/worker-blocks.js';
import { ensureBuiltInKinds } from '../../src/services/blocks/install-built-in-kinds.js';
import { startMailServer } from '../notifications/mail-server.js';
import { startReceiver } from '../serving/served-flows.js';
import { startTestServer, type TestServer } from './server.js';

const AUTHORIZED = { authorization: 'Bearer key-of-trials' };
let server: TestServer;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
beforeAll(async () => {
  server = await startTestServer({ apiKey: 'key-of-trials', allowPrivateAddresses: ['127.0.0.1'] });
  receiver = await startReceiver();
  await ensureBuiltInKinds(server.context);
});
afterAll(async () => {
  await server.close();
  await receiver.close();
});
beforeEach(() => void receiver.calls.splice(0));

async function block(slug: string, data: Record<string, unknown>, at = server): Promise<string> {
  const address = { block_type_slug: slug, name: `tried-${at.context.newId()}` };
  await saveBlock(at.context, { ...address, data, overwrite: false });
  return (await at.context.store.blockDocuments.findByName(address))!.id;
}

const attempt = (id: string, body?: object) => server.post(`/api/block_documents/${id}/try`, body, AUTHORIZED);

describe('a test message', () => {
  it.each(['slack-webhook', 'ms-teams-webhook'])('goes to where a block of the kind %s sends', async (slug) => {
    const sent = await attempt(await block(slug, { url: `${receiver.url}/secret-path` }));
    expect([sent.status, sent.body]).toEqual([200, { ok: true, status: 200, reason: null }]);
    expect(receiver.calls).toMatchObject([{ method: 'POST', path: '/secret-path' }]);
    expect(receiver.calls[0]?.body).toContain('Test message from Sluice');
  });

  it('goes by a webhook with its method and headers, and tells the status of a refusal without the address', async () => {
    const data = { url: `${receiver.url}/secret-path`, method: 'PUT', headers: { 'x-own': 'own-value' } };
    const id = await block('webhook', data);
    receiver.statuses.push(202, 404);
    expect((await attempt(id)).body).toEqual({ ok: true, status: 202, reason: null });
    const calls = [{ method: 'PUT', path: '/secret-path', headers: { 'x-own': 'own-value' } }];
    expect(receiver.calls).toMatchObject(calls);
    const refused = await attempt(id);
    const { host } = new URL(receiver.url);
    expect(refused.body).toEqual({ ok: false, status: 404, reason: `${host} answered with status 404.` });
    expect(server.logLines.join()).not.toMatch(/secret-path|own-value/);
  });

  it('goes by mail to the one it is asked to write to', async () => {
    const mail = await startMailServer();
    const id = await block('email-server-credentials', {
      ...{ smtp_server: '127.0.0.1', smtp_port: mail.port, smtp_type: 'INSECURE' },
      ...{ username: 'ann', password: 'mail-password', email_from: 'ann@example.com', email_to: ['all@example.com'] },
    });
    expect((await attempt(id, { to: 'bob@example.com' })).body).toEqual({ ok: true, status: null, reason: null });
    expect(mail.lines.filter((line) => line.startsWith('RCPT'))).toEqual(['RCPT TO:<bob@example.com>']);
    expect(mail.lines).toContain('Subject: Test message from Sluice');

    const login = Buffer.from('\0ann\0mail-password').toString('base64');
    mail.refusals.push(`550 no place for mail-password ${login}`);
    const refused = await attempt(id, { to: 'bob@example.com' });
    expect(refused.body).toMatchObject({ ok: false, status: null });
    expect(refused.text).toContain('550 no place for ******** ********');

    for (const body of [undefined, { to: 'nobody' }, { to: 'a@example.com\r\nRCPT TO:<b@example.com>' }]) {
      const unfit = await attempt(id, body);
      expect([unfit.status, unfit.body.errors[0]?.path]).toEqual([422, 'to']);
    }
  });

  it('tells why nothing could be sent', async () => {
    const gone = await startReceiver();
    await gone.close();
    const { body } = await attempt(await block('slack-webhook', { url: `${gone.url}/secret-path` }));
    expect(body).toEqual({
      ok: false,
      status: null,
      reason: `Calling ${new URL(gone.url).host} failed: ECONNREFUSED.`,
    });
    const half = await attempt(await block('email-server-credentials', {}), { to: 'bob@example.com' });
    expect(half.body).toMatchObject({ ok: false, reason: expect.stringContaining("'email_from'") as unknown });
  });

  it('reaches no private address that the configuration does not name, nor one that the block refuses', async () => {
    const strict = await startTestServer();
    onTestFinished(() => strict.close());
    await ensureBuiltInKinds(strict.context);
    const data = { url: `${receiver.url}/secret-path` };
    const unnamed = await strict.post(`/api/block_documents/${await block('webhook', data, strict)}/try`);
    const own = await attempt(await block('slack-webhook', { ...data, allow_private_urls: false }));
    const mail = { smtp_server: '127.0.0.1', email_from: 'ann@example.com' };
    const byMail = await strict.post(
      `/api/block_documents/${await block('email-server-credentials', mail, strict)}/try`,
      { to: 'bob@example.com' },
    );
    for (const { status, body } of [unnamed, own, byMail]) {
      const reason = expect.stringContaining('SLUICE_ALLOW_PRIVATE_ADDRESSES') as unknown;
      expect([status, body]).toEqual([200, { ok: false, status: null, reason }]);
    }
    expect(receiver.calls).toEqual([]);
  });

  it('is sent for nobody unknown, by no block that is not there or sends nothing, and to nobody beside its address', async () => {
    const id = await block('slack-webhook', { url: `${receiver.url}/secret-path` });
    expect((await server.post(`/api/block_documents/${id}/try`)).status).toBe(401);
    expect((await attempt(server.context.newId())).body.code).toBe('not-found');
    const secret = await attempt(await block('secret', { value: 'quiet' }));
    expect([secret.status, secret.body.code]).toEqual([422, 'definition-invalid']);
    const aside = await attempt(id, { to: 'bob@example.com' });
    expect([aside.status, aside.body.errors[0]?.path]).toEqual([422, 'to']);
    expect(receiver.calls).toEqual([]);
  });
});
