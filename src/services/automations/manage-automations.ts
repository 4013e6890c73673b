// Use cases on automations as documents: create, read, list, replace, switch, delete. Each change is written with its
// event in one transaction and then told to Temporal.
import { automationProblems, type JudgedAutomation } from '../../domain/automations/rules.js';
import type {
  Automation,
  AutomationCreate,
  AutomationPatch,
  AutomationUpdate,
} from '../../domain/automations/automation.js';
import { SluiceError } from '../../domain/errors.js';
import { formatPath } from '../../domain/field-errors.js';
import type { AutomationFilter, AutomationSort } from '../../domain/filters/automation-filter.js';
import type { Trigger } from '../../domain/triggers/trigger.js';
import type { StoredAutomation } from '../../store/store.js';
import { nowInstant, type ServiceContext } from '../service-context.js';
import { automationEvent } from './automation-events.js';
import { stopDeleted, syncAutomation } from './sync-automations.js';

/** Creates an automation; its trigger evaluates events from now on. */
export async function createAutomation(context: ServiceContext, create: AutomationCreate): Promise<Automation> {
  const row = { ...create, id: context.newId(), trigger: withIds(context, create.trigger) };
  const stored = await context.store.transaction(async (repositories) => {
    const made = await repositories.automations.insert(row);
    await repositories.events.insert([automationEvent(context, 'created', made.automation)]);
    return made;
  });
  await syncAutomation(context, stored);
  return stored.automation;
}

/** Throws `not-found`. */
export async function readAutomation(context: ServiceContext, id: string): Promise<Automation> {
  return (await requireAutomation(context, id)).automation;
}

export async function requireAutomation({ store }: ServiceContext, id: string): Promise<StoredAutomation> {
  const stored = await store.automations.find(id);
  if (!stored) throw new SluiceError('not-found', 'Automation not found');
  return stored;
}

export interface FilterAutomations {
  readonly automations?: AutomationFilter | null;
  readonly sort: AutomationSort;
  readonly limit: number;
  readonly offset: number;
}

export async function filterAutomations({ store }: ServiceContext, request: FilterAutomations): Promise<Automation[]> {
  return store.automations.list(request.automations, request.sort, request);
}

export async function countAutomations({ store }: ServiceContext, filter?: AutomationFilter | null): Promise<number> {
  return store.automations.count(filter);
}

export async function listRelatedAutomations({ store }: ServiceContext, resourceId: string): Promise<Automation[]> {
  return store.automations.listRelatedTo(resourceId);
}

/** Replaces an automation: what is left out stays. Another trigger starts its state afresh. Throws `not-found`. */
export async function updateAutomation(context: ServiceContext, id: string, update: AutomationUpdate): Promise<void> {
  const before = await requireAutomation(context, id);
  const sameTrigger = stripIds(update.trigger) === stripIds(before.automation.trigger);
  const shards = update.shards ?? before.automation.shards;
  assertAllowed({ ...before.automation, ...update, shards });
  const patch =
    sameTrigger && shards === before.automation.shards
      ? { ...update, trigger: before.automation.trigger }
      : { ...update, trigger: withIds(context, update.trigger), since: nowInstant(context) };
  await write(context, id, enabling(context, before, patch));
}

/** Switches an automation on or off. Throws `not-found`, and `request-invalid` when it may not be switched on. */
export async function patchAutomation(context: ServiceContext, id: string, patch: AutomationPatch): Promise<void> {
  const before = await requireAutomation(context, id);
  const { enabled } = patch;
  if (enabled === undefined || enabled === before.automation.enabled) return;
  assertAllowed({ ...before.automation, enabled });
  await write(context, id, enabling(context, before, { enabled }));
}

/** Deletes an automation; its workflow and what it has under way end. Throws `not-found`. */
export async function deleteAutomation(context: ServiceContext, id: string): Promise<void> {
  const { automation } = await requireAutomation(context, id);
  await context.store.transaction(async (repositories) => {
    await repositories.automations.delete(id);
    await repositories.events.insert([automationEvent(context, 'deleted', automation)]);
  });
  await stopLater(context);
}

/** Deletes the automations a resource owns that were created before now. Tells which. */
export async function deleteOwnedAutomations(context: ServiceContext, resourceId: string): Promise<string[]> {
  const owned = await context.store.automations.listOwnedBy(resourceId, nowInstant(context));
  const ids = owned.map(({ automation }) => automation.id);
  await context.store.transaction(async ({ automations, events }) => {
    for (const id of ids) await automations.delete(id);
    await events.insert(owned.map(({ automation }) => automationEvent(context, 'deleted', automation)));
  });
  if (ids.length > 0) await stopLater(context);
  return ids;
}

/** A change is judged with what stays as it was. */
function assertAllowed(automation: JudgedAutomation): void {
  const problems = automationProblems(automation);
  if (problems.length === 0) return;
  const fields = problems.map(({ path, message }) => ({ path: formatPath(path), message }));
  throw new SluiceError('request-invalid', 'The automation may not be as it would be after this change.', { fields });
}

type Patch = Parameters<ServiceContext['store']['automations']['update']>[1];

/** An automation that is switched on evaluates from now on, whatever it had gathered before. */
function enabling(context: ServiceContext, before: StoredAutomation, patch: Patch): Patch {
  return patch.enabled === true && !before.automation.enabled ? { ...patch, since: nowInstant(context) } : patch;
}

async function write(context: ServiceContext, id: string, patch: Patch): Promise<void> {
  const stored = await context.store.transaction(async (repositories) => {
    const written = await repositories.automations.update(id, patch);
    if (written) await repositories.events.insert([automationEvent(context, 'updated', written.automation)]);
    return written;
  });
  if (!stored) throw new SluiceError('not-found', 'Automation not found');
  await syncAutomation(context, stored);
}

async function stopLater(context: ServiceContext): Promise<void> {
  await stopDeleted(context).catch((error: unknown) =>
    context.log.warn({ err: error }, 'a deleted automation is stopped later'),
  );
}

/** Triggers get ids of ours, inner ones too: what a sender calls them says nothing. */
function withIds(context: Pick<ServiceContext, 'newId'>, trigger: Trigger): Trigger {
  if (!('triggers' in trigger)) return { ...trigger, id: context.newId() };
  return { ...trigger, id: context.newId(), triggers: trigger.triggers.map((child) => withIds(context, child)) };
}

function stripIds(trigger: Trigger): string {
  return JSON.stringify(trigger, (key, value: unknown) => (key === 'id' ? undefined : value));
}
