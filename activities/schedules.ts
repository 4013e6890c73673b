// The activity of a schedule's workflow, over the services of this process.
import type { ScheduleActivities } from '../src/contract/schedules.js';
import { releaseScheduledRun } from '../src/services/schedules/release-scheduled-run.js';
import type { ServiceContext } from '../src/services/service-context.js';

export function createScheduleActivities(context: ServiceContext): ScheduleActivities {
  return { sluiceReleaseScheduledRun: (scheduleId, time) => releaseScheduledRun(context, scheduleId, time) };
}
