// Both implementations of the platform against the one suite, and what only the remote one has: a key, a network.
import { createServer, type RequestListener } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createHttpPlatform } from '../../src/remote/http-platform.js';
import { createPlatform } from '../../src/services/platform.js';
import { startTestServer } from '../api/server.js';
import { findFreePort } from '../free-port.js';
import { describePlatform, KEY } from './platform.suite.js';

describePlatform('the platform in the same process', (server) => createPlatform(server.context));
describePlatform('the platform over HTTP', (server) => createHttpPlatform({ url: `${server.url}/api/`, apiKey: KEY }));

describe('a worker elsewhere', () => {
  it('is refused without the key, by its code and at once', async () => {
    const server = await startTestServer({ apiKey: KEY });
    onTestFinished(() => server.close());
    const platform = createHttpPlatform({ url: `${server.url}/api`, apiKey: 'wrong' });
    await expect(platform.writeLogs([logLine()])).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('says platform-unavailable when nobody listens until its deadline', async () => {
    const url = `http://127.0.0.1:${await findFreePort()}/api`;
    const platform = createHttpPlatform({ url, apiKey: KEY, deadlineMs: 2000 });
    const startedAt = Date.now();
    await expect(platform.writeLogs([logLine()])).rejects.toMatchObject({
      code: 'platform-unavailable',
      message: expect.stringMatching(/ECONNREFUSED/) as unknown,
    });
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(1990);
  });

  it('gets through when the server comes up while it tries', async () => {
    const port = await findFreePort();
    const platform = createHttpPlatform({ url: `http://127.0.0.1:${port}/api`, apiKey: KEY });
    const written = platform.writeLogs([logLine()]);
    await listen(port, (_request, response) => response.writeHead(204).end());
    await written;
  });

  it('repeats what a proxy or a restarting server answers, and a connection that breaks', async () => {
    let calls = 0;
    const port = await listen(0, (request, response) => {
      calls += 1;
      if (calls === 1) request.socket.destroy();
      else if (calls === 2) response.writeHead(502).end('<html>');
      else response.writeHead(204).end();
    });
    await createHttpPlatform({ url: `http://127.0.0.1:${port}`, apiKey: null }).writeLogs([logLine()]);
    expect(calls).toBe(3);
  });

  it('gives up at its deadline on a server that never answers', async () => {
    const port = await listen(0, () => undefined);
    const platform = createHttpPlatform({ url: `http://127.0.0.1:${port}`, apiKey: null, deadlineMs: 200 });
    await expect(platform.writeLogs([logLine()])).rejects.toMatchObject({ code: 'platform-unavailable' });
  });
});

function logLine() {
  return { name: 'n', level: 20, message: 'm', timestamp: '2026-01-01T00:00:00Z' };
}

/** Listens for the rest of the test; port 0 takes a free one. */
async function listen(port: number, listener: RequestListener): Promise<number> {
  const server = createServer(listener).listen(port, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}
