// Use case: make Temporal run what the store says. A write to an automation is told at once; what could not be told, or
// was cut short by a crash, is told by the background loop, since the store remembers the last revision told.
import { isSluiceError } from '../../domain/errors.js';
import type { StoredAutomation } from '../../store/store.js';
import type { ServiceContext } from '../service-context.js';
import { definitionOf } from './automation-definition.js';

const AT_ONCE = 100;

/** Tells Temporal about one automation; a server that cannot be reached is told later. */
export async function syncAutomation(context: ServiceContext, stored: StoredAutomation): Promise<void> {
  try {
    await tell(context, stored);
  } catch (error) {
    if (!isSluiceError(error, 'temporal-unavailable')) throw error;
    context.log.warn({ automation_id: stored.automation.id, err: error }, 'Temporal is told about it later');
  }
}

/** Tells Temporal about every automation it has not heard of in its last form. Throws when it cannot be reached. */
export async function syncAutomations(context: ServiceContext): Promise<void> {
  for (const stored of await context.store.automations.listUnsynced(AT_ONCE)) await tell(context, stored);
  await stopDeleted(context);
}

/** Ends the workflows of deleted automations. */
export async function stopDeleted({ store, temporal }: ServiceContext): Promise<void> {
  for (const { id, most_shards: to } of await store.automations.listDeleted(AT_ONCE)) {
    await temporal.stopAutomation(id, { from: 0, to });
    await store.automations.forgetDeleted([id]);
  }
}

async function tell({ store, temporal }: ServiceContext, stored: StoredAutomation): Promise<void> {
  const { id, enabled, shards = 1 } = stored.automation;
  if (enabled) await temporal.defineAutomation(definitionOf(stored));
  // One that is switched off has none left; one that is split less than before has too many.
  await temporal.stopAutomation(id, { from: enabled ? shards : 0, to: stored.mostShards });
  await store.automations.markSynced(id, stored.revision);
}
