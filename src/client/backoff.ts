// How long to wait before trying again: the server's own word first, else a doubling wait with jitter so that many
// clients do not return at once. Pure: randomness and the clock are arguments.
const LONGEST_WAIT_MS = 5000;
const LONGEST_RETRY_AFTER_MS = 30_000;

/**
 * Milliseconds before the next attempt: `firstMs` doubled for each attempt made, at most 5 s, less up to a fifth.
 *
 * @param attemptsMade - from 1 up
 * @param random - gives 0 to 1
 */
export function backoffMs(attemptsMade: number, firstMs: number, random: () => number): number {
  const whole = Math.min(LONGEST_WAIT_MS, firstMs * 2 ** (attemptsMade - 1));
  return Math.round(whole * (1 - random() / 5));
}

/** Milliseconds a Retry-After header asks for (seconds or an HTTP date), at most 30 s; undefined when it says nothing. */
export function retryAfterMs(header: string | null, nowMs: number): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const waitMs = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - nowMs;
  return Number.isNaN(waitMs) ? undefined : Math.min(Math.max(waitMs, 0), LONGEST_RETRY_AFTER_MS);
}
