// What a schedule of a deployment starts at each of its times: it lets the run of that time go. A workflow of its own, so
// that a time that came while no server ran is acted on as soon as one does.
import { proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { ScheduleActivities, ScheduledRunRequest } from '../src/contract/schedules.js';

const { sluiceReleaseScheduledRun } = proxyActivities<ScheduleActivities>({
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '200 milliseconds', maximumInterval: '10 seconds' },
});

/** Lets the run of this time go. Temporal tells the time of the schedule, whenever it really started us. */
export async function scheduledRun({ schedule_id }: ScheduledRunRequest): Promise<void> {
  const { searchAttributes, startTime } = workflowInfo();
  const [time = startTime] = (searchAttributes['TemporalScheduledStartTime'] ?? []) as Date[];
  await sluiceReleaseScheduledRun(schedule_id, new Date(time).toISOString());
}
