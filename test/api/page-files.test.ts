// The web page as the server gives it: its document at every address a person opens, its files for good, a strict policy,
// and nothing of it at the addresses of the API.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ apiKey: 'key' });
});
afterAll(() => server.close());

const open = (path: string) => server.get(path, { headers: { accept: 'text/html,*/*' } });

describe('the page', () => {
  it('is given at its addresses without credentials, under a policy without inline script or eval', async () => {
    for (const path of ['/', '/runs', '/runs/some-id?tab=logs', '/automations/new']) {
      const reply = await open(path);
      expect(reply.status, path).toBe(200);
      expect(reply.headers['content-type']).toContain('text/html');
      expect(reply.text).toContain('id="root"');
    }
    const { headers, text } = await open('/');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe');
    const [, nonce] = /style-src 'self' 'nonce-([^']+)'/.exec(policy) ?? [];
    expect(text).toContain(`nonce="${nonce}"`);
    expect(text).not.toMatch(/<script(?![^>]*src=)/);
    expect((await open('/')).headers['content-security-policy']).not.toBe(policy);
    expect(headers['cache-control']).toBe('no-store');
  });

  it('has hashed files that browsers keep for good', async () => {
    const [, script] = /<script[^>]*src="([^"]+)"/.exec((await open('/')).text) ?? [];
    const { status, headers } = await server.get(script ?? '');
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(headers['content-type']).toContain('javascript');
    expect((await open('/assets/gone-12345678.js')).status).not.toBe(200);
  });

  it('sends its files as the browser takes them', async () => {
    const [, script = ''] = /<script[^>]*src="([^"]+)"/.exec((await open('/')).text) ?? [];
    const sizeOf = async (encoding: string) => {
      const { status, headers } = await server.get(script, { headers: { 'accept-encoding': encoding } });
      expect(status).toBe(200);
      expect(headers['content-encoding']).toBe(encoding === 'identity' ? undefined : encoding);
      expect(headers['content-type']).toContain('javascript');
      expect(headers['cache-control']).toContain('immutable');
      expect(headers['vary']).toContain('accept-encoding');
      return Number(headers['content-length']);
    };
    const plain = await sizeOf('identity');
    for (const encoding of ['br', 'gzip']) {
      expect(await sizeOf(encoding), encoding).toBeLessThan(plain / 2);
    }
  });

  it('never stands in front of the API, its description or webhooks', async () => {
    for (const path of ['/api/nothing', '/api', '/docs/nothing', '/hooks/nothing']) {
      const { status, text } = await open(path);
      expect(status, path).toBeGreaterThanOrEqual(400);
      expect(text).not.toContain('id="root"');
    }
    expect((await server.post('/runs', {})).status).toBe(401);
  });
});
