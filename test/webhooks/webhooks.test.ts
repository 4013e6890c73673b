// Webhooks as documents: made, listed, changed, paused, rotated, deleted, tried out.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Webhook, WebhookWithSecret } from '../../src/domain/webhooks/webhook.js';
import { startTestServer, type TestServer } from '../api/server.js';
import { createHook, eventsOf, eventsOfHook, newName, SEED_TEMPLATE, templateOf } from './hook-server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const read = async (path: string): Promise<Webhook> => (await server.get(path)).body as unknown as Webhook;

describe('webhooks over HTTP', () => {
  it('are made with an address nobody guesses, and read by id and by name', async () => {
    const name = newName();
    const { secret, ...made } = await createHook(server, { name, description: 'Models.' });
    expect(made).toMatchObject({ name, description: 'Models.', enabled: true, verification: 'none' });
    expect(secret).toBeNull();
    expect(made.slug).toMatch(/^[\w-]{22}$/);
    expect(made.path).toBe(`/hooks/${made.slug}`);
    expect(await read(`/api/webhooks/${made.id}`)).toEqual(made);
    expect(await read(`/api/webhooks/name/${name}`)).toEqual(made);
    const other = await createHook(server);
    expect(other.slug).not.toBe(made.slug);
    const filter = { webhooks: { name: { any_: [name, other.name] } } };
    expect((await server.post('/api/webhooks/filter', filter)).list.map((hook) => hook.name)).toEqual(
      [name, other.name].sort(),
    );
    expect((await server.post('/api/webhooks/count', filter)).text).toBe('2');
  });

  it.each([
    ['a template that is none', { template: '{{ body.' }, 'template'],
    ['a text that is none inside a document', { template: '{"event": "{% if %}"}' }, 'template'],
    ['no name', { name: '' }, 'name'],
    ['an unknown proof', { verification: 'magic' }, 'verification'],
    ['an unknown field', { slug: 'guess' }, 'slug'],
    ['a secret of another form', { verification: 'standard-webhooks', secret: 'not base64 !' }, 'secret'],
  ])('are refused for %s', async (_, body, path) => {
    const reply = await server.post('/api/webhooks/', { name: newName(), template: SEED_TEMPLATE, ...body });
    expect([reply.status, reply.body.errors.map((error) => error.path)]).toEqual([422, [path]]);
  });

  it('have a name of their own', async () => {
    const [first, second] = [await createHook(server), await createHook(server)];
    const again = await server.post('/api/webhooks/', { name: first.name, template: SEED_TEMPLATE });
    expect([again.status, again.body.code]).toEqual([409, 'conflict']);
    const renamed = await server.call('PATCH', `/api/webhooks/${second.id}`, { body: { name: first.name } });
    expect(renamed.status).toBe(409);
  });

  it('are paused, and go on', async () => {
    const hook = await createHook(server, { template: templateOf('took') });
    const change = (enabled: boolean) => server.call('PATCH', `/api/webhooks/${hook.id}`, { body: { enabled } });
    expect((await change(false)).status).toBe(200);
    const refused = await server.post(hook.path, { data: 1 });
    expect([refused.status, refused.body.detail]).toEqual([403, 'The webhook is paused.']);
    await change(true);
    expect((await server.post(hook.path, { data: 2 })).status).toBe(204);
    expect(await eventsOfHook(server, hook)).toMatchObject([{ resource: { data: '2' } }]);
  });

  it('change their template and their proof', async () => {
    const hook = await createHook(server, { template: templateOf('before') });
    const change = async (body: object) =>
      (await server.call('PUT', `/api/webhooks/${hook.id}`, { body })).body as unknown as WebhookWithSecret;
    expect(await change({ template: templateOf('after') })).toMatchObject({ secret: null, verification: 'none' });
    expect((await server.post(hook.path, {})).status).toBe(204);
    expect(await eventsOfHook(server, hook)).toMatchObject([{ event: 'after' }]);
    const { secret } = await change({ verification: 'key' });
    expect(secret).toHaveLength(43);
    expect((await server.post(hook.path, {})).status).toBe(401);
    expect(await change({ description: 'same secret' })).toMatchObject({ secret: null });
    expect(await change({ description: null })).toMatchObject({ description: '' });
    expect((await server.post(hook.path, {}, { authorization: `Bearer ${secret}` })).status).toBe(204);
    expect(await change({ secret: 'one of my own' })).toMatchObject({ secret: 'one of my own' });
    expect((await server.post(hook.path, {}, { 'x-api-key': 'one of my own' })).status).toBe(204);
    expect(await change({ verification: 'none' })).toMatchObject({ secret: null });
    expect((await server.post(hook.path, {})).status).toBe(204);
  });

  it('get another address or secret, and the old one counts no more', async () => {
    const hook = await createHook(server, { verification: 'key', template: templateOf('took') });
    const rotate = async (body?: object) =>
      (await server.post(`/api/webhooks/${hook.id}/rotate`, body)).body as unknown as WebhookWithSecret;
    const send = async (path: string, key: string | null) =>
      (await server.post(path, {}, { 'x-api-key': key ?? '' })).status;
    const moved = await rotate();
    expect(moved.secret).toBeNull();
    expect(moved.slug).not.toBe(hook.slug);
    expect(await send(hook.path, hook.secret)).toBe(404);
    expect(await send(moved.path, hook.secret)).toBe(204);
    const rekeyed = await rotate({ slug: false, secret: true });
    expect(rekeyed.slug).toBe(moved.slug);
    expect(await send(moved.path, hook.secret)).toBe(401);
    expect(await send(moved.path, rekeyed.secret)).toBe(204);
  });

  it('are deleted with their address', async () => {
    const hook = await createHook(server);
    expect((await server.call('DELETE', `/api/webhooks/${hook.id}`)).status).toBe(204);
    expect((await server.get(`/api/webhooks/${hook.id}`)).status).toBe(404);
    expect((await server.post(hook.path, {})).status).toBe(404);
    expect((await server.call('DELETE', `/api/webhooks/${hook.id}`)).status).toBe(404);
  });
});

