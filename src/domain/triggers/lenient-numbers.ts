// Numbers and spans as automation documents carry them. The reference takes a number also as text or as true and false,
// and a span as seconds, as ISO 8601 or as a clock (`00:05:00`); documents written for it must load unchanged.
import { z } from 'zod';

const ISO_PATTERN =
  /^([+-])?P(?:([\d.]+)Y)?(?:([\d.]+)M)?(?:([\d.]+)W)?(?:([\d.]+)D)?(?:T(?:([\d.]+)H)?(?:([\d.]+)M)?(?:([\d.]+)S)?)?$/i;
const CLOCK_PATTERN = /^([+-])?(?:(\d+)\s*(?:d|days?)?,?\s+)?(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d{1,9})?))?$/i;
const DAY_SECONDS = 86_400;
/** Seconds of a year, month, week, day, hour, minute and second. A year is 365 days and a month 30. */
const ISO_UNIT_SECONDS = [365 * DAY_SECONDS, 30 * DAY_SECONDS, 7 * DAY_SECONDS, DAY_SECONDS, 3600, 60, 1] as const;

/** A whole number; `3`, `"3"`, `3.0` and `true` are all right. */
export const wholeNumberSchema = z.union([z.number(), z.string(), z.boolean()]).transform((value, context) => {
  const text = typeof value === 'string' ? value.trim() : '';
  const number =
    typeof value === 'string' ? (/^[+-]?\d+(\.0+)?$/.test(text) ? Number(text) : Number.NaN) : Number(value);
  if (Number.isInteger(number)) return number;
  context.addIssue({ code: 'custom', message: `expected a whole number, got ${JSON.stringify(value)}` });
  return z.NEVER;
});

/** A span in seconds: a number, ISO 8601 (`PT5M`) or a clock (`00:05:00`). Answers in seconds, to the microsecond. */
export const secondsSchema = z.union([z.number(), z.string(), z.boolean()]).transform((value, context) => {
  const seconds = typeof value === 'string' ? parseSpan(value) : Number(value);
  if (Number.isFinite(seconds)) return Math.round(seconds * 1e6) / 1e6;
  context.addIssue({
    code: 'custom',
    message: `expected seconds as a number, or a text such as "PT10M" or "00:10:00", got ${JSON.stringify(value)}`,
  });
  return z.NEVER;
});

/** Seconds of a span written as text; NaN where it is none. */
function parseSpan(text: string): number {
  const iso = ISO_PATTERN.exec(text);
  if (iso && /\d/.test(text) && !/t$/i.test(text)) {
    const parts = iso.slice(2).map((part) => Number(part ?? 0));
    const total = parts.reduce((sum, part, index) => sum + part * (ISO_UNIT_SECONDS[index] as number), 0);
    return iso[1] === '-' ? -total : total;
  }
  const clock = CLOCK_PATTERN.exec(text);
  if (!clock) return Number.NaN;
  const [days, hours, minutes, seconds] = clock.slice(2).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
  ];
  if (hours > 23 || minutes > 59 || seconds >= 60) return Number.NaN;
  const total = days * DAY_SECONDS + hours * 3600 + minutes * 60 + seconds;
  return clock[1] === '-' ? -total : total;
}
