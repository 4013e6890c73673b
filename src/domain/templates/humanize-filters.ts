// The `humanize_…` filters: times and numbers in everyday words.
import { Tuple } from './collections.js';
import { Duration } from './duration-value.js';
import { filter, type FilterTable } from './filter.js';
import { formatBraces } from './brace-format.js';
import { lookUpAttribute, lookUpItem } from './attributes.js';
import {
  asFraction,
  fileSize,
  inWords,
  metric,
  ordinal,
  scientific,
  smallInWords,
  withCommas,
} from './humanize-number.js';
import { checkNaturalUnit, naturalDay, naturalDelta, naturalTime, preciseDelta, spanOf } from './humanize-time.js';
import { Instant } from './instant-value.js';
import { compare } from './comparison.js';
import { toNumber } from './number-arithmetic.js';
import { iterate, str, truthy, typeNameOf } from './protocols.js';
import { integer } from './string-methods.js';
import { typeError } from './template-error.js';
import { isText, textOf } from './text-values.js';
import { Undefined, type Value } from './values.js';

const micros = (nowMs: number): bigint => BigInt(Math.round(nowMs)) * 1000n;

function clamp(
  value: Value,
  [floor = null, ceil = null, format = '{:}', floorToken = '<', ceilToken = '>']: readonly (Value | undefined)[],
): Value {
  if (value === null) return null;
  if (toNumber(value) === undefined) throw typeError(`must be real number, not ${typeNameOf(value)}`);
  const show = (shown: Value) =>
    formatBraces(
      str(format),
      { positional: [shown], named: () => undefined },
      { attribute: lookUpAttribute, item: lookUpItem },
    );
  if (floor !== null && compare(value, floor) < 0) return str(floorToken) + show(floor);
  if (ceil !== null && compare(value, ceil) > 0) return str(ceilToken) + show(ceil);
  return show(value);
}

function day(value: Value, nowMs: number, format: string, withYear: boolean): Value {
  if (value instanceof Undefined) throw value.error();
  return value instanceof Instant && value.form !== 'time'
    ? naturalDay(value, micros(nowMs), format, withYear)
    : str(value);
}

function naturalDeltaOf(value: Value, [months = true, unit = 'seconds']: readonly (Value | undefined)[]): Value {
  const smallest = naturalUnit(unit);
  if (value instanceof Undefined) throw value.error();
  const span =
    spanOf(value) ??
    (isText(value) && /^\s*[-+]?\d+\s*$/.test(textOf(value)) ? Duration.ofSeconds(Number(textOf(value))) : undefined);
  return span ? naturalDelta(span, truthy(months), smallest) : str(value);
}

function naturalUnit(unit: Value): string {
  if (!isText(unit)) throw typeError(`'${typeNameOf(unit)}' object has no attribute 'upper'`);
  checkNaturalUnit(textOf(unit));
  return textOf(unit);
}

export const humanizeFilters: FilterTable = new Map([
  [
    'humanize_naturaltime',
    filter(['future?', 'months?', 'minimum_unit?', 'when?'], (value, args, state) => {
      const [future = false, months = true, unit = 'seconds', when = null] = args;
      const now = when instanceof Instant ? when.micros : micros(state.nowMs);
      return naturalTime(value, now, truthy(future), truthy(months), str(unit)) ?? str(value);
    }),
  ],
  ['humanize_naturaldelta', filter(['months?', 'minimum_unit?'], naturalDeltaOf)],
  [
    'humanize_precisedelta',
    filter(
      ['minimum_unit?', 'suppress?', 'format?'],
      (value, [unit = 'seconds', suppress = new Tuple([]), format = '%0.2f'], state) => {
        const span =
          value instanceof Instant && value.form === 'datetime'
            ? new Duration(micros(state.nowMs) - value.micros)
            : spanOf(value);
        return span ? preciseDelta(span, str(unit), Array.from(iterate(suppress), str), str(format)) : str(value);
      },
    ),
  ],
  ['humanize_naturalday', filter([], (value, _args, state) => day(value, state.nowMs, '%b %d', false))],
  ['humanize_naturaldate', filter([], (value, _args, state) => day(value, state.nowMs, '%b %d', true))],
  [
    'humanize_abs_timedelta',
    filter([], (value) => {
      if (value instanceof Duration) return new Duration(value.micros < 0n ? -value.micros : value.micros);
      const number = toNumber(value);
      if (number === undefined) throw typeError(`bad operand type for abs(): '${typeNameOf(value)}'`);
      return number < 0 ? -number : number;
    }),
  ],
  [
    'humanize_naturalsize',
    filter(['binary?', 'gnu?', 'format?'], (value, [binary = false, gnu = false, format = '%.1f']) =>
      fileSize(value, truthy(binary), truthy(gnu), str(format)),
    ),
  ],
  ['humanize_ordinal', filter(['gender?'], ordinal)],
  ['humanize_intcomma', filter(['ndigits?'], (value, [digits]) => withCommas(value, digits))],
  ['humanize_intword', filter(['format?'], (value, [format = '%.1f']) => inWords(value, str(format)))],
  ['humanize_apnumber', filter([], smallInWords)],
  ['humanize_fractional', filter([], asFraction)],
  [
    'humanize_scientific',
    filter(['precision?'], (value, [precision]) =>
      scientific(value, Math.min(Math.max(integer(precision, 2), 0), 100)),
    ),
  ],
  [
    'humanize_metric',
    filter(['unit?', 'precision?'], (value, [unit = '', precision]) =>
      metric(value, str(unit), Math.min(Math.max(integer(precision, 3), 1), 100)),
    ),
  ],
  ['humanize_clamp', filter(['floor?', 'ceil?', 'format?', 'floor_token?', 'ceil_token?'], clamp)],
  ['humanize_thousands_separator', filter([], () => ',')],
  ['humanize_decimal_separator', filter([], () => '.')],
]);
