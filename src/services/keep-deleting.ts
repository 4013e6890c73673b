// Deleting what is too old, in the background and for as long as the server runs: a few rows at a time so that nobody waits
// for it, one round after another, and a round that fails is made up for by the next. What is old, and how it is deleted,
// is said by whoever keeps it; several servers may do it at once.
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceContext } from './service-context.js';

const ROWS_AT_ONCE = 500;
const BREATH_MS = 20;

/**
 * Deletes in small steps until a step finds less than it could have taken. Tells how many rows; stops early when the signal
 * is aborted.
 *
 * @param deleteSome - deletes at most so many rows and tells how many
 */
export async function deleteInSteps(
  deleteSome: (atMost: number) => Promise<number>,
  signal: AbortSignal | undefined,
): Promise<number> {
  for (let deleted = 0; ;) {
    const count = await deleteSome(ROWS_AT_ONCE);
    deleted += count;
    if (count < ROWS_AT_ONCE || signal?.aborted) return deleted;
    await pause(BREATH_MS, signal);
  }
}

export interface KeptClean {
  /** What is deleted, as the log names it, such as `old events`. */
  readonly what: string;
  /** What else the log says of a round that deleted something. */
  readonly facts?: Readonly<Record<string, unknown>>;
  /** Between two rounds. */
  readonly everyMs: number;
  /** One round: how many of what were deleted. */
  readonly round: (signal: AbortSignal) => Promise<Readonly<Record<string, number>>>;
}

/** Deletes now and again after each pause. Errors are logged, never thrown. Returns how to stop, once a round has ended. */
export function keepDeleting(
  { log }: Pick<ServiceContext, 'log'>,
  { what, facts, everyMs, round }: KeptClean,
): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const run = async () => {
    while (!signal.aborted) {
      try {
        const deleted = await round(signal);
        if (Object.values(deleted).some((count) => count > 0)) log.info({ ...deleted, ...facts }, `${what} deleted`);
      } catch (error) {
        log.warn({ err: error }, `${what} could not be deleted; tried again later`);
      }
      await pause(everyMs, signal);
    }
  };
  const running = run();
  return async () => {
    stopping.abort();
    await running;
  };
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return sleep(ms, undefined, { signal }).catch(() => undefined);
}
