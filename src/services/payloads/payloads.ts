// Use cases of workers elsewhere: keep a large value, give it back.
import { createHash } from 'node:crypto';
import { SluiceError } from '../../domain/errors.js';
import type { ServiceContext } from '../service-context.js';

/**
 * @param owner - the id of the workflow that needs the value; null: kept for good
 * @throws `request-invalid` when the key is not the digest of the bytes
 */
export async function putPayload(
  { payloads }: ServiceContext,
  key: string,
  bytes: Uint8Array,
  owner: string | null,
): Promise<void> {
  const digest = createHash('sha256').update(bytes).digest('hex');
  if (digest !== key) {
    throw new SluiceError('request-invalid', `Expected bytes with the SHA-256 ${key}, found ${digest}.`);
  }
  await payloads.put(key, bytes, owner);
}

/** Throws `not-found`. */
export async function getPayload({ payloads }: ServiceContext, key: string): Promise<Uint8Array> {
  return payloads.get(key);
}
