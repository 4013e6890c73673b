// Requests to the addresses of webhooks, as real programs send them, and the events they become.
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { CloudEvent, HTTP } from 'cloudevents';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../api/server.js';
import { createHook, eventsOfHook, SEED_TEMPLATE, templateOf } from './hook-server.js';

const run = promisify(execFile);
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ apiKey: null });
});
afterAll(() => server.close());

const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = { 'content-type': 'application/json' };

describe('a request', () => {
  it("becomes the event of the guide by the guide's curl line", async () => {
    const hook = await createHook(server);
    const data = ['model_id=adhoc', 'run_count=10', 'friendly_name=test-user-input'].flatMap((pair) => ['-d', pair]);
    const { stdout } = await run('curl', [
      ...['-sS', '-o', '/dev/null', '-w', '%{http_code}', '-X', 'POST', `${server.url}${hook.path}`],
      ...data,
    ]);
    expect(stdout).toBe('204');
    expect(await eventsOfHook(server, hook)).toMatchObject([
      {
        event: 'model-update',
        resource: {
          'prefect.resource.id': 'product.models.adhoc',
          'prefect.resource.name': 'test-user-input',
          run_count: '10',
        },
        payload: { method: 'POST', body: { model_id: 'adhoc', run_count: '10', friendly_name: 'test-user-input' } },
        related: [
          {
            'prefect.resource.id': `prefect-cloud.webhook.${hook.id}`,
            'prefect.resource.name': hook.name,
            'prefect.resource.role': 'webhook',
          },
        ],
      },
    ]);
  });

  it.each([
    ['JSON', 'POST', '{"data": "a"}', JSON_TYPE, 'a'],
    [
      'JSON of another name',
      'PUT',
      '{"data": 2.0}',
      { 'content-type': 'application/vnd.x+json; charset=utf-8' },
      '2.0',
    ],
    ['JSON without a content type', 'PATCH', '{"data": 12345678901234567890}', {}, '12345678901234567890'],
    ['a form', 'POST', 'data=a%20b&data=%C3%A9', { 'content-type': FORM }, 'é'],
    ['nothing', 'GET', undefined, {}, ''],
    ['nothing to delete by', 'DELETE', undefined, {}, ''],
    ['a question for nothing but the head', 'HEAD', undefined, {}, ''],
  ])('takes %s', async (_, method, raw, headers, data) => {
    const hook = await createHook(server, { template: templateOf('took') });
    expect((await server.call(method, hook.path, { raw, headers })).status).toBe(204);
    expect(await eventsOfHook(server, hook)).toMatchObject([{ resource: { data }, payload: { method } }]);
  });

  it('takes text, the query and headers in any case', async () => {
    const data = "{{ body }} {{ query.page }} {{ headers['X-Shop'] }} {{ headers.get('x-shop') }} {{ method }}";
    const hook = await createHook(server, { template: templateOf('took', data) });
    const headers = { 'content-type': 'text/plain', 'x-Shop': 'books' };
    expect((await server.call('POST', `${hook.path}?page=2`, { raw: 'hello', headers })).status).toBe(204);
    expect(await eventsOfHook(server, hook)).toMatchObject([
      { resource: { data: 'hello 2 books books POST' }, payload: { query: { page: '2' } } },
    ]);
  });

  it('keeps what it was sent within its text, whatever it holds', async () => {
    const hook = await createHook(server);
    const hostile = 'x", "owner": "root\n\\ {{ 7 * 7 }}';
    const body = { model_id: hostile, friendly_name: "{{ ''.constructor }}", run_count: 1 };
    expect((await server.post(hook.path, body)).status).toBe(204);
    const [event] = await eventsOfHook(server, hook);
    expect(event?.resource).toEqual({
      'prefect.resource.id': `product.models.${hostile}`,
      'prefect.resource.name': "{{ ''.constructor }}",
      run_count: '1',
    });
  });

  it('is passed on whole by a template that says so, also when it is large', async () => {
    const hook = await createHook(server, { template: '{{ body|tojson }}' });
    const event = { event: 'passed', resource: { 'prefect.resource.id': 'r' }, payload: { text: 'x'.repeat(200_000) } };
    expect((await server.post(hook.path, event)).status).toBe(204);
    expect(await eventsOfHook(server, hook)).toMatchObject([event]);
  });

  it('may be compressed, within the limit of its size', async () => {
    const hook = await createHook(server, { template: templateOf('took') });
    const send = (text: string) =>
      fetch(`${server.url}${hook.path}`, {
        method: 'POST',
        body: gzipSync(text),
        headers: { ...JSON_TYPE, 'content-encoding': 'gzip' },
      });
    expect((await send('{"data": "small"}')).status).toBe(204);
    expect((await send(`{"data": "${'x'.repeat(2_000_000)}"}`)).status).toBe(413);
  });
});

