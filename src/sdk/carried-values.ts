// Values that a run itself hands to Temporal: what it gives in the end, what it starts over with. Over Temporal's limit they
// need a payload store, and whether the worker has one flow code cannot see; such a value is therefore carried to the worker
// first, so that it is refused while there is still a run to say so.
import { describeUncarried, LARGEST_PAYLOAD_BYTES } from '../contract/payload-store.js';
import { isSluiceError, SluiceError } from '../domain/errors.js';
import { callPlatform } from './platform-call.js';

/** UTF-8 takes at most this many bytes for a character of a JavaScript string. */
const BYTES_PER_CHARACTER = 3;

/** Whether a value is over Temporal's limit. */
export function isOverLimit(value: unknown): boolean {
  return sizeOf(value) > LARGEST_PAYLOAD_BYTES;
}

/**
 * Resolves when the worker can carry the value.
 *
 * @param what - the value for people: `The result of the flow`
 * @throws `payload-too-large` when it is over Temporal's limit and the worker has no payload store
 */
export async function assertCarried(what: string, value: unknown): Promise<void> {
  if (!isOverLimit(value)) return;
  try {
    await callPlatform('sluiceCarry', value);
  } catch (error) {
    if (!isSluiceError(error, 'payload-too-large')) throw error;
    const size = sizeOf(value);
    throw new SluiceError('payload-too-large', describeUncarried(what, size), { details: { size } });
  }
}

/** Bytes of the value as JSON; exactly only where it may matter. What is no JSON is refused elsewhere. */
function sizeOf(value: unknown): number {
  let text: string;
  try {
    text = JSON.stringify(value) ?? '';
  } catch {
    return 0;
  }
  if (text.length * BYTES_PER_CHARACTER <= LARGEST_PAYLOAD_BYTES) return text.length;
  return new TextEncoder().encode(text).length;
}
