// The one way flow code reaches the platform: by local activity, since that is quick; when the platform cannot be
// reached, by an activity that is retried without end, so that the run waits instead of failing.
import { isCancellation, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import { errorOf } from '../contract/failures.js';
import type { PlatformActivities } from '../contract/platform.js';
import { asLocalActivity } from './timed-wait.js';

const local = proxyLocalActivities<PlatformActivities>({
  startToCloseTimeout: '5 seconds',
  scheduleToCloseTimeout: '5 seconds',
  retry: { maximumAttempts: 1 },
});
const durable = proxyActivities<PlatformActivities>({
  startToCloseTimeout: '30 seconds',
  summary: 'tell the platform',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '10 seconds', backoffCoefficient: 1.5 },
});

type Name = keyof PlatformActivities;

/** Calls the platform. Throws its refusals as errors of ours; an outage is waited out. */
export async function callPlatform<N extends Name>(
  name: N,
  ...args: Parameters<PlatformActivities[N]>
): Promise<Awaited<ReturnType<PlatformActivities[N]>>> {
  type Call = (...args: Parameters<PlatformActivities[N]>) => Promise<Awaited<ReturnType<PlatformActivities[N]>>>;
  try {
    return await asLocalActivity((local[name] as unknown as Call)(...args));
  } catch (error) {
    if (isCancellation(error)) throw error;
    const refusal = errorOf(error);
    if (refusal && !UNREACHABLE.has(refusal.code)) throw refusal;
  }
  return callPlatformDurably(name, ...args);
}

/**
 * Calls the platform by an activity. It runs once Temporal has accepted what the run has done so far; a local activity
 * runs before that, and what it tells of may yet come out otherwise when the workflow task is done again.
 */
export function callPlatformDurably<N extends Name>(
  name: N,
  ...args: Parameters<PlatformActivities[N]>
): Promise<Awaited<ReturnType<PlatformActivities[N]>>> {
  type Call = (...args: Parameters<PlatformActivities[N]>) => Promise<Awaited<ReturnType<PlatformActivities[N]>>>;
  return (durable[name] as unknown as Call)(...args).catch((error: unknown) => {
    throw errorOf(error) ?? error;
  });
}

const UNREACHABLE: ReadonlySet<string> = new Set(['platform-unavailable', 'store-unavailable', 'temporal-unavailable']);
