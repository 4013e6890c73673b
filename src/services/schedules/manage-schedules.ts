// Use cases on the schedules of a deployment: list, add, change, delete, and the whole list at once, as a deployment gives
// it. The rows come first, in one transaction with what the plans lose; then Temporal is told and the next runs are planned,
// now or by the background loop. Runs whose time has come already are left alone by every change.
import { SluiceError } from '../../domain/errors.js';
import type {
  DeploymentSchedule,
  DeploymentScheduleCreate,
  DeploymentScheduleUpdate,
} from '../../domain/schedules/schedule.js';
import type { Repositories, StoredSchedule } from '../../store/store.js';
import { requireDeployment } from '../deployments/read-deployments.js';
import { nowInstant, type ServiceContext } from '../service-context.js';
import { mergeSchedules } from './merge-schedules.js';
import { orLater, planFrom, planSchedule } from './plan-runs.js';
import { toSchedule } from './schedule-document.js';
import { forgetOnTemporal, tellSchedule } from './tell-temporal.js';

/** The schedules of a deployment, the newest first. Throws `not-found`. */
export async function listSchedules(context: ServiceContext, deploymentId: string): Promise<DeploymentSchedule[]> {
  await requireDeployment(context, deploymentId);
  return (await context.store.schedules.listOf([deploymentId])).map(toSchedule);
}

/** Adds schedules. Throws `not-found`; `conflict` when the deployment has one with such a slug. */
export async function addSchedules(
  context: ServiceContext,
  deploymentId: string,
  given: readonly DeploymentScheduleCreate[],
): Promise<DeploymentSchedule[]> {
  await requireDeployment(context, deploymentId);
  const added = await context.store.transaction(async (repositories) => {
    const replaced = await findReplaced(repositories, deploymentId, given);
    await drop(context, repositories, replaced);
    const rows: StoredSchedule[] = [];
    for (const one of given) rows.push(await insert(context, repositories, deploymentId, one));
    return { rows, replaced };
  });
  await forgetOnTemporal(context, added.replaced);
  await followUp(context, deploymentId);
  return added.rows.reverse().map(toSchedule);
}

/** Changes what is given. Throws `not-found`, `conflict` for a slug that another one has. */
export async function updateSchedule(
  context: ServiceContext,
  deploymentId: string,
  id: string,
  changes: DeploymentScheduleUpdate,
): Promise<void> {
  const before = await requireSchedule(context, deploymentId, id);
  await context.store.transaction((repositories) => change(context, repositories, before, changes));
  await followUp(context, deploymentId);
}

/** Deletes a schedule with the runs it has planned. Throws `not-found`. */
export async function deleteSchedule(context: ServiceContext, deploymentId: string, id: string): Promise<void> {
  await requireSchedule(context, deploymentId, id);
  await context.store.transaction((repositories) => drop(context, repositories, [id]));
  await forgetOnTemporal(context, [id]);
}

/**
 * Makes a list the schedules of a deployment, within the transaction of its change; gives the ids of those that go, for
 * Temporal. What changes otherwise about the deployment is in the plans after followUp().
 */
export async function putSchedules(
  context: ServiceContext,
  repositories: Repositories,
  deploymentId: string,
  given: readonly DeploymentScheduleUpdate[],
  { replaceAll }: { readonly replaceAll: boolean },
): Promise<string[]> {
  const existing = await repositories.schedules.listOf([deploymentId]);
  const { changed, added, removed } = mergeSchedules(existing, given, { replaceAll });
  const gone = removed.map(({ id }) => id);
  await drop(context, repositories, gone);
  for (const { before, changes } of changed) await change(context, repositories, before, changes);
  for (const one of added) await insert(context, repositories, deploymentId, one);
  return gone;
}

/** Throws away what is planned from now on, since the deployment changed. */
export async function discardPlans(
  context: ServiceContext,
  { schedules, waitingRuns }: Repositories,
  deploymentId: string,
): Promise<void> {
  const now = nowInstant(context);
  const rows = await schedules.listOf([deploymentId]);
  await waitingRuns.deletePlans(
    rows.map(({ id }) => id),
    now,
  );
  for (const row of rows) {
    await schedules.update(row.id, { planned_until: planFrom(row, now) }, { retell: true });
  }
}

