// Names and documents that cross Temporal between the platform and the schedules of deployments: a Temporal Schedule each,
// the workflow it starts at each of its times, and that workflow's activity.

export const SCHEDULED_RUN_WORKFLOW = 'scheduledRun';

/** The id of a deployment schedule on Temporal. */
export function temporalScheduleId(scheduleId: string): string {
  return `schedule-${scheduleId}`;
}

/** The argument of the workflow that a schedule starts. */
export interface ScheduledRunRequest {
  readonly schedule_id: string;
}

export interface ScheduleActivities {
  /**
   * Lets the run of a schedule that came due start; it is planned here if it was not planned before. Done again, it changes
   * nothing.
   *
   * @param time - the time of the schedule, ISO 8601
   */
  sluiceReleaseScheduledRun(scheduleId: string, time: string): Promise<void>;
}
