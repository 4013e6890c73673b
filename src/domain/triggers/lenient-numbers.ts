// Numbers and spans as automation documents carry them. The reference takes a number also as text or as true and false,
// and a span as seconds, as ISO 8601 or as a clock (`00:05:00`); documents written for it must load unchanged.
import { z } from 'zod';

const AMOUNT = String.raw`\d+(?:[.,]\d+)?`;
/** `P1DT2H`: the units of each half in any order. */
const ISO_PATTERN = new RegExp(`^([+-])?P((?:${AMOUNT}[YMWD])*)(?:T((?:${AMOUNT}[HMS])*))?$`);
/** `02:30`, `1:30:00`, `100:00:00.5`, `1 day, 02:30:00`, `2d`. Hours of one digit want seconds. */
const CLOCK_PATTERN =
  /^([+-])?(?:(\d+) ?(?:days?|d)(?:,? ?(?=\d|$)))?(?:(\d{2,}|\d(?=:\d\d:)):([0-5]\d)(?::([0-5]\d)(?:[.,](\d{1,9}))?)?)?$/i;
const DAY_SECONDS = 86_400;
/** A year is 365 days and a month 30. */
const DATE_UNITS: Readonly<Record<string, number>> = {
  Y: 365 * DAY_SECONDS,
  M: 30 * DAY_SECONDS,
  W: 7 * DAY_SECONDS,
  D: DAY_SECONDS,
};
const TIME_UNITS: Readonly<Record<string, number>> = { H: 3600, M: 60, S: 1 };
const MOST_SECONDS = 1_000_000_000 * DAY_SECONDS;

/** A whole number; `3`, `"3"`, `"1_000"`, `3.0` and `true` are all right. */
export const wholeNumberSchema = z.union([z.number(), z.string(), z.boolean()]).transform((value, context) => {
  const text = typeof value === 'string' ? value.trim() : '';
  const number =
    typeof value === 'string'
      ? /^[+-]?\d+(?:_\d+)*(\.0+)?$/.test(text)
        ? Number(text.replaceAll('_', ''))
        : Number.NaN
      : Number(value);
  if (Number.isInteger(number)) return number;
  context.addIssue({ code: 'custom', message: `expected a whole number, got ${JSON.stringify(value)}` });
  return z.NEVER;
});

/** A span in seconds: a number, ISO 8601 (`PT5M`) or a clock (`00:05:00`). Answers in seconds, to the microsecond. */
export const secondsSchema = z.union([z.number(), z.string(), z.boolean()]).transform((value, context) => {
  const seconds = typeof value === 'string' ? parseSpan(value) : Number(value);
  if (Math.abs(seconds) < MOST_SECONDS) return toMicroseconds(seconds);
  context.addIssue({
    code: 'custom',
    message: `expected seconds as a number, or a text such as "PT10M" or "00:10:00", got ${JSON.stringify(value)}`,
  });
  return z.NEVER;
});

/** Seconds to the microsecond; what lies in the middle goes to the even one, as in the reference. */
function toMicroseconds(seconds: number): number {
  if (Number.isInteger(seconds)) return seconds;
  const whole = Math.trunc(seconds);
  const fraction = (seconds - whole) * 1e6;
  const below = Math.floor(fraction);
  const isUp = fraction - below > 0.5 || (fraction - below === 0.5 && below % 2 !== 0);
  return (whole * 1e6 + below + (isUp ? 1 : 0)) / 1e6;
}

/** Seconds of a span written as text; NaN where it is none. */
function parseSpan(text: string): number {
  const iso = ISO_PATTERN.exec(text);
  if (iso && /\d/.test(text)) {
    const total = sumOf(iso[2] ?? '', DATE_UNITS) + sumOf(iso[3] ?? '', TIME_UNITS);
    return iso[1] === '-' ? -total : total;
  }
  const clock = CLOCK_PATTERN.exec(text);
  if (!clock || !/\d/.test(text)) return Number.NaN;
  const [, sign, days, hours, minutes, seconds, fraction = '0'] = clock;
  const amount = (part: string | undefined): number => Number(part ?? 0);
  if (days !== undefined && amount(hours) > 23) return Number.NaN;
  const whole = amount(days) * DAY_SECONDS + amount(hours) * 3600 + amount(minutes) * 60 + amount(seconds);
  // What is finer than a microsecond is dropped.
  const total = whole + Number(`0.${fraction.slice(0, 6)}`);
  return sign === '-' ? -total : total;
}

function sumOf(text: string, units: Readonly<Record<string, number>>): number {
  const parts = text.match(new RegExp(`${AMOUNT}[A-Z]`, 'g')) ?? [];
  return parts.reduce((sum, part) => sum + Number(part.slice(0, -1).replace(',', '.')) * units[part.slice(-1)]!, 0);
}
