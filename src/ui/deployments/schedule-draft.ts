// A schedule while it is written: each kind has its field, and keeps it while another kind is looked at.
import type { DeploymentSchedule } from '../../domain/schedules/schedule.js';

export type ScheduleKind = 'cron' | 'interval' | 'rrule';

export interface ScheduleDraft {
  readonly kind: ScheduleKind;
  readonly cron: string;
  readonly every: number;
  readonly unit: keyof typeof UNIT_SECONDS;
  readonly rrule: string;
  /** Empty: UTC. */
  readonly timezone: string;
  readonly parameters: unknown;
  readonly active: boolean;
}

const UNIT_SECONDS = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 } as const;
export const UNITS = Object.keys(UNIT_SECONDS) as (keyof typeof UNIT_SECONDS)[];

/** What a new schedule starts with. */
export function newSchedule(timezone: string): ScheduleDraft {
  const texts = { cron: '0 9 * * *', rrule: 'FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0;BYSECOND=0' };
  return { kind: 'cron', ...texts, every: 1, unit: 'hours', timezone, parameters: {}, active: true };
}

/** A schedule that exists, as it is changed. */
export function draftOfSchedule({ schedule, parameters, active }: DeploymentSchedule): ScheduleDraft {
  const draft = { ...newSchedule(schedule.timezone ?? ''), parameters, active };
  if ('cron' in schedule) return { ...draft, kind: 'cron', cron: schedule.cron };
  if ('rrule' in schedule) return { ...draft, kind: 'rrule', rrule: schedule.rrule };
  const unit = [...UNITS].reverse().find((each) => schedule.interval % UNIT_SECONDS[each] === 0) ?? 'seconds';
  return { ...draft, kind: 'interval', every: schedule.interval / UNIT_SECONDS[unit], unit };
}

/**
 * The document's part that the form writes.
 *
 * @param before - what the schedule says beyond the form (`day_or`, `anchor_date`) is kept while its kind stays
 */
export function scheduleOfDraft(draft: ScheduleDraft, before: DeploymentSchedule['schedule'] | null): object {
  const kept = before !== null && draft.kind in before ? before : {};
  const timezone = draft.timezone === '' ? null : draft.timezone;
  switch (draft.kind) {
    case 'cron':
      return { ...kept, cron: draft.cron, timezone };
    case 'rrule':
      return { ...kept, rrule: draft.rrule, timezone };
    case 'interval':
      return { ...kept, interval: draft.every * UNIT_SECONDS[draft.unit], timezone };
  }
}
