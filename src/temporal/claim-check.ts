// The claim check: a payload codec that keeps large payloads in a store and sends a reference through Temporal. Worker
// and client use the same, so flow code, tasks and callers never notice. Parameters, results, inputs and what a run
// carries over all pass here.
import { createHash } from 'node:crypto';
import type { Payload, PayloadCodec, SerializationContext } from '@temporalio/common';
import {
  CLAIM_CHECK_BYTES,
  formatBytes,
  LARGEST_PAYLOAD_BYTES,
  type PayloadStore,
  type RefusedPayload,
} from '../contract/payload-store.js';
import { SluiceError } from '../domain/errors.js';

/** Begins with `json/`, so that the Temporal Web UI shows the reference as the JSON it is. */
const REFERENCE_ENCODING = 'json/sluice-claim-check';
const REFUSED_ENCODING = 'json/sluice-refused';
const KEY = /^[0-9a-f]{64}$/;

interface Reference {
  readonly sluice_claim_check: { readonly key: string; readonly size: number };
}

/**
 * @param store - null where none is configured
 * @param refuse - what becomes of a payload over Temporal's limit without a store: `throw` `payload-too-large` (clients),
 *   or `mark` its place, so that the worker can say which task it was (workers, where throwing would block the run)
 */
export function createClaimCheckCodec(store: PayloadStore | null, refuse: 'throw' | 'mark'): PayloadCodec {
  return {
    encode: async (payloads, context) =>
      store
        ? Promise.all(payloads.map((payload) => checkIn(payload, store, context?.workflowId ?? null)))
        : payloads.map((payload) => refuseTooLarge(payload, refuse, context)),
    decode: (payloads) => Promise.all(payloads.map((payload) => decode(payload, store, refuse))),
  };
}

/** Puts a large payload into the store. */
async function checkIn(payload: Payload, store: PayloadStore, owner: string | null): Promise<Payload> {
  const size = payload.data?.length ?? 0;
  if (size <= CLAIM_CHECK_BYTES) return payload;
  const bytes = pack(payload);
  const key = digest(bytes);
  await store.put(key, bytes, owner);
  const reference: Reference = { sluice_claim_check: { key, size } };
  return jsonPayload(REFERENCE_ENCODING, reference);
}

/**
 * What becomes of a payload without a store. Only what belongs to a task is marked: what a run carries over must not be
 * lost, so that is left for Temporal to refuse, and the run waits until a store is there.
 */
function refuseTooLarge(
  payload: Payload,
  refuse: 'throw' | 'mark',
  context: SerializationContext | undefined,
): Payload {
  const size = payload.data?.length ?? 0;
  if (size <= LARGEST_PAYLOAD_BYTES) return payload;
  if (refuse === 'throw') throw tooLarge(size);
  if (context?.type !== 'activity') return payload;
  const mark: RefusedPayload = { sluice_refused_payload: { size } };
  return jsonPayload(REFUSED_ENCODING, mark);
}

async function decode(payload: Payload, store: PayloadStore | null, refuse: 'throw' | 'mark'): Promise<Payload> {
  const encoding = textOf(payload.metadata?.['encoding']);
  if (encoding === REFUSED_ENCODING) {
    const mark = JSON.parse(textOf(payload.data)) as RefusedPayload;
    if (refuse === 'throw') throw tooLarge(mark.sluice_refused_payload.size);
    return { ...payload, metadata: { ...payload.metadata, encoding: Buffer.from('json/plain') } };
  }
  if (encoding !== REFERENCE_ENCODING) return payload;
  const { key, size } = (JSON.parse(textOf(payload.data)) as Reference).sluice_claim_check;
  if (store === null) {
    throw new SluiceError(
      'payload-too-large',
      `A value of ${formatBytes(size)} is in a store that is not configured here.`,
    );
  }
  const bytes = KEY.test(key) ? await store.get(key) : new Uint8Array();
  if (digest(bytes) !== key) {
    throw new SluiceError('internal-error', `The stored value ${key} is not what was put there.`);
  }
  return unpack(bytes);
}

function tooLarge(size: number): SluiceError {
  const limit = formatBytes(LARGEST_PAYLOAD_BYTES);
  const message = `A value of ${formatBytes(size)} is over Temporal's limit of ${limit}, and no payload store is configured.`;
  return new SluiceError('payload-too-large', message, { details: { size } });
}

/** Four bytes of length, the metadata as JSON, the data. */
function pack({ metadata, data }: Payload): Uint8Array {
  const entries = Object.entries(metadata ?? {}).map(([name, value]) => [name, Buffer.from(value).toString('base64')]);
  const head = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(head.length);
  return Buffer.concat([length, head, data ?? new Uint8Array()]);
}

function unpack(bytes: Uint8Array): Payload {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = 4 + buffer.readUInt32BE(0);
  const head = JSON.parse(buffer.toString('utf8', 4, end)) as Record<string, string>;
  const metadata = Object.entries(head).map(([name, value]) => [name, Buffer.from(value, 'base64')]);
  return { metadata: Object.fromEntries(metadata) as Payload['metadata'], data: buffer.subarray(end) };
}

function jsonPayload(encoding: string, value: unknown): Payload {
  return { metadata: { encoding: Buffer.from(encoding) }, data: Buffer.from(JSON.stringify(value)) };
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function textOf(bytes: Uint8Array | null | undefined): string {
  return bytes ? Buffer.from(bytes).toString('utf8') : '';
}
