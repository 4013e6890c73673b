// Use case: make the schedules on Temporal what the store says. What could not be told, or was cut short, is told by the
// background loop, since the store remembers the last revision told. A schedule whose times are spelled out is told more of
// them when half are used up.
import { toInstant } from '../../domain/instants.js';
import { needsSpellingOut, spellOut } from '../../domain/schedules/spelled-out.js';
import type { ScheduleOfDeployment } from '../../store/store.js';
import type { ServiceContext } from '../service-context.js';

const AT_ONCE = 100;
const SPELLED_OUT = 100;
/** Times that have just come are spelled out again, lest a change takes one from under Temporal's hands. */
const LOOK_BACK_MS = 60_000;

/** Tells Temporal about every schedule it has not heard of in its last form. Throws `temporal-unavailable`. */
export async function tellTemporal(context: ServiceContext): Promise<void> {
  for (const one of await context.store.schedules.listUntold(AT_ONCE)) await tellSchedule(context, one);
}

/** Tells Temporal about one schedule. Throws `temporal-unavailable`. */
export async function tellSchedule(
  context: ServiceContext,
  { schedule: stored, deploymentPaused }: ScheduleOfDeployment,
): Promise<void> {
  const { id, schedule, active, revision, slug, deployment_id } = stored;
  const spelledOut = needsSpellingOut(schedule)
    ? spellOut(schedule, context.now().getTime() - LOOK_BACK_MS, SPELLED_OUT)
    : null;
  await context.temporal.putSchedule({
    id,
    schedule,
    spelledOut,
    paused: deploymentPaused || !active,
    catchupSeconds: stored.catchup_seconds,
    note: `Schedule ${slug ?? id} of deployment ${deployment_id}`,
  });
  const half = spelledOut?.length === SPELLED_OUT ? spelledOut[SPELLED_OUT / 2] : undefined;
  await context.store.schedules.markTold(id, revision, half === undefined ? null : toInstant(new Date(half)));
}

/** Takes schedules off Temporal. What cannot be now is taken off when it next fires and is not known any more. */
export async function forgetOnTemporal(context: ServiceContext, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    await context.temporal.deleteSchedule(id).catch((error: unknown) => {
      context.log.warn({ schedule_id: id, err: error }, 'a deleted schedule is taken off Temporal later');
    });
  }
}