describe('a dry run', () => {
  const body = { model_id: 'a', friendly_name: 'A', run_count: 3 };

  it('shows the event that a request would make, and emits nothing', async () => {
    const hook = await createHook(server);
    const reply = await server.post(`/api/webhooks/${hook.id}/dry_run`, { body });
    expect(reply.body).toMatchObject({
      event: { event: 'model-update', resource: { run_count: '3' }, payload: { method: 'POST', body } },
    });
    expect(await eventsOfHook(server, hook)).toEqual([]);
  });

  it('tries out a template that is no webhook yet, on any request', async () => {
    const event = `draft.${randomUUID()}`;
    const template = templateOf(event, '{{ method }} {{ query.a }} {{ headers.x }} {{ body }}');
    const request = { method: 'get', headers: { X: 'h' }, query: { a: 'q' }, body: 'text', template };
    expect((await server.post('/api/webhooks/dry_run', request)).body).toMatchObject({
      event: { event, resource: { data: 'GET q h text' } },
    });
    expect(await eventsOf(server, { event: { name: [event] } })).toEqual([]);
  });

  it('says why a request would make none, with what the template gave', async () => {
    const reply = await server.post('/api/webhooks/dry_run', { template: '{{ body.a }}', body: { a: 'no' } });
    expect([reply.status, reply.body.code, reply.body.details]).toEqual([400, 'webhook-failed', { rendered: 'no' }]);
  });
});

describe('limits', () => {
  let limited: TestServer;
  beforeAll(async () => {
    limited = await startTestServer({ hookRequestsPerMinute: 3, hookRefusalsPerMinute: 3 });
  });
  afterAll(() => limited.close());

  it('are kept a webhook a minute, and told with when to come again', async () => {
    const [busy, quiet] = [await createHook(limited), await createHook(limited)];
    const send = (path: string) => limited.post(path, { model_id: 1, friendly_name: 'a', run_count: 1 });
    for (let count = 0; count < 3; count += 1) expect((await send(busy.path)).status).toBe(204);
    const refused = await send(busy.path);
    expect([refused.status, refused.body.code]).toEqual([429, 'too-many-requests']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await send(quiet.path)).status).toBe(204);
  });

  it('stop who tries address after address', async () => {
    const statuses: number[] = [];
    for (let count = 0; count < 5; count += 1) statuses.push((await limited.post(`/hooks/${randomUUID()}`, {})).status);
    expect(statuses).toEqual([404, 404, 404, 429, 429]);
  });
});
