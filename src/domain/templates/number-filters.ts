// Filters that make numbers and count with them.
import { intToFloat, numberOperation, toNumber } from './number-arithmetic.js';
import { decimalText, exactFraction, fixedText, roundHalfEven } from './float-text.js';
import { filter, filterArgumentError, type FilterTable } from './filter.js';
import { integer } from './string-methods.js';
import { str, truthy, typeNameOf } from './protocols.js';
import { limitError, overflowError, typeError } from './template-error.js';
import { isText, textOf } from './text-values.js';
import { Undefined, ValueObject, type Value } from './values.js';

/** Python's `int(text, base)`; `undefined` when the text is no such number. */
export function parseInteger(text: string, base: number): bigint | undefined {
  const match = /^([-+]?)(0[xX]|0[oO]|0[bB])?_?([0-9a-zA-Z]+(?:_[0-9a-zA-Z]+)*)$/.exec(text.trim());
  if (!match) return undefined;
  const [, sign = '', prefix = '', digitsGiven = ''] = match;
  const prefixBase = { '0x': 16, '0o': 8, '0b': 2 }[prefix.toLowerCase()];
  let actual = base;
  let digits = digitsGiven.replaceAll('_', '').toLowerCase();
  if (prefixBase !== undefined && (base === 0 || base === prefixBase)) actual = prefixBase;
  else if (prefix !== '') digits = `0${prefix.charAt(1).toLowerCase()}${digits}`;
  if (actual === 0) {
    if (/^0\d/.test(digits) && /[1-9]/.test(digits)) return undefined;
    actual = 10;
  }
  if (digits.length > 4300) return undefined;
  let value = 0n;
  for (const digit of digits) {
    const worth = parseInt(digit, 36);
    if (!(worth < actual)) return undefined;
    value = value * BigInt(actual) + BigInt(worth);
  }
  return sign === '-' ? -value : value;
}

/** Python's `float(text)`; `undefined` when the text is no number. */
export function parseFloatText(text: string): number | undefined {
  const trimmed = text.trim();
  const special = /^([-+]?)(inf(?:inity)?|nan)$/i.exec(trimmed);
  if (special) return special[2]?.toLowerCase() === 'nan' ? NaN : special[1] === '-' ? -Infinity : Infinity;
  if (/__|^_|_$|_[.eE+-]|[.eE+-]_/.test(trimmed)) return undefined;
  const plain = trimmed.replaceAll('_', '');
  return /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/.test(plain) ? Number(plain) : undefined;
}

/** Python's `float(value)`; `undefined` when the value is no number and no text of one. */
export function toFloat(value: Value): number | undefined {
  if (value instanceof Undefined) throw value.error();
  const number = toNumber(value);
  if (typeof number === 'bigint') return intToFloat(number);
  return number ?? (isText(value) ? parseFloatText(textOf(value)) : undefined);
}

const truncated = (float: number): bigint | undefined =>
  Number.isFinite(float) ? BigInt(Math.trunc(float)) : undefined;

function intFilter(value: Value, [fallback = 0n, baseGiven]: readonly (Value | undefined)[]): Value {
  if (value instanceof Undefined) throw value.error();
  if (isText(value)) {
    // A base that is no whole number makes the text no number.
    const base =
      baseGiven === undefined || typeof baseGiven === 'bigint' ? integer(baseGiven, 10) : Number(baseGiven === true);
    const validBase = base === 0 || (base >= 2 && base <= 36);
    const parsed = validBase ? parseInteger(textOf(value), base) : undefined;
    if (parsed !== undefined) return parsed;
    const float = parseFloatText(textOf(value));
    return float === undefined ? fallback : (truncated(float) ?? fallback);
  }
  const number = toNumber(value);
  if (typeof number === 'number' && !Number.isFinite(number)) {
    if (Number.isNaN(number)) return fallback;
    throw overflowError('cannot convert float infinity to integer');
  }
  return typeof number === 'number' ? BigInt(Math.trunc(number)) : (number ?? fallback);
}

