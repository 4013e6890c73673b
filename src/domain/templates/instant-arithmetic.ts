// Instants made of other instants: some fields set, a span of the calendar added, the clock of another zone.
import { Instant } from './instant-value.js';
import { integer } from './string-methods.js';
import { overflowError, valueError } from './template-error.js';
import type { Value } from './values.js';

const DATE_FIELDS = ['year', 'month', 'day'] as const;
const TIME_FIELDS = ['hour', 'minute', 'second', 'microsecond'] as const;
const FIELDS = [...DATE_FIELDS, ...TIME_FIELDS] as const;

/** The parameters of `replace`, by form. */
export const REPLACEABLE = {
  date: DATE_FIELDS.map((field) => `${field}?`),
  time: [...TIME_FIELDS.map((field) => `${field}?`), 'tzinfo?', 'fold?'],
  datetime: [...FIELDS.map((field) => `${field}?`), 'tzinfo?', 'fold?'],
};

/** The instant with some of its fields set. @throws ValueError (as a template error) for a date or time that is none */
export function replaceFields(self: Instant, given: ReadonlyMap<string, Value | undefined>): Instant {
  const [year, month, day, hour, minute, second, microsecond] = FIELDS.map((field) =>
    integer(given.get(field), self.parts[field]),
  ) as [number, number, number, number, number, number, number];
  const inRange =
    hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60 && microsecond >= 0;
  if (!inRange || microsecond >= 1_000_000) throw valueError('a part of the time is out of range');
  const millis = Date.UTC(year, month - 1, day, hour, minute, second);
  if (!(year >= 1 && year <= 9999 && month >= 1 && month <= 12 && new Date(millis).getUTCDate() === day)) {
    throw valueError('day is out of range for month');
  }
  const zone = given.get('tzinfo') === null ? undefined : self.offsetMinutes;
  return atWall(BigInt(millis) * 1000n + BigInt(microsecond), zone, self);
}

const atWall = (wall: bigint, offsetMinutes: number | undefined, { form }: Instant): Instant =>
  new Instant(wall - BigInt(offsetMinutes ?? 0) * 60_000_000n, offsetMinutes, form);

const SPANS = { weeks: 604_800_000_000n, days: 86_400_000_000n, hours: 3_600_000_000n, minutes: 60_000_000n };

/** The parameters of `add` and `subtract`, by form. */
export const ADDABLE = {
  date: ['years?', 'months?', 'weeks?', 'days?'],
  datetime: ['years?', 'months?', 'weeks?', 'days?', 'hours?', 'minutes?', 'seconds?', 'microseconds?'],
};

/** Adds (or with `sign` −1 takes away) a span; a day that a month does not have becomes its last. */
export function addSpan(self: Instant, amounts: readonly (Value | undefined)[], sign: 1 | -1): Instant {
  const [years, months, ...fixed] = amounts.map((amount) => integer(amount, 0) * sign);
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0, microseconds = 0] = fixed;
  const month = self.parts.year * 12 + self.parts.month - 1 + (years ?? 0) * 12 + (months ?? 0);
  const year = Math.floor(month / 12);
  if (!(year >= 1 && year <= 9999)) throw overflowError('date value out of range');
  const lastDay = new Date(Date.UTC(year, (month % 12) + 1, 0)).getUTCDate();
  const moved = replaceFields(
    self,
    new Map<string, Value>([
      ['year', BigInt(year)],
      ['month', BigInt((month % 12) + 1)],
      ['day', BigInt(Math.min(self.parts.day, lastDay))],
    ]),
  );
  const micros =
    BigInt(weeks) * SPANS.weeks +
    BigInt(days) * SPANS.days +
    BigInt(hours) * SPANS.hours +
    BigInt(minutes) * SPANS.minutes +
    BigInt(seconds) * 1_000_000n +
    BigInt(microseconds);
  const result = new Instant(moved.micros + micros, self.offsetMinutes, self.form);
  if (!(result.parts.year >= 1 && result.parts.year <= 9999)) throw overflowError('date value out of range');
  return result;
}

/** The same instant on the clock of a zone, given by its name or its offset. @throws ValueError for an unknown one */
export function inZone(self: Instant, zone: string): Instant {
  const [, sign, hours, minutes] = /^([-+])(\d\d):?(\d\d)$/.exec(zone) ?? [];
  if (sign !== undefined) {
    return new Instant(self.micros, (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)));
  }
  try {
    const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(
      Number(self.micros / 1000n),
    );
    const shown = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const offset = shown.replace('GMT', '');
    return offset === '' ? new Instant(self.micros, 0) : inZone(self, offset);
  } catch (error) {
    if (error instanceof RangeError) throw valueError(`No time zone found with key ${zone}`);
    throw error;
  }
}
