// How far a run is put off. It follows from the schedule and the time alone, so that a run is planned, shown and started at
// the same moment however often that is worked out; Temporal's own jitter is only known to Temporal.
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';

/** Milliseconds from 0 to below the jitter; always the same for the same schedule and time. */
export function jitterMs(scheduleId: string, timeMs: number, jitterSeconds: number): number {
  if (jitterSeconds <= 0) return 0;
  const [a = 0, b = 0, c = 0, d = 0] = sha256(utf8ToBytes(`${scheduleId} ${timeMs}`));
  return Math.floor(((((a * 256 + b) * 256 + c) * 256 + d) / 2 ** 32) * jitterSeconds * 1000);
}
