// Use case: a time of a schedule has come. Its run, planned or not, is let go, and starts unless something holds it. Called
// by the schedule's workflow; and, for plans whose time passed without a word from Temporal, by the background loop.
import { addSeconds } from '../../domain/instants.js';
import { startWaitingRun } from '../deployments/start-waiting-run.js';
import { nowInstant, type ServiceContext } from '../service-context.js';
import { planRun } from './plan-runs.js';
import { forgetOnTemporal } from './tell-temporal.js';

/** How long after its time a planned run goes without its schedule's word. */
const PATIENCE_SECONDS = 10;
const AT_ONCE = 200;

/** Lets the run of a time go; done again, it changes nothing. A schedule that is no more is taken off Temporal. */
export async function releaseScheduledRun(context: ServiceContext, scheduleId: string, time: string): Promise<void> {
  const found = await context.store.schedules.find(scheduleId);
  if (!found) return forgetOnTemporal(context, [scheduleId]);
  const { schedule, deploymentPaused } = found;
  if (deploymentPaused || !schedule.active) return;
  const { flowRun } = await planRun(context, schedule, Date.parse(time));
  await release(context, flowRun.id);
}

/** Lets planned runs go whose schedule should have spoken: it was edited at that very moment, or Temporal was away. */
export async function releaseOverdueRuns(context: ServiceContext): Promise<void> {
  const before = addSeconds(nowInstant(context), -PATIENCE_SECONDS);
  for (const id of await context.store.waitingRuns.listOverduePlans(before, AT_ONCE)) await release(context, id);
}

async function release(context: ServiceContext, id: string): Promise<void> {
  if (await context.store.waitingRuns.release(id)) await startWaitingRun(context, id);
}
