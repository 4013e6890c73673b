// The payload store of a worker elsewhere: the server keeps the values, and this asks it. Values never change under their
// key, so the ones used last are kept here for the replays that ask again.
import { setTimeout as sleep } from 'node:timers/promises';
import type { PayloadStore } from '../contract/payload-store.js';
import { SluiceError } from '../domain/errors.js';
import type { HttpPlatformOptions } from './http-platform.js';

const DEADLINE_MS = 60_000;
const RETRY_DELAY_MS = 500;
const KEPT_BYTES = 64 * 1024 * 1024;

/** Throws `platform-unavailable` when nobody answered in time, `not-found` for a value that is not there. */
export function createHttpPayloadStore(options: HttpPlatformOptions): PayloadStore {
  const kept = new Recent();
  const call = (path: string, body?: Uint8Array) => callUntilAnswered(options, path, body);
  return {
    // Told again although it is known here: the server then keeps it for this owner too, and for longer.
    async put(key, bytes, owner) {
      await call(owner === null ? key : `${key}?owner=${encodeURIComponent(owner)}`, bytes);
      kept.set(key, bytes);
    },
    async get(key) {
      const known = kept.get(key);
      if (known) return known;
      const bytes = new Uint8Array(await (await call(key)).arrayBuffer());
      kept.set(key, bytes);
      return bytes;
    },
  };
}

async function callUntilAnswered(
  { url, apiKey, deadlineMs = DEADLINE_MS }: HttpPlatformOptions,
  path: string,
  body: Uint8Array | undefined,
): Promise<Response> {
  const address = `${url.replace(/\/+$/, '')}/platform/payloads/${path}`;
  const deadlineAt = Date.now() + deadlineMs;
  for (;;) {
    let failure: unknown;
    try {
      const response = await fetch(address, {
        method: body ? 'PUT' : 'GET',
        headers: {
          'x-sluice-client': 'worker',
          ...(body ? { 'content-type': 'application/octet-stream' } : {}),
          ...(apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }),
        },
        body: body && Buffer.from(body),
        signal: AbortSignal.timeout(Math.max(deadlineAt - Date.now(), 1)),
      });
      if (response.ok) return response;
      if (response.status === 404) throw new SluiceError('not-found', `The platform has no stored value ${path}.`);
      failure = `status ${response.status}`;
    } catch (error) {
      if (error instanceof SluiceError) throw error;
      failure = error;
    }
    if (Date.now() + RETRY_DELAY_MS >= deadlineAt) {
      const why = failure instanceof Error ? failure.message : String(failure);
      throw new SluiceError('platform-unavailable', `The payload store at ${url} cannot be used: ${why}.`);
    }
    await sleep(RETRY_DELAY_MS);
  }
}

/** The values used last, up to a bound. */
class Recent {
  private readonly values = new Map<string, Uint8Array>();
  private size = 0;

  get(key: string): Uint8Array | undefined {
    const bytes = this.values.get(key);
    if (bytes) {
      this.values.delete(key);
      this.values.set(key, bytes);
    }
    return bytes;
  }

  set(key: string, bytes: Uint8Array): void {
    if (this.values.has(key)) return;
    this.values.set(key, bytes);
    this.size += bytes.length;
    for (const [oldest, old] of this.values) {
      if (this.size <= KEPT_BYTES) return;
      this.values.delete(oldest);
      this.size -= old.length;
    }
  }
}
