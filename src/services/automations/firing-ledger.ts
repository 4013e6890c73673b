// Use cases on what automations did: the ledger of firings, and carrying a failed one out again.
import type { FiringRecord } from '../../domain/automations/ledger.js';
import { SluiceError } from '../../domain/errors.js';
import type { ServiceContext } from '../service-context.js';
import { definitionOf } from './automation-definition.js';
import { requireAutomation } from './manage-automations.js';

/** Firings of an automation, the newest first. Throws `not-found`. */
export async function listFirings(
  context: ServiceContext,
  automationId: string,
  page: { readonly limit: number; readonly offset: number },
): Promise<FiringRecord[]> {
  await requireAutomation(context, automationId);
  return context.store.firings.list(automationId, page);
}

/**
 * Carries a firing's failed actions out again; those that were executed are not repeated. Throws `not-found`, and
 * `conflict` while the firing is under way or when nothing of it failed.
 */
export async function redriveFiring(context: ServiceContext, automationId: string, firingId: string): Promise<void> {
  const stored = await requireAutomation(context, automationId);
  const record = await context.store.firings.find(firingId);
  if (record?.automation_id !== automationId) throw new SluiceError('not-found', 'There is no such firing.');
  // The ledger lets one caller in: of two at once, the other is told that it is under way.
  if (!(await context.store.firings.reopen(firingId))) {
    throw new SluiceError('conflict', `Only a failed firing can be carried out again; this one is ${record.status}.`);
  }
  const { firing, depth } = record;
  try {
    await context.temporal.startFiring({ id: firingId, automation: definitionOf(stored), firing, depth });
  } catch (error) {
    await context.store.firings.end(firingId, record.status);
    throw error;
  }
}
