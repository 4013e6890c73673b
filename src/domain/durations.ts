// Spans of time as users write them. Inside, everything is milliseconds; this is the one place that reads the forms.
import { SluiceError } from './errors.js';

/** Seconds as a number, or text: `90s`, `10 minutes`, `1h30m`, ISO 8601 (`PT10M`). */
export type DurationInput = number | string;

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
const ISO_PATTERN =
  /^P(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const PART_PATTERN =
  /(\d+(?:\.\d+)?)\s*(ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)(?![a-z])\s*/gy;

/**
 * Milliseconds of a duration.
 *
 * @param field - the option's name, for the error
 * @throws SluiceError `definition-invalid` naming the field, what was found and what was expected
 */
export function parseDurationMs(value: DurationInput, field: string): number {
  const parsed = typeof value === 'number' ? value * 1000 : parseText(value.trim());
  if (!Number.isFinite(parsed) || parsed < 0) {
    const found = JSON.stringify(value);
    throw new SluiceError(
      'definition-invalid',
      `Expected '${field}' to be seconds as a number from 0 up, or a text such as '10 minutes' or 'PT10M', got ${found}.`,
      { fields: [{ path: field, message: `expected a duration, got ${found}` }] },
    );
  }
  return Math.round(parsed);
}

function parseText(text: string): number {
  const iso = ISO_PATTERN.exec(text);
  if (iso && text !== 'P' && !text.endsWith('T')) {
    const [, weeks, days, hours, minutes, seconds] = iso.map((part) => Number(part ?? 0));
    return (((weeks! * 7 + days!) * 24 + hours!) * 60 + minutes!) * 60_000 + seconds! * 1000;
  }
  if (text === '') return Number.NaN;
  let totalMs = 0;
  PART_PATTERN.lastIndex = 0;
  for (let position = 0; position < text.length; position = PART_PATTERN.lastIndex) {
    const part = PART_PATTERN.exec(text);
    if (!part) return Number.NaN;
    const word = part[2] as string;
    totalMs += Number(part[1]) * (UNIT_MS[/^(ms|milli)/.test(word) ? 'ms' : word.charAt(0)] as number);
  }
  return totalMs;
}
