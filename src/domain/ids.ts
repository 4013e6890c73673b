// Ids are UUIDs. Those made from something else (a workflow id, a run's n-th record) are UUIDv5, so that making one
// twice gives the same id and a repeated write changes nothing. SHA-1 comes from a library that runs in the sandbox.
import { sha1 } from '@noble/hashes/legacy.js';

const NAMESPACE = hexToBytes('6f0d3a52c1e54f7b9a44d2f15b7c8e90');
const UUID_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Tells whether a string is a UUID in its canonical lower-case form. */
export function isUuid(value: string): boolean {
  return UUID_PATTERN.test(value);
}

/** A UUIDv5 (RFC 9562) in Sluice's namespace from any number of parts; the same parts give the same id. */
export function deriveId(...parts: readonly (string | number)[]): string {
  const name = new TextEncoder().encode(JSON.stringify(parts));
  const input = new Uint8Array(NAMESPACE.length + name.length);
  input.set(NAMESPACE);
  input.set(name, NAMESPACE.length);
  const bytes = sha1(input).slice(0, 16);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  return formatUuid(bytes);
}

/**
 * The UUID rule: a run started by the platform has its flow run id as workflow id; one started by a foreign client
 * under another workflow id gets an id derived from that and its first run id.
 */
export function flowRunIdOf(workflowId: string, firstRunId: string): string {
  return isUuid(workflowId) ? workflowId : deriveId('flow-run', workflowId, firstRunId);
}

function formatUuid(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function hexToBytes(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
