// Spans and instants in everyday words: "3 hours", "2 days ago", "1 minute and 30 seconds", "tomorrow". English only.
import { Duration } from './duration-value.js';
import { floatText, roundHalfEven } from './float-text.js';
import { groupDigits } from './format-number.js';
import { partsOf, strftime } from './instant-parts.js';
import { Instant } from './instant-value.js';
import { toNumber } from './number-arithmetic.js';
import { formatPercent } from './percent-format.js';
import { str } from './protocols.js';
import { TemplateError, valueError } from './template-error.js';
import type { Value } from './values.js';

const UNITS = ['microseconds', 'milliseconds', 'seconds', 'minutes', 'hours', 'days', 'months', 'years'] as const;

const unitIndex = (name: string): number => {
  const index = UNITS.findIndex((unit) => unit === name.toLowerCase());
  if (index < 0) throw new TemplateError('render', 'KeyError', `'${name.toUpperCase()}'`);
  return index;
};

const plural = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'}`;
const roundHalf = (amount: number, per: number): number => Number(roundHalfEven(BigInt(amount) * 2n, BigInt(per * 2)));

/** A value as a span: a duration, or a number of seconds; `undefined` for anything else. */
export function spanOf(value: Value): Duration | undefined {
  if (value instanceof Duration) return value;
  const number = toNumber(value);
  return number === undefined || !Number.isFinite(Number(number)) ? undefined : Duration.ofSeconds(Number(number));
}

/** @throws ValueError or KeyError (as template errors) for a unit too large or unknown */
export function checkNaturalUnit(name: string): number {
  const unit = unitIndex(name);
  if (unit > 2) throw valueError(`Minimum unit '${name}' not supported`);
  return unit;
}

/** "an hour", "3 days", "1 year, 2 months". @throws ValueError (as a template error) for an unfit unit */
export function naturalDelta(span: Duration, months: boolean, minimumUnit: string): string {
  const unit = checkNaturalUnit(minimumUnit);
  const { days: allDays, seconds, microseconds } = new Duration(span.micros < 0n ? -span.micros : span.micros).split();
  const years = Math.floor(allDays / 365);
  const days = allDays % 365;
  const numMonths = roundHalf(days * 2, 61);
  if (years === 0 && days < 1) return underADay(seconds, microseconds, unit);
  if (years === 0) {
    if (days === 1) return 'a day';
    if (!months || numMonths === 0) return plural(days, 'day');
    if (numMonths === 1) return 'a month';
    return numMonths === 12 ? 'a year' : plural(numMonths, 'month');
  }
  if (years === 1) {
    if (days === 0 && numMonths === 0) return 'a year';
    if (numMonths === 0 || !months) return `1 year, ${plural(days, 'day')}`;
    return numMonths === 12 ? '2 years' : `1 year, ${plural(numMonths, 'month')}`;
  }
  return `${groupDigits(String(roundHalf(allDays, 365)), ',')} years`;
}

function underADay(seconds: number, microseconds: number, unit: number): string {
  if (seconds === 0) {
    if (unit === 0 && microseconds < 1000) return plural(microseconds, 'microsecond');
    if (unit <= 1) return plural(Math.floor(microseconds / 1000), 'millisecond');
    return 'a moment';
  }
  if (seconds === 1) return 'a second';
  if (seconds < 60) return plural(seconds, 'second');
  if (seconds < 3600) {
    const minutes = roundHalf(seconds, 60);
    return minutes === 1 ? 'a minute' : minutes === 60 ? 'an hour' : plural(minutes, 'minute');
  }
  const hours = roundHalf(seconds, 3600);
  return hours === 1 ? 'an hour' : hours === 24 ? 'a day' : plural(hours, 'hour');
}

/** "2 hours ago", "a day from now", "now"; `undefined` when the value is no time. */
export function naturalTime(
  value: Value,
  nowMicros: bigint,
  future: boolean,
  months: boolean,
  minimumUnit: string,
): string | undefined {
  let span: Duration | undefined;
  let ahead = future;
  if (value instanceof Instant && value.form !== 'datetime') return undefined;
  if (value instanceof Instant) {
    span = new Duration(nowMicros - value.micros);
    ahead = value.micros > nowMicros;
  } else if (value instanceof Duration) {
    span = value;
    ahead = value.micros < 0n;
  } else {
    const number = toNumber(value);
    if (number === undefined || !Number.isFinite(Number(number))) return undefined;
    span = Duration.ofSeconds(roundToWhole(number));
  }
  const text = naturalDelta(span, months, minimumUnit);
  if (text === 'a moment') return 'now';
  return ahead ? `${text} from now` : `${text} ago`;
}