describe('a CloudEvent', () => {
  const template = '{{ body|from_cloud_event(headers) }}';
  const source = { id: '7', source: '/shop', type: 'order.created', subject: 'shop.order.7', data: { total: 30 } };
  const time = new Date().toISOString();

  it.each(['binary', 'structured'] as const)('is taken in its %s form, once', async (form) => {
    const hook = await createHook(server, { template });
    const message = HTTP[form](new CloudEvent({ ...source, source: `/shop/${randomUUID()}`, time, shop: 'books' }));
    const [raw, headers] = [message.body as string, message.headers as Record<string, string>];
    for (let count = 0; count < 2; count += 1) {
      expect((await server.call('POST', hook.path, { raw, headers })).status).toBe(204);
    }
    expect(await eventsOfHook(server, hook)).toMatchObject([
      {
        event: 'order.created',
        occurred: time.replace('Z', '000Z'),
        resource: { 'prefect.resource.id': 'shop.order.7' },
        payload: { data: { total: 30 }, cloudevents: { id: '7', specversion: '1.0', shop: 'books' } },
      },
    ]);
  });

  it.each([
    ['no CloudEvent', { ...JSON_TYPE }, '{}', 'neither ce- headers'],
    [
      'one without a type',
      { 'content-type': 'application/cloudevents+json' },
      '{"specversion":"1.0","id":"1"}',
      'no CloudEvent',
    ],
    ['a batch', { 'content-type': 'application/cloudevents-batch+json' }, '[]', 'batch'],
  ])('that is %s is refused', async (_, headers, raw, sentence) => {
    const hook = await createHook(server, { template });
    const { status, body } = await server.call('POST', hook.path, { raw, headers });
    expect([status, body.code]).toEqual([400, 'webhook-failed']);
    expect(body.detail).toContain(sentence);
  });
});

describe('a request that makes no event', () => {
  it.each([
    ['is no JSON though it says so', SEED_TEMPLATE, '{"a":', 'is no JSON'],
    ['has a template that fails', templateOf('x', '{{ 1 / 0 }}'), '{}', 'ZeroDivisionError'],
    ['has a template that gives no JSON', '{{ body.a }}', '{"a": "no"}', 'gave no JSON'],
    ['has a template that gives a list', '{{ body|tojson }}', '[]', 'no object'],
    ['has no resource', '{"event": "{{ body.a }}"}', '{"a": "x"}', 'resource'],
    [
      'has a label that is no text',
      '{"event": "x", "resource": {"prefect.resource.id": "r", "n": 1}}',
      '{}',
      'resource.n',
    ],
  ])('because it %s is answered with 400 and told by an event', async (_, template, raw, sentence) => {
    const hook = await createHook(server, { template });
    const { status, body } = await server.call('POST', hook.path, { raw, headers: JSON_TYPE });
    expect([status, body.code]).toEqual([400, 'webhook-failed']);
    expect(body.detail).toContain(sentence);
    expect(await eventsOfHook(server, hook)).toMatchObject([
      { event: 'prefect-cloud.webhook.failed', payload: { method: 'POST', body: raw, error: body.detail } },
    ]);
  });

  it('because it is larger than the limit is answered with 413', async () => {
    const hook = await createHook(server);
    const reply = await server.call('POST', hook.path, { raw: 'x'.repeat(1024 * 1024 + 1), headers: {} });
    expect([reply.status, reply.body.code]).toEqual([413, 'body-too-large']);
    expect(await eventsOfHook(server, hook)).toEqual([]);
  });

  it('because nobody is at the address is answered with 404', async () => {
    expect((await server.post('/hooks/34iV2SFke3mVa6y5Y-YUoA', {})).body.code).toBe('not-found');
  });
});
