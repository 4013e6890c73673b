// The payload store in a bucket: the signature by the example of its documentation, and the calls to a server that checks
// what it is sent.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { signRequest } from '../../src/temporal/aws-signature.js';
import { createS3PayloadStore } from '../../src/temporal/s3-payload-store.js';

const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const KEY = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };

it('a request is signed as in the documentation of the store', () => {
  const headers = signRequest(
    {
      method: 'GET',
      url: new URL('https://examplebucket.s3.amazonaws.com/test.txt'),
      headers: { range: 'bytes=0-9' },
      bodyHash: digest(new Uint8Array()),
    },
    { ...KEY, region: 'us-east-1' },
    new Date('2013-05-24T00:00:00Z'),
  );
  expect(headers['authorization']).toBe(
    'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, ' +
      'SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, ' +
      'Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  );
});

/** Keeps objects as a bucket does, and takes none whose signature is not its own idea of it. */
async function startBucket() {
  const objects = new Map<string, Buffer>();
  const statuses: number[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const { method = '', url: path = '', headers } = request;
      const at = String(headers['x-amz-date']);
      const sentAt = at.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
      const url = new URL(path, `http://${headers.host ?? ''}`);
      const own = signRequest({ method, url, bodyHash: digest(body) }, { ...KEY, region: 'eu-x' }, new Date(sentAt));
      const status = statuses.shift();
      if (status !== undefined) return response.writeHead(status).end();
      if (own['authorization'] !== headers.authorization) return response.writeHead(403).end();
      if (method === 'PUT') objects.set(path, body);
      const found = objects.get(path);
      response.writeHead(found ? 200 : 404).end(method === 'GET' ? found : undefined);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const address = (secret: string) =>
    `http://${KEY.accessKeyId}:${encodeURIComponent(secret)}@${host}/bucket/values/?region=eu-x`;
  return { address: address(KEY.secretAccessKey), wrongAddress: address('wrong'), objects, statuses };
}

describe('a payload store in a bucket', () => {
  const bytes = new Uint8Array(300_000).map((_byte, index) => index % 251);
  const key = digest(bytes);

  it('gives what was put, and knows what it has not', async () => {
    const bucket = await startBucket();
    const store = createS3PayloadStore(bucket.address);
    await Promise.all([store.put(key, bytes, 'a'), store.put(key, bytes, null)]);
    expect([...bucket.objects.keys()]).toEqual([`/bucket/values/${key}`]);
    expect(Buffer.from(await store.get(key)).equals(Buffer.from(bytes))).toBe(true);
    await expect(store.get('0'.repeat(64))).rejects.toMatchObject({ code: 'not-found' });
  });

  it('tries again when the store stumbles, and not when it refuses', async () => {
    const bucket = await startBucket();
    bucket.statuses.push(503);
    await createS3PayloadStore(bucket.address).put(key, bytes, null);
    expect(bucket.objects.size).toBe(1);
    await expect(createS3PayloadStore(bucket.wrongAddress).get(key)).rejects.toMatchObject({
      code: 'store-unavailable',
      message: expect.stringContaining('status 403') as unknown,
    });
    bucket.statuses.push(500, 500, 500, 500);
    const impatient = createS3PayloadStore(bucket.address, { deadlineMs: 300 });
    await expect(impatient.get(key)).rejects.toMatchObject({ code: 'store-unavailable' });
  });

  it.each(['nonsense', 'https://host/bucket', 'https://key:secret@host/', 's3://key:secret@host/bucket'])(
    'needs key, secret and bucket: %s',
    (address) => {
      expect(() => createS3PayloadStore(address)).toThrow('https://KEY:SECRET@host/bucket');
    },
  );
});