const roundToWhole = (number: bigint | number): number => {
  if (typeof number === 'bigint') return Number(number);
  const floor = Math.floor(number);
  const half = number - floor === 0.5;
  return half ? (floor % 2 === 0 ? floor : floor + 1) : Math.round(number);
};

/** "today", "tomorrow", "Mar 01"; days beyond five months name the year when `withYear`. */
export function naturalDay(instant: Instant, nowMicros: bigint, format: string, withYear: boolean): string {
  const dayNumber = ({ year, month, day }: { year: number; month: number; day: number }) =>
    Date.UTC(year, month - 1, day) / 86_400_000;
  const distance = dayNumber(instant.parts) - dayNumber(partsOf(nowMicros, instant.offsetMinutes));
  if (distance === 0) return 'today';
  if (distance === 1) return 'tomorrow';
  if (distance === -1) return 'yesterday';
  return strftime(instant.parts, withYear && Math.abs(distance) >= (5 * 365) / 12 ? '%b %d %Y' : format);
}

/** "1 year, 2 months and 3.50 days": every unit down to the smallest wanted, which alone may have a fraction. */
export function preciseDelta(
  span: Duration,
  minimumUnit: string,
  suppressed: readonly string[],
  format: string,
): string {
  const hidden = new Set(suppressed.map(unitIndex));
  let smallest = unitIndex(minimumUnit);
  while (hidden.has(smallest)) {
    smallest += 1;
    if (smallest >= UNITS.length) throw valueError('Minimum unit is suppressed and no suitable replacement was found');
  }
  const amounts = unitAmounts(new Duration(span.micros < 0n ? -span.micros : span.micros), smallest, hidden, format);
  const texts: string[] = [];
  for (let unit = UNITS.length - 1; unit >= smallest; unit -= 1) {
    const amount = amounts[unit] ?? 0;
    if (!(amount > 0 || (texts.length === 0 && unit === smallest))) continue;
    const name = UNITS[unit] ?? '';
    const counted = amount > 1 && amount < 2 ? 2 : Math.trunc(amount);
    const label = counted === 1 ? name.slice(0, -1) : name;
    const fractional = unit === smallest && !Number.isInteger(amount);
    texts.push(`${fractional ? str(formatPercent(format, amount)) : wholeText(amount, unit)} ${label}`);
  }
  const last = texts.pop() ?? '';
  return texts.length === 0 ? last : `${texts.join(', ')} and ${last}`;
}

const wholeText = (amount: number, unit: number): string => {
  const text = Number.isInteger(amount) ? String(amount) : floatText(amount);
  return unit === 7 ? groupDigits(text, ',') : String(Math.trunc(amount));
};

// Takes the span apart from years down; the smallest unit keeps what is left as a fraction, rounded by the format.
function unitAmounts(span: Duration, smallest: number, hidden: ReadonlySet<number>, format: string): number[] {
  const amounts: number[] = Array<number>(UNITS.length).fill(0);
  const take = (value: number, divisor: number, unit: number): number => {
    if (unit === smallest) {
      amounts[unit] = Number(str(formatPercent(format, value / divisor)));
      return 0;
    }
    if (hidden.has(unit) || unit < smallest) return value;
    amounts[unit] = Math.floor(value / divisor);
    return Math.trunc(value - Math.floor(value / divisor) * divisor);
  };
  const { days, seconds, microseconds } = span.split();
  let left = take(take(days, 365, 7), 30.5, 6) * 86_400 + seconds;
  left = take(take(take(left, 86_400, 5), 3600, 4), 60, 3) * 1e6 + microseconds;
  take(take(take(left, 1e6, 2), 1000, 1), 1, 0);
  carry(amounts, hidden, smallest);
  return amounts;
}

// Rounding can fill a unit up ("60 seconds"): pass that on to the next larger one.
function carry(amounts: number[], hidden: ReadonlySet<number>, smallest: number): void {
  const full = [undefined, 1000, 60, 60, 24, 31, 12] as const;
  full.forEach((limit, unit) => {
    const amount = amounts[unit] ?? 0;
    if (limit === undefined || amount < limit || hidden.has(unit + 1) || unit + 1 < smallest) return;
    amounts[unit] = amount - limit;
    amounts[unit + 1] = (amounts[unit + 1] ?? 0) + 1;
  });
}