function absolute(value: Value): Value {
  const number = toNumber(value);
  if (typeof number === 'number') return Math.abs(number);
  if (typeof number === 'bigint') return number < 0n ? -number : number;
  if (value instanceof ValueObject) {
    if (value instanceof Undefined) throw value.error();
    const result = value.binary('abs', null, false);
    if (result !== undefined) return result;
  }
  throw typeError(`bad operand type for abs(): '${typeNameOf(value)}'`);
}

function round(value: Value, [precision = 0n, methodGiven = 'common']: readonly (Value | undefined)[]): Value {
  const method = str(methodGiven);
  if (method !== 'common' && method !== 'ceil' && method !== 'floor') {
    throw filterArgumentError('method must be common, ceil or floor');
  }
  const number = toNumber(value);
  if (number === undefined) throw typeError(`type ${typeNameOf(value)} doesn't define __round__ method`);
  if (precision === null && method === 'common') return roundToInt(number);
  const digits = integer(precision, 0);
  if (Math.abs(digits) > 400) throw limitError('round takes a precision of 400 digits at most.');
  if (method === 'common') return roundNumber(number, digits);
  const power = numberOperation('**', 10n, BigInt(digits));
  const scaled = numberOperation('*', number, toNumber(power) ?? 1n);
  const whole =
    typeof scaled === 'bigint'
      ? scaled
      : finite(method === 'ceil' ? Math.ceil(Number(scaled)) : Math.floor(Number(scaled)));
  return numberOperation('/', whole, toNumber(power) ?? 1n);
}

const finite = (float: number): bigint => {
  if (!Number.isFinite(float)) throw overflowError('cannot convert float infinity to integer');
  return BigInt(float);
};

const roundToInt = (number: bigint | number): bigint => {
  if (typeof number === 'bigint') return number;
  if (!Number.isFinite(number)) throw overflowError('cannot convert float infinity to integer');
  const { numerator, denominator } = exactFraction(number);
  return roundHalfEven(numerator, denominator);
};

/** Python's `round(number, digits)`: half to even on the exact value; ints stay ints. */
export function roundNumber(number: bigint | number, digits: number): bigint | number {
  if (typeof number === 'bigint') {
    if (digits >= 0) return number;
    const unit = 10n ** BigInt(-digits);
    return roundHalfEven(number, unit) * unit;
  }
  if (!Number.isFinite(number)) return number;
  const { numerator, denominator } = exactFraction(number);
  if (digits >= 0) {
    const scaled = roundHalfEven(numerator * 10n ** BigInt(digits), denominator);
    return Number(decimalText(scaled, digits, number < 0 || Object.is(number, -0)));
  }
  const unit = 10n ** BigInt(-digits);
  const rounded = Number(roundHalfEven(numerator, denominator * unit) * unit);
  return rounded === 0 && number < 0 ? -0 : rounded;
}

function fileSize(value: Value, [binary = false]: readonly (Value | undefined)[]): Value {
  const bytes = toFloat(value);
  if (bytes === undefined)
    throw typeError(`float() argument must be a string or a real number, not '${typeNameOf(value)}'`);
  const base = truthy(binary) ? 1024 : 1000;
  if (bytes === 1) return '1 Byte';
  if (bytes < base) return `${Math.trunc(bytes)} Bytes`;
  const letters = 'kMGTPEZY';
  let power = 1;
  while (power < letters.length && bytes >= base ** (power + 1)) power += 1;
  const letter = letters.charAt(power - 1);
  const unit = truthy(binary) ? `${letter.toUpperCase()}iB` : `${letter}B`;
  return `${fixedText((base * bytes) / base ** (power + 1), 1)} ${unit}`;
}

export const numberFilters: FilterTable = new Map([
  ['abs', filter([], absolute)],
  ['int', filter(['default?', 'base?'], intFilter)],
  ['float', filter(['default?'], (value, [fallback = 0]) => toFloat(value) ?? fallback)],
  ['round', filter(['precision?', 'method?'], round)],
  ['filesizeformat', filter(['binary?'], fileSize)],
]);
