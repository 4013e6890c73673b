// Which schedules of a deployment stay, change, go or come when a list of them is given. Those with slugs are told apart by
// them. Without, the list takes the place of the old one; but a schedule that says the same as before stays itself, so that
// deploying again leaves its planned runs alone.
import { SluiceError } from '../../domain/errors.js';
import type { DeploymentScheduleCreate, DeploymentScheduleUpdate } from '../../domain/schedules/schedule.js';
import { DEFAULT_CATCHUP_SECONDS } from '../../domain/schedules/schedule.js';
import type { StoredSchedule } from '../../store/store.js';

export interface MergedSchedules {
  readonly changed: readonly { readonly before: StoredSchedule; readonly changes: DeploymentScheduleUpdate }[];
  readonly added: readonly DeploymentScheduleCreate[];
  readonly removed: readonly StoredSchedule[];
}

/**
 * @param replaceAll - the list is the whole: what is not on it goes, slugs or not
 * @throws `request-invalid` when a schedule without a slug meets schedules with one, or two claim the same
 */
export function mergeSchedules(
  existing: readonly StoredSchedule[],
  given: readonly DeploymentScheduleUpdate[],
  { replaceAll }: { readonly replaceAll: boolean },
): MergedSchedules {
  checkSlugs(given);
  const allNamed = existing.length > 0 && existing.every(({ slug }) => slug !== null);
  if (allNamed && given.length > 0 && given.some(({ slug }) => slug == null) && !replaceAll) {
    throw new SluiceError(
      'request-invalid',
      'Please provide a slug for each schedule in your request to ensure schedules are updated correctly.',
    );
  }
  const left = [...existing];
  const changed: { before: StoredSchedule; changes: DeploymentScheduleUpdate }[] = [];
  const added: DeploymentScheduleCreate[] = [];
  for (const [index, one] of given.entries()) {
    const place = left.findIndex((before) => isMeant(before, one));
    const [before] = place < 0 ? [] : left.splice(place, 1);
    if (before) changed.push({ before, changes: one });
    else added.push(completeSchedule(one, `schedules[${index}]`));
  }
  return { changed, added, removed: allNamed && !replaceAll ? [] : left };
}

function checkSlugs(given: readonly DeploymentScheduleUpdate[]): void {
  for (const field of ['slug', 'replaces'] as const) {
    const values = given.flatMap((one) => one[field] ?? []);
    const twice = values.find((value, index) => values.indexOf(value) !== index);
    if (twice === undefined) continue;
    throw new SluiceError('request-invalid', `Two of the schedules have the ${field} '${twice}'.`);
  }
}

function isMeant(before: StoredSchedule, given: DeploymentScheduleUpdate): boolean {
  if (given.replaces != null) return before.slug === given.replaces;
  if (given.slug != null || before.slug !== null) return before.slug === given.slug;
  return saysTheSame(before, given);
}

function saysTheSame(before: StoredSchedule, { schedule, parameters }: DeploymentScheduleUpdate): boolean {
  if (schedule == null) return false;
  // An interval without an anchor is anchored where it was made.
  const unanchored = 'interval' in schedule && schedule.anchor_date === null;
  const kept = unanchored ? { ...before.schedule, anchor_date: null } : before.schedule;
  return canonical(kept) === canonical(schedule) && canonical(before.parameters) === canonical(parameters ?? {});
}

function canonical(value: object): string {
  return JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A new schedule, whole. Throws `request-invalid` when it says no times. */
function completeSchedule(given: DeploymentScheduleUpdate, path: string): DeploymentScheduleCreate {
  if (given.schedule == null) {
    const fields = [{ path: `${path}.schedule`, message: 'is required for a new schedule' }];
    throw new SluiceError('request-invalid', `${path}.schedule is required for a new schedule.`, { fields });
  }
  return {
    schedule: given.schedule,
    active: given.active ?? true,
    max_scheduled_runs: given.max_scheduled_runs ?? null,
    parameters: given.parameters ?? {},
    slug: given.slug ?? null,
    jitter_seconds: given.jitter_seconds ?? 0,
    catchup_seconds: given.catchup_seconds ?? DEFAULT_CATCHUP_SECONDS,
  };
}
