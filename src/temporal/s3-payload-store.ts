// The payload store in a bucket, for servers on several machines: S3 itself or whatever speaks like it. One object a value,
// under its digest. Who needs a value is not written there: objects are let go by a lifecycle rule of the bucket, longer
// than any run lives.
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PayloadStore } from '../contract/payload-store.js';
import { SluiceError } from '../domain/errors.js';
import { signRequest, type SigningKey } from './aws-signature.js';

const DEADLINE_MS = 60_000;
const RETRY_DELAY_MS = 500;
const DEFAULT_REGION = 'us-east-1';

export interface S3Options {
  /** How long a call is tried again while the store does not answer. @default 60000 */
  readonly deadlineMs?: number;
}

/**
 * A store in a bucket.
 *
 * @param address - `https://KEY:SECRET@host/bucket/prefix?region=eu-central-1`; region us-east-1 without one
 * @throws `definition-invalid` for an address without key, secret or bucket; from what it gives `not-found`, and
 *   `store-unavailable` when nobody answered in time or the store refused
 */
export function createS3PayloadStore(address: string, { deadlineMs = DEADLINE_MS }: S3Options = {}): PayloadStore {
  const { base, key: signingKey } = readAddress(address);
  const call = async (method: 'GET' | 'PUT', key: string, body: Uint8Array): Promise<Response> => {
    const url = new URL(`${base}/${key}`);
    const bodyHash = createHash('sha256').update(body).digest('hex');
    return callUntilAnswered(url, deadlineMs, () => {
      const headers = signRequest({ method, url, bodyHash }, signingKey, new Date());
      return { method, headers, ...(method === 'PUT' ? { body: Buffer.from(body) } : {}) };
    });
  };
  return {
    async put(key, bytes) {
      await call('PUT', key, bytes);
    },
    async get(key) {
      return new Uint8Array(await (await call('GET', key, new Uint8Array())).arrayBuffer());
    },
  };
}

async function callUntilAnswered(url: URL, deadlineMs: number, request: () => RequestInit): Promise<Response> {
  const deadlineAt = Date.now() + deadlineMs;
  for (;;) {
    let failure: string;
    try {
      const signal = AbortSignal.timeout(Math.max(deadlineAt - Date.now(), 1));
      const response = await fetch(url, { ...request(), signal, redirect: 'error' });
      if (response.ok) return response;
      const name = url.pathname.split('/').at(-1) ?? '';
      if (response.status === 404) throw new SluiceError('not-found', `There is no stored value ${name}.`);
      failure = `status ${response.status}`;
      // Refused for good: another try would be refused too.
      if (response.status < 500 && response.status !== 429) throw unavailable(url, failure);
    } catch (error) {
      if (error instanceof SluiceError) throw error;
      failure = error instanceof Error ? error.message : String(error);
    }
    if (Date.now() + RETRY_DELAY_MS >= deadlineAt) throw unavailable(url, failure);
    await sleep(RETRY_DELAY_MS);
  }
}

function unavailable({ host }: URL, why: string): SluiceError {
  return new SluiceError('store-unavailable', `The payload store at ${host} cannot be used: ${why}.`);
}

function readAddress(address: string): { readonly base: string; readonly key: SigningKey } {
  const url = URL.canParse(address) ? new URL(address) : null;
  const path = url?.pathname.replace(/\/+$/, '') ?? '';
  if (!url || !/^https?:$/.test(url.protocol) || !url.username || !url.password || path.length < 2) {
    // What was found is not said: it holds a secret.
    const message = 'Expected a payload store such as https://KEY:SECRET@host/bucket/prefix?region=us-east-1.';
    throw new SluiceError('definition-invalid', message);
  }
  return {
    base: `${url.origin}${path}`,
    key: {
      accessKeyId: decodeURIComponent(url.username),
      secretAccessKey: decodeURIComponent(url.password),
      region: url.searchParams.get('region') ?? DEFAULT_REGION,
    },
  };
}
