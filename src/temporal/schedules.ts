// The calls about schedules of deployments: a Temporal Schedule each, which starts a workflow of the system worker at each
// time. And how many workers poll a task queue, which is what the status of a work pool comes from.
import { ScheduleAlreadyRunning, ScheduleNotFoundError, type ScheduleSpec } from '@temporalio/client';
import { SYSTEM_TASK_QUEUE } from '../contract/automations.js';
import { SCHEDULED_RUN_WORKFLOW, temporalScheduleId, type ScheduledRunRequest } from '../contract/schedules.js';
import { toTemporalCron } from '../domain/schedules/cron.js';
import type { Schedule } from '../domain/schedules/schedule.js';
import { intervalPhaseSeconds } from '../domain/schedules/spelled-out.js';
import { CALL_DEADLINE_MS, type TemporalConnection } from './connection.js';

export interface ScheduleDefinition {
  readonly id: string;
  readonly schedule: Schedule;
  /** Every time, epoch milliseconds, for a schedule that Temporal does not understand by itself; null otherwise. */
  readonly spelledOut: readonly number[] | null;
  readonly paused: boolean;
  readonly catchupSeconds: number;
  /** Shown in the Temporal Web UI. */
  readonly note: string;
}

export interface ScheduleCalls {
  /** Makes the schedule on Temporal, or changes it. */
  putSchedule(definition: ScheduleDefinition): Promise<void>;
  /** One that is not there is no error. */
  deleteSchedule(scheduleId: string): Promise<void>;
  /** The times of a schedule after an instant and up to another, all in epoch milliseconds; at most about a thousand. */
  listScheduleTimes(scheduleId: string, afterMs: number, untilMs: number): Promise<number[]>;
  /** How many workers have begun to poll a task queue since an instant (epoch milliseconds); a poll takes up to a minute. */
  countPollers(taskQueue: string, sinceMs: number): Promise<number>;
}

/** The calls over an open connection. */
export function createScheduleCalls(
  temporal: TemporalConnection,
  systemTaskQueue: string = SYSTEM_TASK_QUEUE,
): ScheduleCalls {
  const { client, namespace } = temporal;
  const call = <T>(fn: () => Promise<T>): Promise<T> => temporal.call(CALL_DEADLINE_MS, fn);
  return {
    async putSchedule(definition) {
      const scheduleId = temporalScheduleId(definition.id);
      const options = optionsOf(definition, systemTaskQueue);
      const state = { paused: definition.paused, note: definition.note };
      const isNew = await call(() =>
        client.schedule.create({ scheduleId, ...options, state }).then(
          () => true,
          (error: unknown) => {
            if (error instanceof ScheduleAlreadyRunning) return false;
            throw error;
          },
        ),
      );
      if (isNew) return;
      await call(() => client.schedule.getHandle(scheduleId).update(() => ({ ...options, state })));
    },
    async deleteSchedule(id) {
      await call(() =>
        client.schedule
          .getHandle(temporalScheduleId(id))
          .delete()
          .catch((error: unknown) => {
            if (!(error instanceof ScheduleNotFoundError)) throw error;
          }),
      );
    },
    async listScheduleTimes(id, afterMs, untilMs) {
      const { startTime } = await call(() =>
        client.workflowService.listScheduleMatchingTimes({
          namespace,
          scheduleId: temporalScheduleId(id),
          startTime: toTimestamp(afterMs),
          endTime: toTimestamp(untilMs),
        }),
      );
      const times = (startTime ?? []).map(({ seconds, nanos }) => Number(seconds) * 1000 + (nanos ?? 0) / 1e6);
      return times.filter((timeMs) => timeMs > afterMs);
    },
    async countPollers(taskQueue, sinceMs) {
      const { pollers } = await call(() =>
        // 1: workflow tasks, which every worker of flows polls for.
        client.workflowService.describeTaskQueue({ namespace, taskQueue: { name: taskQueue }, taskQueueType: 1 }),
      );
      // Temporal keeps one that is gone for five minutes.
      return (pollers ?? []).filter(({ lastAccessTime: at }) => Number(at?.seconds ?? 0) * 1000 >= sinceMs).length;
    },
  };
}

function optionsOf(definition: ScheduleDefinition, taskQueue: string) {
  const request: ScheduledRunRequest = { schedule_id: definition.id };
  return {
    spec: specOf(definition),
    action: {
      type: 'startWorkflow' as const,
      workflowType: SCHEDULED_RUN_WORKFLOW,
      workflowId: `scheduled-run-${definition.id}`,
      taskQueue,
      args: [request],
    },
    // What the schedule starts only lets a run go, so it is never in the way of the next; how many runs of a deployment
    // there may be at once is the deployment's limit.
    policies: { overlap: 'ALLOW_ALL' as const, catchupWindow: definition.catchupSeconds * 1000 },
  };
}

function specOf({ schedule, spelledOut }: ScheduleDefinition): ScheduleSpec {
  if (spelledOut !== null) return { calendars: spelledOut.map(calendarOf), timezone: 'UTC' };
  const timezone = schedule.timezone ?? 'UTC';
  if ('cron' in schedule) return { cronExpressions: toTemporalCron(schedule.cron, schedule.day_or), timezone };
  if (!('interval' in schedule)) throw new Error('A recurrence rule is spelled out.');
  return { intervals: [{ every: schedule.interval * 1000, offset: intervalPhaseSeconds(schedule) * 1000 }] };
}

const MONTHS = [
  'JANUARY',
  'FEBRUARY',
  'MARCH',
  'APRIL',
  'MAY',
  'JUNE',
  'JULY',
  'AUGUST',
  'SEPTEMBER',
  'OCTOBER',
  'NOVEMBER',
  'DECEMBER',
] as const;

function calendarOf(timeMs: number) {
  const date = new Date(timeMs);
  return {
    year: date.getUTCFullYear(),
    month: MONTHS[date.getUTCMonth()],
    dayOfMonth: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
  };
}

function toTimestamp(ms: number) {
  return { seconds: Math.floor(ms / 1000) as never, nanos: Math.round((ms % 1000) * 1e6) };
}
