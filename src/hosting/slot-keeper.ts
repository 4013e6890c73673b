// Keeps the slots of a task run under a concurrency limit while it runs here. A worker that is lost keeps them no more,
// and they go to others when the lease runs out.
import { ApplicationFailure } from '@temporalio/common';
import { LIMITED_SUFFIX, SLOT_LOST } from '../contract/limited-tasks.js';
import type { Platform } from '../contract/platform.js';
import { SLOT_LEASE_SECONDS } from '../domain/concurrency-limits.js';

const RENEWALS_A_LEASE = 3;

/**
 * Makes sure that the slots are still there, and keeps them.
 *
 * @returns stops keeping them; giving them back is the engine's
 * @throws ApplicationFailure of the type SLOT_LOST when they went to others while the task waited for a worker
 */
export async function keepSlots(
  activityId: string,
  taskRunId: string | null,
  platform: Pick<Platform, 'renewSlots'>,
): Promise<() => void> {
  if (taskRunId === null || !activityId.endsWith(LIMITED_SUFFIX)) return () => undefined;
  // When the platform cannot be asked, the task goes on: the slots were given to it.
  const stillHeld = await platform.renewSlots(taskRunId).catch(() => true);
  if (!stillHeld) {
    throw ApplicationFailure.create({ type: SLOT_LOST, nonRetryable: true, message: 'The slots went to others.' });
  }
  const renew = () => void platform.renewSlots(taskRunId).catch(() => false);
  const timer = setInterval(renew, (SLOT_LEASE_SECONDS * 1000) / RENEWALS_A_LEASE);
  return () => clearInterval(timer);
}
