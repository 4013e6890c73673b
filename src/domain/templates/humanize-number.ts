// Numbers in everyday words: "1.2 million", "21st", "three", "3/10", "1.5 kV", "10.0 kB". English only.
import { fixedText, exponentialText, exactFraction } from './float-text.js';
import { formatWithSpecification } from './format-specification.js';
import { toFloat, parseInteger, roundNumber } from './number-filters.js';
import { formatPercent } from './percent-format.js';
import { toNumber } from './number-arithmetic.js';
import { str } from './protocols.js';
import { typeError } from './template-error.js';
import { isText, textOf } from './text-values.js';
import { Undefined, type Value } from './values.js';

const notFinite = (value: number): string => (Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf');

/**
 * The whole number a value stands for: `{ text }` says what to print instead when it stands for none.
 */
function whole(value: Value): { number: bigint } | { text: string } {
  const float = toFloat(value);
  if (float === undefined) return { text: str(value) };
  if (!Number.isFinite(float)) return { text: notFinite(float) };
  const number = isText(value) ? parseInteger(textOf(value), 10) : toNumber(value);
  if (number === undefined) return { text: str(value) };
  return { number: typeof number === 'bigint' ? number : BigInt(Math.trunc(number)) };
}

/** "21st", "102nd". */
export function ordinal(value: Value): string {
  const parsed = whole(value);
  if ('text' in parsed) return parsed.text;
  const { number } = parsed;
  const hundred = ((number % 100n) + 100n) % 100n;
  const digit = hundred >= 11n && hundred <= 13n ? 0 : Number(((number % 10n) + 10n) % 10n);
  return `${number}${{ 1: 'st', 2: 'nd', 3: 'rd' }[digit] ?? 'th'}`;
}

/** "1,234,567.89". */
export function withCommas(value: Value, digits: Value | undefined): string {
  if (value instanceof Undefined) throw value.error();
  let number = isText(value) ? undefined : toNumber(value);
  if (isText(value)) {
    const text = textOf(value).replaceAll(',', '');
    const float = toFloat(text);
    if (float !== undefined && !Number.isFinite(float)) return notFinite(float);
    number = text.includes('.') ? float : parseInteger(text, 10);
  }
  if (number === undefined) return str(value).replaceAll(isText(value) ? ',' : '\0', '');
  if (typeof number === 'number' && !Number.isFinite(number)) return notFinite(number);
  return formatWithSpecification(number, digits === undefined || digits === null ? ',' : `,.${str(digits)}f`);
}

const WORDS = [
  'thousand',
  'million',
  'billion',
  'trillion',
  'quadrillion',
  'quintillion',
  'sextillion',
  'septillion',
  'octillion',
  'nonillion',
  'decillion',
  'googol',
];
const POWERS = [3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 33, 100].map((power) => 10n ** BigInt(power));

/** "1.2 million". */
export function inWords(value: Value, format: string): string {
  const parsed = whole(value);
  if ('text' in parsed) return parsed.text;
  const number = parsed.number < 0n ? -parsed.number : parsed.number;
  const sign = parsed.number < 0n ? '-' : '';
  let index = POWERS.findIndex((power) => number < power) - 1;
  if (index === -1) return `${sign}${number}`;
  if (index < -1) index = POWERS.length - 1;
  const power = POWERS[index] ?? 1n;
  const chopped = Number(number) / Number(power);
  let shown = str(formatPercent(format, chopped));
  const next = POWERS[index + 1];
  if (next !== undefined && Number(shown) === Number(next / power)) {
    index += 1;
    shown = str(formatPercent(format, 1));
  } else {
    shown = str(formatPercent(format, Number(shown)));
  }
  return `${sign}${shown} ${WORDS[index]}`;
}

const SMALL = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** "seven"; numbers from 10 stay digits. */
export function smallInWords(value: Value): string {
  const parsed = whole(value);
  if ('text' in parsed) return parsed.text;
  return parsed.number >= 0n && parsed.number < 10n ? (SMALL[Number(parsed.number)] ?? '') : String(parsed.number);
}

/** "1 3/10". */
export function asFraction(value: Value): string {
  const float = toFloat(value);
  if (float === undefined) return str(value);
  if (!Number.isFinite(float)) return notFinite(float);
  const wholePart = BigInt(Math.trunc(float));
  const { numerator, denominator } = closestFraction(float - Math.trunc(float), 1000n);
  if (denominator === 1n) return String(wholePart + numerator);
  if (wholePart === 0n) return `${numerator}/${denominator}`;
  return `${wholePart} ${numerator < 0n ? -numerator : numerator}/${denominator}`;
}

// The fraction closest to a float among those with denominators up to `limit` (continued fractions).
function closestFraction(value: number, limit: bigint): { numerator: bigint; denominator: bigint } {
  const exact = exactFraction(value);
  const common = gcd(exact.numerator, exact.denominator);
  const target = { n: exact.numerator / common, d: exact.denominator / common };
  if (target.d <= limit) return { numerator: target.n, denominator: target.d };
  let [p0, q0, p1, q1] = [0n, 1n, 1n, 0n];
  let [n, d] = [target.n, target.d];
  for (;;) {
    const a = floorDivide(n, d);
    const q2 = q0 + a * q1;
    if (q2 > limit) break;
    [p0, q0, p1, q1] = [p1, q1, p0 + a * p1, q2];
    [n, d] = [d, n - a * d];
  }
  const k = (limit - q0) / q1;
  const lower = { numerator: p0 + k * p1, denominator: q0 + k * q1 };
  const upper = { numerator: p1, denominator: q1 };
  // |upper - target| <= |lower - target|, without leaving the integers.
  const distance = ({ numerator, denominator }: { numerator: bigint; denominator: bigint }, by: bigint) => {
    const difference = numerator * target.d - target.n * denominator;
    return (difference < 0n ? -difference : difference) * by;
  };
  return distance(upper, lower.denominator) <= distance(lower, upper.denominator) ? upper : lower;
}

const floorDivide = (a: bigint, b: bigint): bigint => (a % b !== 0n && a < 0n !== b < 0n ? a / b - 1n : a / b);
const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? (a < 0n ? -a : a) || 1n : gcd(b, a % b));