/** Tells Temporal about a deployment's schedules and plans their next runs; later, where Temporal cannot be reached. */
export async function followUp(context: ServiceContext, deploymentId: string): Promise<void> {
  await orLater(context, async () => {
    for (const { id } of await context.store.schedules.listOf([deploymentId])) {
      const current = await context.store.schedules.find(id);
      if (!current) continue;
      if (current.schedule.revision !== current.schedule.told_revision) await tellSchedule(context, current);
      await planSchedule(context, current);
    }
  });
}

async function requireSchedule(context: ServiceContext, deploymentId: string, id: string): Promise<StoredSchedule> {
  await requireDeployment(context, deploymentId);
  const found = await context.store.schedules.find(id);
  if (found?.schedule.deployment_id !== deploymentId) throw new SluiceError('not-found', 'Schedule not found.');
  return found.schedule;
}

async function findReplaced(
  { schedules }: Repositories,
  deploymentId: string,
  given: readonly DeploymentScheduleCreate[],
): Promise<string[]> {
  const replaced = new Set(given.flatMap(({ replaces }) => replaces ?? []));
  return (await schedules.listOf([deploymentId]))
    .filter(({ slug }) => slug !== null && replaced.has(slug))
    .map(({ id }) => id);
}

async function insert(
  context: ServiceContext,
  { schedules }: Repositories,
  deploymentId: string,
  { replaces: _, ...given }: DeploymentScheduleCreate,
): Promise<StoredSchedule> {
  await refuseTaken({ schedules }, deploymentId, given.slug ?? null, null);
  return schedules.insert({
    ...given,
    id: context.newId(),
    deployment_id: deploymentId,
    schedule: anchored(given.schedule, nowInstant(context)),
    max_scheduled_runs: given.max_scheduled_runs ?? null,
    slug: given.slug ?? null,
    planned_until: nowInstant(context),
  });
}

async function change(
  context: ServiceContext,
  { schedules, waitingRuns }: Repositories,
  before: StoredSchedule,
  { replaces: _, schedule, ...rest }: DeploymentScheduleUpdate,
): Promise<void> {
  const slug = rest.slug ?? before.slug;
  await refuseTaken({ schedules }, before.deployment_id, slug, before.id);
  const given = { ...rest, ...(schedule == null ? {} : { schedule: keepAnchor(schedule, before) }) };
  const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value != null));
  const differs = Object.entries(said).some(
    ([field, value]) => JSON.stringify(before[field as keyof StoredSchedule]) !== JSON.stringify(value),
  );
  if (!differs) return;
  const now = nowInstant(context);
  await waitingRuns.deletePlans([before.id], now);
  // Times of another schedule that have passed are none of this one's.
  const sameTimes = said['schedule'] === undefined && said['jitter_seconds'] === undefined;
  const patch = { ...said, slug, planned_until: sameTimes ? planFrom(before, now) : now };
  await schedules.update(before.id, patch, { retell: true });
}

async function drop(context: ServiceContext, { schedules, waitingRuns }: Repositories, ids: readonly string[]) {
  await waitingRuns.deletePlans(ids, nowInstant(context));
  await schedules.delete(ids);
}

async function refuseTaken(
  { schedules }: Pick<Repositories, 'schedules'>,
  deploymentId: string,
  slug: string | null,
  exceptId: string | null,
): Promise<void> {
  if (slug === null) return;
  const others = await schedules.listOf([deploymentId]);
  if (!others.some((other) => other.slug === slug && other.id !== exceptId)) return;
  throw new SluiceError('conflict', 'Schedule slugs must be unique within a deployment.');
}

type Said = DeploymentScheduleCreate['schedule'];

/** An interval counts from an instant; without one it counts from when it was made. */
function anchored(schedule: Said, now: string): Said {
  return 'interval' in schedule ? { ...schedule, anchor_date: schedule.anchor_date ?? now } : schedule;
}

function keepAnchor(schedule: Said, before: StoredSchedule): Said {
  const anchor = 'interval' in before.schedule ? before.schedule.anchor_date : null;
  return anchored(schedule, anchor ?? before.created);
}
