// Use cases about runs that are due: those that wait are started as far as they may, and those that did not begin in time
// are called Late.
import type { ServiceContext } from '../service-context.js';
import { addSeconds } from '../../domain/instants.js';
import { nowInstant } from '../service-context.js';
import { completeState, writeFlowRunState } from '../states/write-state.js';
import { startWaitingRun } from './start-waiting-run.js';

const AT_ONCE = 500;
/** How long after its time a run that has not begun is late, as in the reference. */
const LATE_AFTER_SECONDS = 15;
const LATE_AT_ONCE = 400;

/** Starts what waits and may start, by priority and time; tells how many were started. */
export async function startDueRuns(context: ServiceContext): Promise<number> {
  let started = 0;
  for (const id of await context.store.waitingRuns.listDue(nowInstant(context), AT_ONCE)) {
    if ((await startWaitingRun(context, id)) === 'started') started += 1;
  }
  return started;
}

/** Marks runs that should have begun; they keep their time, and start as soon as they can. Tells how many. */
export async function markLateRuns(context: ServiceContext): Promise<number> {
  const before = addSeconds(nowInstant(context), -LATE_AFTER_SECONDS);
  let marked = 0;
  for (const id of await context.store.waitingRuns.listLate(before, LATE_AT_ONCE)) {
    if (await markLate(context, id)) marked += 1;
  }
  return marked;
}

async function markLate(context: ServiceContext, id: string): Promise<boolean> {
  return context.store.transaction(async (repositories) => {
    const stored = await repositories.flowRuns.lock(id);
    const state = stored?.flowRun.state;
    if (!stored || state?.type !== 'SCHEDULED' || state.name !== 'Scheduled') return false;
    const { scheduled_time } = state.state_details;
    const proposed = { type: 'SCHEDULED', name: 'Late', state_details: { scheduled_time } } as const;
    const late = completeState(context, proposed, { state, details: { flow_run_id: id } });
    await writeFlowRunState(repositories, stored, late, stored.flowRun.empirical_policy);
    return true;
  });
}
