// The guard of outgoing calls: which addresses it lets through, what it follows, and where it stops.
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createOutgoingHttp } from '../../src/services/outgoing-http/outgoing-http.js';

async function listen(listener: RequestListener): Promise<number> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

function outgoing(allowed: string[]) {
  const http = createOutgoingHttp(allowed);
  onTestFinished(() => http.close());
  return http;
}

describe('private addresses', () => {
  it.each([
    'http://127.0.0.1/',
    'http://localhost/',
    'http://10.1.2.3/',
    'http://192.168.0.1/',
    'http://169.254.169.254/latest/meta-data',
    'http://100.64.0.1/',
    'http://0.0.0.0/',
    'http://[::1]/',
    'http://[fe80::1]/',
    'http://[fd00::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://2130706433/',
    'http://0x7f.1/',
  ])('refuses %s', async (url) => {
    await expect(outgoing([]).send({ url })).rejects.toMatchObject({ code: 'outgoing-refused' });
  });

  it.each(['ftp://example.com/', 'file:///etc/passwd', 'not an address', 'http://user:pass@example.com/'])(
    'refuses %s, which is no plain web address',
    async (url) => {
      await expect(outgoing(['*']).send({ url })).rejects.toMatchObject({ code: 'outgoing-refused' });
    },
  );

  it.each([['*'], ['127.0.0.0/8'], ['localhost'], ['127.0.0.1', '::1']])(
    'are called where %s is allowed',
    async (...allowed) => {
      const port = await listen((_request, response) => response.end('in'));
      const answer = await outgoing(allowed).send({ url: `http://localhost:${port}/` });
      expect(answer).toMatchObject({ status: 200, text: 'in', truncated: false });
    },
  );

  it('are refused all the same when the call says so', async () => {
    const send = outgoing(['*']).send({ url: 'http://localhost:1/', allowPrivate: false });
    await expect(send).rejects.toMatchObject({ code: 'outgoing-refused' });
  });
});

describe('a name whose addresses change', () => {
  it('is looked up once for each connection, and what was checked is what is called', async () => {
    let reached = 0;
    const open = createServer((_request, response) => response.writeHead(200, { connection: 'close' }).end('open'));
    const secret = createServer((_request, response) => {
      reached += 1;
      response.end('secret');
    });
    open.listen(0, '127.0.0.1');
    await once(open, 'listening');
    const { port } = open.address() as AddressInfo;
    secret.listen(port, '127.0.0.2');
    await once(secret, 'listening');
    onTestFinished(() => {
      open.close();
      secret.close();
    });
    // The second time it is asked, the name points to where nobody may go.
    const answers = ['127.0.0.1', '127.0.0.2', '127.0.0.2'];
    const asked: string[] = [];
    const http = createOutgoingHttp(['127.0.0.1'], (host, _options, callback) => {
      asked.push(host);
      callback(null, [{ address: answers[asked.length - 1] ?? '127.0.0.2', family: 4 }]);
    });
    onTestFinished(() => http.close());
    const url = `http://rebinds.example:${port}/`;
    expect((await http.send({ url })).text).toBe('open');
    expect(asked).toEqual(['rebinds.example']);
    await expect(http.send({ url })).rejects.toMatchObject({ code: 'outgoing-refused' });
    expect(reached).toBe(0);
  });

  it('is not called at any of its addresses that is private, and at no other by a redirect', async () => {
    const port = await listen((_request, response) => response.writeHead(307, { location: '/again' }).end());
    let asked = 0;
    const http = createOutgoingHttp(['127.0.0.1'], (_host, _options, callback) => {
      asked += 1;
      const addresses = asked === 1 ? ['10.0.0.1', '127.0.0.1', '::1'] : ['169.254.169.254', '10.0.0.1'];
      callback(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
    });
    onTestFinished(() => http.close());
    await expect(http.send({ url: `http://turns.example:${port}/`, timeoutMs: 5_000 })).rejects.toMatchObject({
      code: 'outgoing-refused',
    });
  });
});

describe('a call', () => {
  it('follows redirects on its own host, and none to another or without end', async () => {
    const port = await listen((request, response) => {
      const target = { '/own': '/end', '/other': 'http://example.com/', '/loop': '/loop' }[request.url ?? ''];
      if (target === undefined) response.end(`${request.method} ${request.url}`);
      else response.writeHead(request.url === '/own' ? 307 : 302, { location: target }).end();
    });
    const http = outgoing(['127.0.0.1']);
    const url = `http://127.0.0.1:${port}`;
    expect((await http.send({ url: `${url}/own`, body: '{}' })).text).toBe('POST /end');
    await expect(http.send({ url: `${url}/other` })).rejects.toMatchObject({ code: 'outgoing-refused' });
    await expect(http.send({ url: `${url}/loop` })).rejects.toMatchObject({ code: 'outgoing-refused' });
  });

  it('reads no more than it may, and waits no longer', async () => {
    const port = await listen((request, response) => {
      if (request.url === '/big') response.end('x'.repeat(1_000_000));
    });
    const http = outgoing(['*']);
    const big = await http.send({ url: `http://127.0.0.1:${port}/big`, maxResponseBytes: 1000 });
    expect([big.text.length, big.truncated]).toEqual([1000, true]);
    const slow = http.send({ url: `http://127.0.0.1:${port}/never?token=hidden`, timeoutMs: 100 });
    await expect(slow).rejects.toMatchObject({
      code: 'outgoing-failed',
      message: `Calling 127.0.0.1:${port} failed: no answer came in time.`,
    });
  });
});
