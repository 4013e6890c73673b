// How a process of ours begins to end and ends: on Ctrl-C, on SIGTERM, when the process that started it is gone (also by
// kill -9), and in bounded time whatever hangs. Shared by all that run for long, so that all of them stop the same way.
import { isSluiceError } from '../domain/errors.js';

/** What a process of ours tells the process that started it. */
export type ChildMessage =
  | { readonly type: 'ready'; readonly url?: string }
  /** Starting is not possible, and trying again would not help. */
  | { readonly type: 'failed'; readonly code: string; readonly message: string }
  /** A process that must not outlive the sender. */
  | { readonly type: 'descendant'; readonly pid: number };

export interface ProcessEndOptions {
  /** After this the process ends even if stopping has not finished. */
  readonly limitMs: number;
}

/** What a handle that was not closed gets after everything else has stopped. */
const LINGER_MS = 500;

/** Tells the process that started us, if it listens. */
export function tellParent(message: ChildMessage): void {
  // A parent that is gone cannot be told; that it is gone is heard by `waitForEnd`.
  if (process.connected) process.send?.(message, () => undefined);
}

/**
 * Tells the process that started us why starting failed, and throws it on. Whatever is still open, this process ends
 * soon: the channel to its parent, listened to, would keep it alive.
 */
export function reportFailure(error: unknown): never {
  const code = isSluiceError(error) ? error.code : 'internal-error';
  tellParent({ type: 'failed', code, message: error instanceof Error ? error.message : String(error) });
  setTimeout(() => process.exit(process.exitCode ?? 1), LINGER_MS);
  throw error;
}

/** Signals this close together are one: a terminal signals the whole group, and who started us may pass his on. */
const SAME_SIGNAL_MS = 1_000;

/** Resolves with the reason once this process should end. Whoever asks again, after a moment, ends it at once. */
export function waitForEnd(): Promise<string> {
  return new Promise((resolve) => {
    let firstAt: number | undefined;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        firstAt ??= performance.now();
        if (performance.now() - firstAt > SAME_SIGNAL_MS) process.exit(1);
        resolve(signal);
      });
    }
    if (!process.send) return;
    process.once('disconnect', () => resolve('its parent is gone'));
    if (!process.connected) resolve('its parent is gone');
  });
}

/** Stops, and ends the process in any case when the limit has passed. */
export async function endProcess(stop: () => Promise<void>, { limitMs }: ProcessEndOptions): Promise<void> {
  const limit = setTimeout(() => process.exit(1), limitMs);
  try {
    await stop();
  } finally {
    clearTimeout(limit);
    if (process.connected) process.disconnect();
    setTimeout(() => process.exit(), LINGER_MS).unref();
  }
}
