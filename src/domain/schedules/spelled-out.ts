// Which schedules Temporal understands by itself, and the times of those it does not: recurrence rules, and intervals of
// whole days in a zone, which are to keep their hour when clocks change. Such times are spelled out to it one by one.
import { parseInstantUs } from '../instants.js';
import { expandRecurrence } from './recurrence.js';
import type { IntervalSchedule, Schedule } from './schedule.js';
import { fromWall, toWall } from './wall-time.js';

const DAY_SECONDS = 86_400;

/** Whether a schedule's times have to be spelled out. */
export function needsSpellingOut(schedule: Schedule): boolean {
  return 'rrule' in schedule || ('interval' in schedule && keepsItsHour(schedule));
}

/**
 * Times of a schedule that needs spelling out, after an instant, in order; both in epoch milliseconds.
 *
 * @param most - how many at most; fewer where the schedule ends
 */
export function spellOut(schedule: Schedule, afterMs: number, most: number): number[] {
  const zone = schedule.timezone ?? 'UTC';
  if ('rrule' in schedule) return expandRecurrence(schedule.rrule, zone, afterMs, most);
  if (!('interval' in schedule)) throw new Error('Only rules and intervals are spelled out.');
  return expandDays(schedule, zone, afterMs, most);
}

/** The phase of an interval as Temporal counts it: whole seconds from 1970 to the first time. */
export function intervalPhaseSeconds({ interval, anchor_date }: IntervalSchedule): number {
  if (anchor_date === null) return 0;
  const anchor = Math.floor(parseInstantUs(anchor_date) / 1_000_000);
  return ((anchor % interval) + interval) % interval;
}

function keepsItsHour({ interval, timezone }: IntervalSchedule): boolean {
  return interval % DAY_SECONDS === 0 && timezone !== null && timezone !== 'UTC';
}

function expandDays(
  { interval, anchor_date }: IntervalSchedule,
  zone: string,
  afterMs: number,
  most: number,
): number[] {
  const anchor = toWall(anchor_date === null ? 0 : Math.floor(parseInstantUs(anchor_date) / 1000), zone);
  const stepMs = interval * 1000;
  const times: number[] = [];
  for (let k = Math.floor((toWall(afterMs, zone) - anchor) / stepMs) - 1; times.length < most; k += 1) {
    const time = fromWall(anchor + k * stepMs, zone);
    if (time > afterMs) times.push(time);
  }
  return times;
}
