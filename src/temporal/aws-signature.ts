// Signs a request to an S3-compatible store: AWS Signature Version 4, as its documentation describes it. The only part of
// S3 that is more than plain HTTP.
import { createHash, createHmac } from 'node:crypto';

export interface SigningKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
}

export interface SignedRequest {
  readonly method: string;
  readonly url: URL;
  /** Headers to sign beside host, names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** SHA-256 of the body in hexadecimal. */
  readonly bodyHash: string;
}

/** The headers that carry the signature, those given included. `host` is for the client to send. */
export function signRequest(
  { method, url, headers = {}, bodyHash }: SignedRequest,
  { accessKeyId, secretAccessKey, region }: SigningKey,
  now: Date,
): Record<string, string> {
  const at = now.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = at.slice(0, 8);
  const signed: Record<string, string> = { ...headers, 'x-amz-content-sha256': bodyHash, 'x-amz-date': at };
  const all = Object.entries({ ...signed, host: url.host }).sort(([left], [right]) => (left < right ? -1 : 1));
  const names = all.map(([name]) => name).join(';');
  const lines = all.map(([name, value]) => `${name}:${value.trim()}\n`).join('');
  const canonical = [method, url.pathname, url.searchParams.toString(), lines, names, bodyHash].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', at, scope, createHash('sha256').update(canonical).digest('hex')].join('\n');
  const key = [day, region, 's3', 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  const signature = hmac(key, toSign).toString('hex');
  return {
    ...signed,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
  };
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
