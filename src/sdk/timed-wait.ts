// Waiting for a condition, but not longer than a time. Temporal's own takes its timer back when the condition is met, and a
// timer that is taken back in the workflow task it was set in never reaches history. Whether it was the same task is not
// always the same: a query answered while a local activity runs ends the task early, with the timer in its history; done
// again, that task already knows of the activity's end, takes the timer back, and no longer fits the history. So a timer
// during which a local activity ended is left to run out.
import { CancellationScope, condition, sleep } from '@temporalio/workflow';
import { noteUnacceptedWork } from './unaccepted-work.js';

const ENDED = Symbol.for('sluice.local-activities-ended');
/** One a workflow execution, as in current-run.ts. */
const global = globalThis as { [ENDED]?: number };

/** Passes a local activity's outcome on, once its end is known to the waits that are under way. */
export async function asLocalActivity<T>(activity: Promise<T>): Promise<T> {
  try {
    return await activity;
  } finally {
    global[ENDED] = (global[ENDED] ?? 0) + 1;
    noteUnacceptedWork();
  }
}

/**
 * Waits until the condition is met; false when the time was over before.
 *
 * @param timeoutMs - at least 1
 * @param summary - what the Temporal Web UI says of the timer
 * @throws CancelledFailure when the scope it is called in is cancelled
 */
export function conditionWithin(isMet: () => boolean, timeoutMs: number, summary: string): Promise<boolean> {
  const endedBefore = global[ENDED];
  return CancellationScope.cancellable(async () => {
    try {
      return await Promise.race([sleep(timeoutMs, { summary }).then(() => false), condition(isMet).then(() => true)]);
    } finally {
      if (global[ENDED] === endedBefore) CancellationScope.current().cancel();
    }
  });
}
