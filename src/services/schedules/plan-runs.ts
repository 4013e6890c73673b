// Use case: keep the next runs of each schedule on record before they start, so that people and clients see what is to
// come. A planned run is a row like any other, Scheduled; its schedule on Temporal lets it go when its time has come. Its
// idempotency key is made of schedule and time, so a time has one run whoever makes it, the plan or the firing.
import { isSluiceError } from '../../domain/errors.js';
import { addSeconds, compareInstants, parseInstantUs, toInstant } from '../../domain/instants.js';
import { jitterMs } from '../../domain/schedules/jitter.js';
import { needsSpellingOut, spellOut } from '../../domain/schedules/spelled-out.js';
import type { ScheduleOfDeployment, StoredSchedule } from '../../store/store.js';
import { createDeploymentRun } from '../deployments/run-deployment.js';
import type { CreatedFlowRun } from '../flow-runs/create-flow-run.js';
import { nowInstant, type ServiceContext } from '../service-context.js';

const AT_ONCE = 100;
/** As in the reference: three runs, and an hour, but no more than a hundred runs and a hundred days. */
const BOUNDS = { minRuns: 3, maxRuns: 100, coverSeconds: 3_600, horizonSeconds: 100 * 86_400 };

/** Plans what is missing. Throws `temporal-unavailable`. */
export async function planRuns(context: ServiceContext): Promise<void> {
  const now = nowInstant(context);
  const bounds = {
    minRuns: BOUNDS.minRuns,
    maxRuns: BOUNDS.maxRuns,
    coverUntil: addSeconds(now, BOUNDS.coverSeconds),
    horizon: addSeconds(now, BOUNDS.horizonSeconds - 86_400),
  };
  for (const one of await context.store.schedules.listUnplanned(bounds, AT_ONCE)) await planSchedule(context, one);
}

/** Plans the next runs of one schedule, from where the last plan ended. Throws `temporal-unavailable`. */
export async function planSchedule(
  context: ServiceContext,
  { schedule: stored, deploymentPaused }: ScheduleOfDeployment,
): Promise<void> {
  if (deploymentPaused || !stored.active) return;
  const nowMs = context.now().getTime();
  const fromMs = parseInstantUs(stored.planned_until ?? toInstant(context.now())) / 1000;
  const untilMs = nowMs + BOUNDS.horizonSeconds * 1000;
  const maxRuns = stored.max_scheduled_runs ?? BOUNDS.maxRuns;
  let planned = await context.store.waitingRuns.countPlans(stored.id);
  let plannedUntilMs = untilMs;
  for (const timeMs of await timesAfter(context, stored, fromMs, untilMs)) {
    const enough = planned >= maxRuns || (planned >= BOUNDS.minRuns && timeMs > nowMs + BOUNDS.coverSeconds * 1000);
    if (enough) {
      // The times from here on are left for the next plan.
      plannedUntilMs = timeMs - 1;
      break;
    }
    await planRun(context, stored, timeMs);
    planned += 1;
  }
  await context.store.schedules.markPlanned(stored.id, stored.revision, toInstant(new Date(plannedUntilMs)));
  await takeBackIfChanged(context, stored);
}

/** What was planned while somebody changed or paused the schedule is planned anew as it is now, or not at all. */
async function takeBackIfChanged(context: ServiceContext, planned: StoredSchedule): Promise<void> {
  const current = await context.store.schedules.find(planned.id);
  if (!current || current.schedule.revision === planned.revision) return;
  const now = nowInstant(context);
  await context.store.transaction(async ({ schedules, waitingRuns }) => {
    await waitingRuns.deletePlans([planned.id], now);
    await schedules.update(planned.id, { planned_until: planFrom(current.schedule, now) }, { retell: false });
  });
  const anew = await context.store.schedules.find(planned.id);
  if (anew) await planSchedule(context, anew);
}

/**
 * The run of a schedule's time, planned if there was none.
 *
 * @throws `not-found` when the deployment was deleted meanwhile
 */
export async function planRun(
  context: ServiceContext,
  stored: StoredSchedule,
  timeMs: number,
): Promise<CreatedFlowRun> {
  const { id, slug, deployment_id, parameters, jitter_seconds } = stored;
  const startsAt = toInstant(new Date(timeMs + jitterMs(id, timeMs, jitter_seconds)));
  const state = {
    type: 'SCHEDULED',
    message: 'Flow run scheduled',
    state_details: { scheduled_time: startsAt },
  } as const;
  return createDeploymentRun(
    context,
    deployment_id,
    {
      state,
      parameters,
      context: {},
      tags: ['auto-scheduled'],
      idempotency_key: `scheduled ${deployment_id} ${id} ${toInstant(new Date(timeMs))}`,
    },
    { id, type: 'SCHEDULE', display_value: slug ?? kindOf(stored) },
    id,
  );
}

async function timesAfter(
  context: ServiceContext,
  { id, schedule }: StoredSchedule,
  fromMs: number,
  untilMs: number,
): Promise<number[]> {
  if (needsSpellingOut(schedule)) {
    return spellOut(schedule, fromMs, BOUNDS.maxRuns).filter((timeMs) => timeMs <= untilMs);
  }
  return context.temporal.listScheduleTimes(id, fromMs, untilMs);
}

/** A time that has passed may have a run that jitter puts into the future, and that is to be planned again. */
export function planFrom({ created, jitter_seconds }: StoredSchedule, now: string): string {
  const from = addSeconds(now, -jitter_seconds);
  return compareInstants(from, created) < 0 ? created : from;
}

/** What the reference calls the kinds, where a schedule has no name. */
function kindOf({ schedule }: StoredSchedule): string {
  if ('cron' in schedule) return 'CronSchedule';
  return 'interval' in schedule ? 'IntervalSchedule' : 'RRuleSchedule';
}

/** Tells Temporal and plans, or leaves both to the background loop where Temporal cannot be reached. */
export async function orLater(context: ServiceContext, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isSluiceError(error, 'temporal-unavailable')) throw error;
    context.log.warn({ err: error }, 'Temporal is told about a schedule later');
  }
}
