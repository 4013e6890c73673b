// Signing in: the credentials become a cookie that scripts cannot read; what changes something needs the token beside it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './server.js';

const KEY = 'the-key';
const PAIR = 'ada:lovelace';
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ apiKey: KEY, authString: PAIR });
});
afterAll(() => server.close());

async function signIn(secret: string, user?: string) {
  const reply = await server.post('/api/session', { secret, user });
  const [set = ''] = reply.headers['set-cookie'] ?? [];
  const session = (reply.body ?? {}) as unknown as { signed_in: boolean; user: string | null; csrf_token: string };
  return { reply, set, cookie: set.split(';')[0] ?? '', session };
}

describe('a session', () => {
  it('is asked for without credentials, and is none at first', async () => {
    const reply = await server.get('/api/session');
    expect(reply.body).toEqual({ required: true, signed_in: false, user: null, csrf_token: null });
  });

  it('is opened by the key or the user name and password, as a cookie for this server alone', async () => {
    const { reply, set, cookie, session } = await signIn(KEY, 'Grace');
    expect(reply.status).toBe(201);
    expect(set).toMatch(/; HttpOnly; SameSite=Strict;/);
    expect(set).not.toContain(KEY);
    expect(session).toMatchObject({ signed_in: true, user: 'Grace' });
    expect((await server.post('/api/flow_runs/filter', {}, { cookie })).status).toBe(403);
    const list = await server.post('/api/flow_runs/filter', {}, { cookie, 'x-sluice-csrf': session.csrf_token });
    expect(list.status).toBe(200);
    expect((await server.get('/api/automations/related-to/x', { headers: { cookie } })).status).toBe(200);
    expect((await signIn(PAIR)).session.user).toBe('ada');
  });

  it('is refused without the right credentials, and changes nothing with another session’s token', async () => {
    const wrong = await server.post('/api/session', { secret: 'guess' });
    expect(wrong.status).toBe(401);
    expect(wrong.headers['set-cookie']).toBeUndefined();
    const { cookie } = await signIn(KEY, 'one');
    const other = await signIn(KEY, 'two');
    const headers = { cookie, 'x-sluice-csrf': other.session.csrf_token };
    expect((await server.post('/api/flow_runs/filter', {}, headers)).status).toBe(403);
    expect((await server.get('/api/variables/x', { headers: { cookie: `${cookie}x` } })).status).toBe(401);
  });

  it('is no worker, and ends by signing out', async () => {
    const { cookie, session } = await signIn(KEY);
    const headers = { cookie, 'x-sluice-csrf': session.csrf_token };
    expect((await server.post('/api/platform/emit-events', { events: [] }, headers)).status).toBe(403);
    const out = await server.call('DELETE', '/api/session', { headers });
    expect(out.status).toBe(204);
    expect(String(out.headers['set-cookie'])).toContain('Max-Age=0');
  });

  it('is not challenged in a way that makes a browser ask', async () => {
    const script = await server.get('/api/flow_runs/x', { headers: { 'sec-fetch-dest': 'empty' } });
    expect(script.status).toBe(401);
    expect(String(script.headers['www-authenticate'])).not.toContain('Basic');
    expect(String((await server.get('/api/flow_runs/x')).headers['www-authenticate'])).toContain('Basic');
  });
});
