// A short fingerprint of plain JSON, to tell whether a remembered task was called with the same arguments. Apart from
// ids.ts because it names values, not things.
import { sha256 } from '@noble/hashes/sha2.js';

/** SHA-256 of the value's JSON text, in hexadecimal; the order of keys counts. */
export function hashJson(value: unknown): string {
  const digest = sha256(new TextEncoder().encode(JSON.stringify(value) ?? 'undefined'));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
