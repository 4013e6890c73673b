// Telling the platform what a worker serves. A worker that starts before the server, or while it is away, serves all the
// same and says so as soon as the server answers.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Platform } from '../contract/platform.js';
import { isSluiceError } from '../domain/errors.js';
import type { WorkerRegistration } from '../domain/flows.js';

const RETRY_DELAY_MS = 1000;
const REPEAT_DELAY_MS = 60_000;

/**
 * Registers a worker and repeats it now and then, so that a server whose store was made anew learns of it too.
 *
 * @param signal - ends the repeating
 * @returns resolves after the first registration, or at once when the platform cannot be reached now
 * @throws what the platform refuses for good, such as `unauthenticated`
 */
export async function keepRegistered(
  platform: Platform,
  registration: WorkerRegistration,
  signal: AbortSignal,
): Promise<void> {
  const registered = await tryRegister(platform, registration);
  void repeat(platform, registration, signal, registered ? REPEAT_DELAY_MS : RETRY_DELAY_MS);
}

async function repeat(platform: Platform, registration: WorkerRegistration, signal: AbortSignal, firstDelayMs: number) {
  let delayMs = firstDelayMs;
  try {
    for (;;) {
      await sleep(delayMs, undefined, { signal, ref: false });
      const registered = await tryRegister(platform, registration).catch(() => false);
      delayMs = registered ? REPEAT_DELAY_MS : RETRY_DELAY_MS;
    }
  } catch {
    // The worker stopped.
  }
}

async function tryRegister(platform: Platform, registration: WorkerRegistration): Promise<boolean> {
  try {
    await platform.registerWorker(registration);
    return true;
  } catch (error) {
    if (isSluiceError(error, 'platform-unavailable') || isSluiceError(error, 'store-unavailable')) return false;
    throw error;
  }
}
