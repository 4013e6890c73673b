// Use cases on the limits themselves: set, find, list, reset, delete.
import type { ConcurrencyLimit, ConcurrencyLimitCreate } from '../../domain/concurrency-limits.js';
import { SluiceError } from '../../domain/errors.js';
import type { ServiceContext } from '../service-context.js';
import { wakeNext } from './release-slots.js';

/** Sets a tag's limit, over the one it has; a higher one lets those go who waited for it. */
export async function setConcurrencyLimit(
  context: ServiceContext,
  { tag, concurrency_limit }: ConcurrencyLimitCreate,
): Promise<ConcurrencyLimit> {
  await context.store.concurrencyLimits.put(context.newId(), tag, concurrency_limit);
  await wakeNext(context, [tag]);
  return readConcurrencyLimitByTag(context, tag);
}

/** Throws `not-found`. */
export async function readConcurrencyLimit({ store }: ServiceContext, id: string): Promise<ConcurrencyLimit> {
  return (await store.concurrencyLimits.find(id)) ?? notFound();
}

/** Throws `not-found`. */
export async function readConcurrencyLimitByTag({ store }: ServiceContext, tag: string): Promise<ConcurrencyLimit> {
  return (await store.concurrencyLimits.findByTag(tag)) ?? notFound();
}

/** By tag. */
export async function filterConcurrencyLimits(
  { store }: ServiceContext,
  page: { readonly limit: number; readonly offset: number },
): Promise<ConcurrencyLimit[]> {
  return store.concurrencyLimits.list(page);
}

/** Takes every slot away from who holds it; running tasks go on. Throws `not-found`. */
export async function resetConcurrencyLimit(context: ServiceContext, tag: string): Promise<void> {
  const { active_slots } = await readConcurrencyLimitByTag(context, tag);
  await wakeNext(context, await context.store.concurrencyLimits.leave(active_slots));
}

/** Deletes a limit and lets everybody go who waited for it. Throws `not-found`. */
export async function deleteConcurrencyLimit(context: ServiceContext, tag: string): Promise<void> {
  await readConcurrencyLimitByTag(context, tag);
  const waiting = await context.store.transaction(async ({ concurrencyLimits }) => {
    const line = await concurrencyLimits.line([tag]);
    await concurrencyLimits.delete(tag);
    return line.filter(({ granted }) => !granted);
  });
  for (const { workflow_id, task_run_id } of waiting) {
    await context.temporal.signalSlotFree(workflow_id, task_run_id).catch((error: unknown) => {
      context.log.warn({ err: error, workflow_id }, 'could not tell a task run that its limit is gone');
    });
  }
}

function notFound(): never {
  throw new SluiceError('not-found', 'Concurrency limit not found');
}
