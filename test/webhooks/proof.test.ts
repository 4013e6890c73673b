// How a request shows that it may: keys and signatures, and that none of them, nor the address, is ever told.
import { createHmac, randomUUID } from 'node:crypto';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../api/server.js';
import { createHook, eventsOfHook, templateOf } from './hook-server.js';

const API_KEY = 'the-api-key-of-the-server';
let server: TestServer;
let admin: TestServer;
beforeAll(async () => {
  server = await startTestServer({ apiKey: API_KEY });
  const authorized = { authorization: `Bearer ${API_KEY}` };
  admin = {
    ...server,
    get: (path) => server.call('GET', path, { headers: authorized }),
    post: (path, body) => server.call('POST', path, { body, headers: authorized }),
    call: (method, path, options) =>
      server.call(method, path, { ...options, headers: { ...options?.headers, ...authorized } }),
  };
});
afterAll(() => server.close());

const raw = '{"data": "é"}';
const hmac = (secret: string, text: string): string => createHmac('sha256', secret).update(text).digest('hex');
const seconds = (agoSeconds = 0): number => Math.floor(Date.now() / 1000) - agoSeconds;

type Headers = Record<string, string>;
const signers: Record<string, (secret: string, text: string, id?: string, agoSeconds?: number) => Headers> = {
  key: (secret) => ({ authorization: `Bearer ${secret}` }),
  'standard-webhooks': (secret, text, id = randomUUID(), ago = 0) => {
    const at = new Date(seconds(ago) * 1000);
    const signature = new StandardWebhook(secret).sign(id, at, text);
    return { 'webhook-id': id, 'webhook-timestamp': String(seconds(ago)), 'webhook-signature': signature };
  },
  github: (secret, text, id = randomUUID()) => ({
    'x-hub-signature-256': `sha256=${hmac(secret, text)}`,
    'x-github-delivery': id,
  }),
  stripe: (secret, text, _id, ago = 0) => ({
    'stripe-signature': `t=${seconds(ago)},v1=${'0'.repeat(64)},v1=${hmac(secret, `${seconds(ago)}.${text}`)}`,
  }),
};

describe.each(Object.entries(signers))('the proof %s', (verification, sign) => {
  const create = () => createHook(admin, { verification, template: templateOf('proved') });
  const send = (path: string, headers: Headers, text = raw) =>
    server.call('POST', path, { raw: text, headers: { 'content-type': 'application/json', ...headers } });

  it('lets its sender in, and nothing of it is kept or logged', async () => {
    const { secret, ...hook } = await create();
    const headers = sign(secret as string, raw);
    expect((await send(hook.path, headers)).status).toBe(204);
    const events = await eventsOfHook(admin, hook);
    expect(events).toMatchObject([{ event: 'proved', resource: { data: 'é' } }]);
    const told = JSON.stringify([events, server.logLines, (await admin.get(`/api/webhooks/${hook.id}`)).body]);
    expect(told).not.toContain(secret);
    for (const value of Object.values(headers)) if (value.length > 40) expect(told).not.toContain(value);
    expect(server.logLines.join('')).not.toContain(hook.slug);
  });

  it.each(['nothing', 'another secret', 'another body'])('refuses %s with 401, and makes no event', async (what) => {
    const { secret, ...hook } = await create();
    const other = verification === 'standard-webhooks' ? `whsec_${'A'.repeat(43)}=` : 'another-secret';
    const headers = what === 'nothing' ? {} : sign(what === 'another secret' ? other : (secret as string), raw);
    // A key proves the sender and not the body.
    const text = what === 'another body' && verification !== 'key' ? '{"data": "e"}' : raw;
    const isRight = what === 'another body' && verification === 'key';
    expect((await send(hook.path, headers, text)).status).toBe(isRight ? 204 : 401);
    expect(await eventsOfHook(admin, hook)).toHaveLength(isRight ? 1 : 0);
  });
});

describe('a signed request', () => {
  const headersOf = (given: Headers) => ({ 'content-type': 'application/json', ...given });

  it.each(['standard-webhooks', 'stripe'])('of %s counts for five minutes', async (verification) => {
    const { secret, path } = await createHook(admin, { verification, template: templateOf('proved') });
    const headers = signers[verification]?.(secret as string, raw, randomUUID(), 400) ?? {};
    expect((await server.call('POST', path, { raw, headers: headersOf(headers) })).status).toBe(401);
  });

  it.each(['standard-webhooks', 'github'])('of %s that is sent again is the same event', async (verification) => {
    const { secret, ...hook } = await createHook(admin, { verification, template: templateOf('proved') });
    const headers = signers[verification]?.(secret as string, raw, 'delivery-1') ?? {};
    for (let count = 0; count < 3; count += 1) {
      expect((await server.call('POST', hook.path, { raw, headers: headersOf(headers) })).status).toBe(204);
    }
    expect(await eventsOfHook(admin, hook)).toHaveLength(1);
  });

  it('shows a key in x-api-key as well', async () => {
    const { secret, path } = await createHook(admin, { verification: 'key', template: templateOf('proved') });
    const headers = headersOf({ 'x-api-key': secret as string });
    expect((await server.call('POST', path, { raw, headers })).status).toBe(204);
  });
});
