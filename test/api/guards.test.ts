// Who may call, from where, with what: the checks every request passes before a route sees it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assertBindingAllowed, isLoopback } from '../../src/api/binding.js';
import { resolveApiConfig } from '../../src/api/api-config.js';
import { AS_REFERENCE, startTestServer, type TestServer } from './server.js';

const KEY = 'key-that-nobody-guesses';
const AUTH = 'ada:le tter:s';
const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;

describe('on a server with a key and an auth string', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({
      apiKey: KEY,
      authString: AUTH,
      allowedHosts: ['flows.example.com'],
      allowedOrigins: ['https://ops.example.com'],
      bodyLimitBytes: 2000,
    });
  });
  afterAll(() => server.close());

  const asKey = { authorization: `Bearer ${KEY}` };

  it('answers a health check of anybody, whatever its Host', async () => {
    const reply = await server.get('/api/health', { headers: { host: 'pod-7' } });
    expect([reply.status, reply.body]).toEqual([200, true]);
  });

  it.each([
    ['the key as a bearer token', `Bearer ${KEY}`],
    ['the key as the password of any user', basic(`x:${KEY}`)],
    ['the auth string as basic credentials', basic(AUTH)],
  ])('lets in %s', async (_name, authorization) => {
    expect((await server.get('/api/hello', { headers: { authorization } })).body).toBe('👋');
  });

  it.each([
    ['nothing', undefined],
    ['another key', 'Bearer wrong'],
    ['a prefix of the key', `Bearer ${KEY.slice(0, -1)}`],
    ['the auth string as a bearer token', `Bearer ${AUTH}`],
    ['a wrong password', basic('ada:letters')],
    ['an empty password', basic('ada:')],
    ['no pair', basic(KEY)],
    ['another scheme', `Token ${KEY}`],
    ['nonsense', 'Bearer'],
  ])('refuses %s with 401 and says how to authenticate', async (_name, authorization) => {
    const reply = await server.get('/api/flows/name/x', { headers: authorization ? { authorization } : {} });
    expect(reply.status).toBe(401);
    expect(reply.headers['content-type']).toMatch('application/problem+json');
    expect(reply.headers['www-authenticate']).toMatch(/Basic.*Bearer/);
    expect(reply.body).toMatchObject({ code: 'unauthenticated', status: 401 });
    expect(reply.text).not.toContain(KEY);
  });

  it('tells a client of the reference so in its envelope', async () => {
    const reply = await server.get('/api/hello', { headers: AS_REFERENCE });
    expect([reply.status, reply.body]).toEqual([401, { exception_message: 'Unauthorized' }]);
  });

  it('asks the caller of every address, also of one that does not exist and of the pages', async () => {
    for (const path of ['/api/ready', '/api/version', '/api/openapi.json', '/docs', '/docs/style.css', '/nothing']) {
      expect([path, (await server.get(path)).status]).toEqual([path, 401]);
    }
  });

  it('does not read the body of a caller it does not know', async () => {
    const reply = await server.call('POST', '/api/flows/', { raw: '{"broken', headers: {} });
    expect(reply.status).toBe(401);
  });

  it('refuses a basic user at the routes of workers with 403', async () => {
    const headers = { authorization: basic(AUTH), 'content-type': 'application/json' };
    const reply = await server.call('POST', '/api/platform/logs', { body: [], headers });
    expect([reply.status, reply.body.code]).toEqual([403, 'forbidden']);
    const withKey = await server.call('POST', '/api/platform/logs', { body: [], headers: asKey });
    expect(withKey.status).toBe(204);
  });

  it.each(['localhost:4200', '127.0.0.1', '127.8.9.1:1', '[::1]:4200', 'app.localhost', 'flows.example.com:8443'])(
    'takes the Host %s',
    async (host) => {
      expect((await server.get('/api/hello', { headers: { host, ...asKey } })).status).toBe(200);
    },
  );

  it.each(['evil.example.com', 'flows.example.com.evil.com', '10.0.0.8:4200', 'localhost.evil.com', 'a b'])(
    'refuses the Host %j with 403',
    async (host) => {
      const reply = await server.get('/api/hello', { headers: { host, ...asKey } });
      expect([reply.status, reply.body.code]).toEqual([403, 'forbidden']);
      expect(reply.body.detail).toContain('SLUICE_ALLOWED_HOSTS');
    },
  );

  it('refuses pages of another origin, and answers no CORS header', async () => {
    const foreign: Record<string, string>[] = [
      { origin: 'https://evil.example.com' },
      { origin: 'null' },
      { origin: 'http://127.0.0.1:1' },
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
    ];
    for (const headers of foreign) {
      const reply = await server.get('/api/hello', { headers: { ...headers, ...asKey } });
      expect([headers, reply.status, reply.body.code]).toEqual([headers, 403, 'forbidden']);
      expect(reply.headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  it('lets a person follow a link from elsewhere, and a page of its own origin call', async () => {
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', ...asKey };
    expect((await server.get('/docs', { headers: link })).status).toBe(200);
    const own = { origin: `http://127.0.0.1:${server.port}`, 'sec-fetch-site': 'same-origin', ...asKey };
    expect((await server.get('/api/hello', { headers: own })).status).toBe(200);
  });

  it('answers the preflight and the call of a configured origin', async () => {
    const origin = 'https://ops.example.com';
    const preflight = await server.call('OPTIONS', '/api/flow_runs/', { headers: { origin } });
    expect(preflight.status).toBe(204);
    expect(preflight.headers['access-control-allow-origin']).toBe(origin);
    expect(preflight.headers['access-control-allow-headers']).toContain('idempotency-key');
    const call = await server.get('/api/hello', { headers: { origin, ...asKey } });
    expect([call.status, call.headers['access-control-allow-origin']]).toEqual([200, origin]);
    expect(call.headers['vary']).toMatch('Origin');
  });

  it('refuses a body over the limit with 413, and takes larger ones from workers', async () => {
    const logs = [{ name: 'n', level: 20, message: 'x'.repeat(3000), timestamp: '2026-01-01T00:00:00Z' }];
    const reply = await server.post('/api/logs/', logs, asKey);
    expect([reply.status, reply.body.code]).toEqual([413, 'body-too-large']);
    expect(reply.body.detail).toMatch(/expected at most 2000 bytes/);
    expect((await server.post('/api/platform/logs', logs, asKey)).status).toBe(204);
  });

  it.each([
    ['{"name": ', 'application/json'],
    ['name=x', 'application/x-www-form-urlencoded'],
    ['{"name":"x"}', 'text/plain'],
  ])('refuses the body %s of type %s with 400', async (raw, contentType) => {
    const reply = await server.call('POST', '/api/flows/', { raw, headers: { ...asKey, 'content-type': contentType } });
    expect([reply.status, reply.body.code]).toEqual([400, 'body-unreadable']);
    expect(reply.body.detail).toMatch(/expected/i);
  });

  it('reads a body without a content type as JSON', async () => {
    const reply = await server.call('POST', '/api/flows/', { raw: '{"name":"plain"}', headers: asKey });
    expect([reply.status, reply.body.name]).toEqual([201, 'plain']);
  });

  it('echoes a request id, makes one otherwise, and logs both without secrets', async () => {
    const given = await server.get('/api/flows/name/secret-name?q=secret-query', {
      headers: { ...asKey, 'x-request-id': 'call-1' },
    });
    expect(given.headers['x-request-id']).toBe('call-1');
    expect(given.body.request_id).toBe('call-1');
    const strange = await server.get('/api/hello', { headers: { ...asKey, 'x-request-id': 'a b"c' } });
    expect(strange.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    await expect.poll(() => server.logLines.some((line) => line.includes('"requestId":"call-1"'))).toBe(true);
    const log = server.logLines.join('');
    expect(log).not.toContain(KEY);
    expect(log).not.toContain('secret-query');
  });

  it('sends security headers and lets nothing be stored', async () => {
    const { headers } = await server.get('/docs', { headers: asKey });
    expect(headers['content-security-policy']).toBe(
      "default-src 'none';style-src 'self';img-src 'self' data:;base-uri 'none';form-action 'none';frame-ancestors 'none'",
    );
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['x-powered-by']).toBeUndefined();
  });

  it('refuses an API version that is too old or no version, in the words of the reference', async () => {
    const call = (version: string, path = '/api/hello') =>
      server.get(path, { headers: { ...asKey, 'x-prefect-api-version': version } });
    const old = await call('0.7.0');
    expect([old.status, old.body]).toEqual([
      400,
      { detail: 'The request specified API version 0.7.0 but this server requires version 0.8.0 or higher.' },
    ]);
    expect((await call('abc')).body).toEqual({
      detail: "Invalid X-PREFECT-API-VERSION header format.Expected header in format 'x.y.z' but received abc",
    });
    for (const version of ['0.8.0', '0.8.4', '1.0.0']) expect((await call(version)).status).toBe(200);
    expect((await call('0.7.0', '/api/version')).status).toBe(200);
  });

  it('answers an unknown address with 404 in both shapes', async () => {
    const own = await server.get('/api/nothing', { headers: asKey });
    expect([own.status, own.body.code, own.body.detail]).toEqual([404, 'not-found', 'There is no GET /api/nothing.']);
    const reference = await server.get('/api/nothing', { headers: { ...asKey, ...AS_REFERENCE } });
    expect([reference.status, reference.body]).toEqual([404, { detail: 'Not Found' }]);
  });
});

describe('before a server listens', () => {
  it('knows which addresses are this machine only', () => {
    const loopback = ['localhost', 'a.localhost', '127.0.0.1', '127.1.2.3', '::1', '[::1]', '::ffff:127.0.0.1'];
    const reachable = ['0.0.0.0', '::', '10.0.0.1', 'example.com', '::ffff:10.0.0.1', ''];
    expect(loopback.filter((host) => !isLoopback(host))).toEqual([]);
    expect(reachable.filter((host) => isLoopback(host))).toEqual([]);
  });

  it('refuses to listen beyond loopback without credentials, naming the ways out', () => {
    const none = { apiKey: null, authString: null };
    expect(() => assertBindingAllowed('0.0.0.0', none)).toThrow(/0\.0\.0\.0.*SLUICE_API_KEY/);
    expect(() => assertBindingAllowed('127.0.0.1', none)).not.toThrow();
    expect(() => assertBindingAllowed('0.0.0.0', { ...none, apiKey: 'k' })).not.toThrow();
    expect(() => assertBindingAllowed('::', { ...none, authString: 'a:b' })).not.toThrow();
  });

  it('refuses options that cannot be meant, naming them', () => {
    expect(() => resolveApiConfig({ authString: 'no-colon' })).toThrow(/authString: expected user:password/);
    expect(() => resolveApiConfig({ bodyLimitBytes: 0 })).toThrow(/bodyLimitBytes.*found 0/);
    expect(() => resolveApiConfig({ allowedOrigins: ['https://a.com/'] })).toThrow(
      /allowedOrigins.*https:\/\/a\.com\//,
    );
    expect(resolveApiConfig({ apiKey: '', authString: '' })).toMatchObject({ apiKey: null, authString: null });
  });
});

describe('on a server without credentials', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  it('lets in callers on this machine, workers too', async () => {
    expect((await server.get('/api/hello')).status).toBe(200);
    expect((await server.post('/api/platform/logs', [])).status).toBe(204);
  });

  it('still refuses a foreign page and a rebound name', async () => {
    expect((await server.post('/api/flows/', { name: 'x' }, { origin: 'https://evil.com' })).status).toBe(403);
    expect((await server.get('/api/hello', { headers: { host: 'evil.com' } })).status).toBe(403);
  });

  it("answers what the reference's clients ask first", async () => {
    expect((await server.get('/api/admin/version')).body).toBe('3.8.8');
    expect((await server.get('/api/temporal')).body).toEqual({ ui: null });
    expect((await server.get('/api/version')).body).toBe('0.8.4');
    expect((await server.get('/api/ready')).body).toEqual({ message: 'OK' });
    expect((await server.get('/api/admin/storage')).body).toEqual({ default_result_storage_block_id: null });
    const csrf = await server.get('/api/csrf-token?client=0b3b5d1e-64cf-4f0c-9d52-2d3d5b6a6f6c');
    expect([csrf.status, csrf.body]).toEqual([422, { detail: 'CSRF protection is disabled.' }]);
  });
});