const SUPERSCRIPTS: Readonly<Record<string, string>> = {
  '-': '⁻',
  0: '⁰',
  1: '¹',
  2: '²',
  3: '³',
  4: '⁴',
  5: '⁵',
  6: '⁶',
  7: '⁷',
  8: '⁸',
  9: '⁹',
};

/** "5.00 x 10²". */
export function scientific(value: Value, precision: number): string {
  const float = toFloat(value);
  if (float === undefined) return str(value);
  if (!Number.isFinite(float)) return notFinite(float);
  const [mantissa = '', exponent = '0'] = exponentialText(float, precision).split('e');
  const raised = String(Number(exponent)).replace(/[-\d]/g, (digit) => SUPERSCRIPTS[digit] ?? digit);
  return `${mantissa} x 10${raised}`;
}

/** "1.50 kV". @throws TypeError (as a template error) when the value is no number */
export function metric(value: Value, unit: string, precision: number): string {
  const given = toNumber(value);
  if (given === undefined) throw typeError('must be real number, not text');
  let float = Number(given);
  if (!Number.isFinite(float)) return notFinite(float);
  let exponent = float === 0 ? 0 : Math.floor(Math.log10(Math.abs(float)));
  if (exponent >= 33 || exponent < -30) return scientific(float, precision - 1) + unit;
  const bucket = Math.floor(exponent / 3) * 3;
  float = bucket >= 0 ? float / 10 ** bucket : float / 10 ** bucket;
  const positionOf = (power: number) => ((power % 3) + 3) % 3;
  let digits = Math.max(0, precision - positionOf(exponent) - 1);
  if (exponent < 30 && Math.abs(Number(roundNumber(float, digits))) >= 10 ** (positionOf(exponent) + 1)) {
    exponent += 1;
    float /= 10 ** (Math.floor(exponent / 3) * 3 - bucket);
    digits = Math.max(0, precision - positionOf(exponent) - 1);
  }
  const prefix =
    exponent >= 3
      ? 'kMGTPEZYRQ'.charAt(Math.floor(exponent / 3) - 1)
      : exponent < 0
        ? 'mμnpfazyrq'.charAt(Math.floor((-exponent - 1) / 3))
        : '';
  const space = (unit === '' && prefix === '') || unit === '°' || unit === '′' || unit === '″' ? '' : ' ';
  return `${fixedText(float, digits)}${space}${prefix}${unit}`;
}

/** "10.0 kB", "9.8 KiB", "9.8K". @throws TypeError (as a template error) when the value is no number */
export function fileSize(value: Value, binary: boolean, gnu: boolean, format: string): string {
  const bytes = toFloat(value);
  if (bytes === undefined) throw typeError('a number of bytes is required');
  const base = gnu || binary ? 1024 : 1000;
  const absolute = Math.abs(bytes);
  if (absolute === 1 && !gnu) return `${Math.trunc(bytes)} Byte`;
  if (absolute < base) return gnu ? `${Math.trunc(bytes)}B` : `${Math.trunc(bytes)} Bytes`;
  const letters = 'KMGTPEZYRQ';
  let power = Math.trunc(Math.min(Math.log(absolute) / Math.log(base), letters.length));
  if (power < letters.length && Math.abs(Number(str(formatPercent(format, absolute / base ** power)))) >= base)
    power += 1;
  const letter = letters.charAt(power - 1);
  const suffix = gnu ? letter : binary ? ` ${letter}iB` : ` ${letter === 'K' ? 'k' : letter}B`;
  return str(formatPercent(format, bytes / base ** power)) + suffix;
}
