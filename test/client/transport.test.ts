// What the client does when a server is slow, away, busy or strange. The servers here listen for real on loopback and
// misbehave on purpose; that the client fits the real API is tested in api.test.ts.
import { once } from 'node:events';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createClient, isSluiceError } from '../../src/client/index.js';

type Handler = (request: IncomingMessage, response: ServerResponse, count: number, body: string) => void;

const servers: http.Server[] = [];

async function listen(handler: Handler): Promise<string> {
  let count = 0;
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => handler(request, response, (count += 1), Buffer.concat(chunks).toString()));
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
}

function sendJson(
  response: ServerResponse,
  status: number,
  document: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(document));
}

async function failureOf(
  promise: Promise<unknown>,
): Promise<{ code: string; message: string; [key: string]: unknown }> {
  const error: unknown = await promise.then(
    () => expect.fail('expected a failure'),
    (thrown: unknown) => thrown,
  );
  if (!isSluiceError(error)) throw error;
  return error as never;
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

describe('a request whose answer is lost', () => {
  it('repeats a resume under the same idempotency key', async () => {
    const keys: unknown[] = [];
    const apiUrl = await listen((request, response, count, body) => {
      keys.push((JSON.parse(body) as { idempotency_key: string }).idempotency_key);
      if (count < 3) request.socket.destroy();
      else sendJson(response, 200, { status: 'ACCEPT', pause_key: '1', kind: 'paused', decision_id: 'd' });
    });
    const client = createClient({ apiUrl, retryDelayMs: 5 });
    await expect(client.flowRuns.resume('a')).resolves.toMatchObject({ status: 'ACCEPT', pause_key: '1' });
    expect(keys).toHaveLength(3);
    expect(keys[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
    expect(new Set(keys).size).toBe(1);
  });

  it('sends what cannot be repeated once', async () => {
    let requests = 0;
    const apiUrl = await listen((request) => {
      requests += 1;
      request.socket.destroy();
    });
    const error = await failureOf(createClient({ apiUrl, retryDelayMs: 5 }).flowRuns.suspend('a'));
    expect(error.code).toBe('platform-unavailable');
    expect(requests).toBe(1);
  });

  it('says at once that nobody listens, and where', async () => {
    const apiUrl = await listen(() => undefined);
    servers.splice(0).forEach((server) => server.close());
    const started = performance.now();
    const error = await failureOf(createClient({ apiUrl, retryDelayMs: 5000 }).flowRuns.read('a'));
    expect(error.code).toBe('platform-unavailable');
    expect(error.message).toContain(apiUrl);
    expect(error.message).toContain('refused');
    expect(performance.now() - started).toBeLessThan(4000);
  });

  it('gives up on a server that never answers', async () => {
    const apiUrl = await listen(() => undefined);
    const error = await failureOf(
      createClient({ apiUrl, requestTimeoutMs: 30, retries: 1, retryDelayMs: 1 }).flows.list(),
    );
    expect(error.code).toBe('platform-unavailable');
    expect(error.message).toContain('no answer came in time');
  });
});

describe('an answer that is no success', () => {
  it('becomes the error of the server, with code, sentence, fields and facts', async () => {
    const apiUrl = await listen((_request, response) => {
      const problem = { code: 'run-input-invalid', title: 't', detail: 'Found no age.', details: { pause_key: '1' } };
      const body = { ...problem, status: 422, errors: [{ path: 'age', message: 'missing' }], request_id: 'r-1' };
      sendJson(response, 422, body, { 'content-type': 'application/problem+json' });
    });
    const error = await failureOf(createClient({ apiUrl }).flowRuns.resume('a'));
    expect(error).toMatchObject({
      code: 'run-input-invalid',
      message: 'Found no age.',
      fields: [{ path: 'age', message: 'missing' }],
      details: { pause_key: '1', status: 422, request_id: 'r-1' },
    });
  });

  it('has a code also when it comes from something else than Sluice', async () => {
    const apiUrl = await listen((_request, response) => response.writeHead(404).end('<h1>nginx</h1>'));
    expect(await failureOf(createClient({ apiUrl }).flowRuns.read('a'))).toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('answered 404') as string,
    });
  });

  it('that asks to come back later is asked again, when it said', async () => {
    const apiUrl = await listen((_request, response, count) => {
      if (count === 1) sendJson(response, 429, {}, { 'retry-after': '0' });
      else if (count === 2) sendJson(response, 503, { code: 'store-unavailable' });
      else sendJson(response, 200, []);
    });
    await expect(createClient({ apiUrl, retryDelayMs: 1 }).flows.list()).resolves.toEqual([]);
  });

  it('that is refused at last keeps its own code', async () => {
    const apiUrl = await listen((_request, response) => sendJson(response, 503, { code: 'temporal-unavailable' }));
    const error = await failureOf(createClient({ apiUrl, retryDelayMs: 1, retries: 2 }).flowRuns.resume('a'));
    expect(error.code).toBe('temporal-unavailable');
  });
});

describe('credentials', () => {
  it('go as bearer token or as basic pair in UTF-8', async () => {
    const seen: (string | undefined)[] = [];
    const apiUrl = await listen((request, response) => {
      seen.push(request.headers.authorization);
      sendJson(response, 200, []);
    });
    await createClient({ apiUrl }).flows.list();
    await createClient({ apiUrl, apiKey: 'k' }).flows.list();
    await createClient({ apiUrl, apiKey: 'k', authString: 'ädä:pw' }).flows.list();
    const basic = `Basic ${Buffer.from('ädä:pw').toString('base64')}`;
    expect(seen).toEqual([undefined, 'Bearer k', basic]);
  });
});

describe('options', () => {
  it('that are wrong are refused with their name', () => {
    expect(() => createClient({ apiUrl: 'localhost:4200' })).toThrow(/'apiUrl'.*got "localhost:4200"/);
    expect(() => createClient({ retries: -1 })).toThrow(/'retries'.*from 0 up, got -1/);
  });

  it('take another fetch, and an address with or without its final slash', async () => {
    const urls: string[] = [];
    const ownFetch = ((url: string) => {
      urls.push(url);
      return Promise.resolve(Response.json([]));
    }) as typeof fetch;
    await createClient({ apiUrl: 'https://sluice.example/api/', fetch: ownFetch }).flows.list();
    expect(urls).toEqual(['https://sluice.example/api/flows/filter']);
  });
});

describe('a list', () => {
  it('longer than a page is fetched page by page', async () => {
    const rows = Array.from({ length: 450 }, (_, index) => ({ id: index }));
    const apiUrl = await listen((_request, response, _count, body) => {
      const { limit, offset } = JSON.parse(body) as { limit: number; offset: number };
      sendJson(response, 200, rows.slice(offset, offset + limit));
    });
    const client = createClient({ apiUrl });
    await expect(client.flowRuns.list({ limit: Number.POSITIVE_INFINITY })).resolves.toHaveLength(450);
    await expect(client.flowRuns.list({ limit: 201, offset: 10 })).resolves.toHaveLength(201);
    await expect(client.flowRuns.list()).resolves.toHaveLength(200);
    await expect(client.flowRuns.list({ limit: 0 })).resolves.toHaveLength(0);
  });
});

describe('an aborted call', () => {
  it('ends at once with the reason', async () => {
    const apiUrl = await listen((_request, response) =>
      sendJson(response, 200, { state_type: 'RUNNING', state_id: 's' }),
    );
    const stop = new AbortController();
    const waiting = createClient({ apiUrl }).flowRuns.wait('a', {
      signal: stop.signal,
      onState: () => stop.abort(new Error('enough')),
    });
    await expect(waiting).rejects.toThrow('enough');
  });
});
