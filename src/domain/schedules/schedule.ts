// What a schedule says, as a document with the reference's wire names. Which kind it is follows from the field it has:
// `interval`, `cron` or `rrule`.
import { z } from 'zod';
import { formatInstantUs, isInstant, parseInstantUs } from '../instants.js';
import { checkCron } from './cron.js';
import { checkRecurrence } from './recurrence.js';
import { isTimeZone } from './wall-time.js';

const timezoneSchema = z
  .string()
  .refine(isTimeZone, 'must be a time zone of the tz database, such as Europe/Berlin')
  .nullish()
  .transform((zone) => zone ?? null);

/** A text that a function finds nothing wrong with. */
const checked = (check: (text: string) => string | null) =>
  z.string().superRefine((text, context) => {
    const problem = check(text);
    if (problem !== null) context.addIssue({ code: 'custom', message: problem });
  });

const intervalScheduleSchema = z.strictObject({
  /** Whole seconds: Temporal counts no finer. */
  interval: z.number().int('must be whole seconds').positive('must be more than 0 seconds'),
  /** One of the instants; the others are whole intervals away. @default when the schedule is made */
  anchor_date: z
    .string()
    .refine(isInstant, 'must be an ISO 8601 instant')
    .nullish()
    .transform((date) => (date == null ? null : formatInstantUs(parseInstantUs(date)))),
  timezone: timezoneSchema,
});

const cronScheduleSchema = z.strictObject({
  /** Five fields, or `@daily` and the like. */
  cron: checked(checkCron),
  timezone: timezoneSchema,
  /** Whether it is enough that a day fits one of the month and week fields; false: it has to fit both. */
  day_or: z.boolean().default(true),
});

const recurrenceScheduleSchema = z.strictObject({
  /** RFC 5545: a rule, with or without DTSTART, RDATE and EXDATE. */
  rrule: checked(checkRecurrence),
  timezone: timezoneSchema,
});

export const scheduleSchema = z.union([intervalScheduleSchema, cronScheduleSchema, recurrenceScheduleSchema]);
export type Schedule = z.infer<typeof scheduleSchema>;
export type IntervalSchedule = z.infer<typeof intervalScheduleSchema>;

export const DEFAULT_CATCHUP_SECONDS = 3600;

const scheduleFields = {
  schedule: scheduleSchema,
  active: z.boolean().default(true),
  /** How many runs are planned ahead at most. */
  max_scheduled_runs: z.number().int().positive().max(100).nullish(),
  /** Over the deployment's own. */
  parameters: z.record(z.string(), z.unknown()).default({}),
  slug: z.string().min(1).nullish(),
  /** Each run is put off by up to so many seconds, always the same for the same time. */
  jitter_seconds: z.number().min(0).max(86_400).default(0),
  /** How late a time may still be acted on after Temporal was away. */
  catchup_seconds: z.number().min(10).max(31_536_000).default(DEFAULT_CATCHUP_SECONDS),
};

/** A schedule as it is given: in `POST /deployments/{id}/schedules`, or in a deployment's `schedules`. */
export const deploymentScheduleCreateSchema = z.strictObject({
  ...scheduleFields,
  /** The slug of the schedule that this one takes the place of. */
  replaces: z.string().nullish(),
});
export type DeploymentScheduleCreate = z.infer<typeof deploymentScheduleCreateSchema>;
export type DeploymentScheduleInput = z.input<typeof deploymentScheduleCreateSchema>;

/** Body of `PATCH /deployments/{id}/schedules/{schedule_id}`: only what is given changes. */
export const deploymentScheduleUpdateSchema = z.strictObject({
  schedule: scheduleSchema.nullish(),
  active: z.boolean().nullish(),
  max_scheduled_runs: scheduleFields.max_scheduled_runs,
  parameters: z.record(z.string(), z.unknown()).optional(),
  slug: scheduleFields.slug,
  jitter_seconds: scheduleFields.jitter_seconds.removeDefault().optional(),
  catchup_seconds: scheduleFields.catchup_seconds.removeDefault().optional(),
  replaces: z.string().nullish(),
});
export type DeploymentScheduleUpdate = z.infer<typeof deploymentScheduleUpdateSchema>;

export const deploymentScheduleSchema = z.object({
  id: z.string(),
  created: z.string(),
  updated: z.string(),
  deployment_id: z.string(),
  schedule: scheduleSchema,
  active: z.boolean(),
  max_scheduled_runs: z.number().int().nullable(),
  parameters: z.record(z.string(), z.unknown()),
  slug: z.string().nullable(),
  jitter_seconds: z.number(),
  catchup_seconds: z.number(),
});
export type DeploymentSchedule = z.infer<typeof deploymentScheduleSchema>;
