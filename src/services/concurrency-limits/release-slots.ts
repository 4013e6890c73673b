// Use cases: a task run gives its slots back, or holds them longer. Whoever is next is told by a signal to its workflow;
// a signal that is lost costs time only, since those who wait ask again by themselves.
import { isSluiceError } from '../../domain/errors.js';
import type { ServiceContext } from '../service-context.js';
import { leaseEnd } from './claim-slots.js';
import { nextInLine } from './slot-line.js';

/** Most places that are found dead and passed over for one that was given back. */
const MOST_ROUNDS = 20;

/** Gives back what a task run holds or waits for. */
export async function releaseSlots(context: ServiceContext, taskRunId: string): Promise<void> {
  await wakeNext(context, await context.store.concurrencyLimits.leave([taskRunId]));
}

/** Holds a task run's slots for another lease; false when it has none any more. */
export async function renewSlots(context: ServiceContext, taskRunId: string): Promise<boolean> {
  return context.store.concurrencyLimits.renew(taskRunId, leaseEnd(context));
}

/** Tells those who may go now before some tags. */
export async function wakeNext(context: ServiceContext, tags: readonly string[]): Promise<void> {
  const { store, temporal, log } = context;
  for (let round = 0; round < MOST_ROUNDS && tags.length > 0; round += 1) {
    const { line, limits } = await store.transaction(async ({ concurrencyLimits }) => {
      const locked = await concurrencyLimits.lock(tags);
      return { limits: locked, line: await concurrencyLimits.line(tags) };
    });
    const gone: string[] = [];
    for (const { workflow_id, task_run_id } of nextInLine(line, limits)) {
      try {
        await temporal.signalSlotFree(workflow_id, task_run_id);
      } catch (error) {
        const ended = isSluiceError(error, 'flow-run-not-found') || isSluiceError(error, 'flow-run-finished');
        if (ended) gone.push(task_run_id);
        else log.warn({ err: error, workflow_id }, 'could not tell a task run that a slot is free');
      }
    }
    if (gone.length === 0) return;
    await store.concurrencyLimits.leave(gone);
  }
}
