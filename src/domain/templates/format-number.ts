// Python's way of laying numbers out: `%08.2f`, `{:,}`, `{:.3e}`, `{:x}`. Both format languages share it.
import { limitError, typeError, valueError } from './template-error.js';
import { exponentialText, exponentOf, fixedText, floatText } from './float-text.js';

/** More digits than this are a denial of service, not a format. */
export const MAX_FORMAT_WIDTH = 10_000;

/** @throws TemplateError of kind `limit` */
export function checkWidth(width: number): number {
  if (width > MAX_FORMAT_WIDTH) throw limitError(`Formats may be ${MAX_FORMAT_WIDTH} characters wide at most.`);
  return width;
}

/** The digits of a finite, non-negative float for a presentation type, without sign, padding or grouping. */
export function floatDigits(value: number, type: string, precision: number | undefined, alternate = false): string {
  const kind = type.toLowerCase();
  const upper = type !== kind;
  let text: string;
  if (!Number.isFinite(value)) text = Number.isNaN(value) ? 'nan' : 'inf';
  else if (kind === 'f') text = fixedText(value, precision ?? 6);
  else if (kind === 'e') text = exponentialText(value, precision ?? 6);
  else if (kind === '%') text = `${fixedText(value * 100, precision ?? 6)}%`;
  else text = generalText(value, precision === 0 ? 1 : (precision ?? 6), alternate);
  if (alternate && Number.isFinite(value)) text = withPoint(text);
  return upper ? text.toUpperCase() : text;
}

/** `#` keeps the decimal point even where no digit follows it. */
const withPoint = (text: string): string => (text.includes('.') ? text : text.replace(/^\d+/, '$&.'));

// `g`: the shorter of fixed and exponential, trailing zeros dropped.
function generalText(value: number, precision: number, keepZeros: boolean): string {
  if (value === 0) return keepZeros && precision > 1 ? fixedText(0, precision - 1) : '0';
  const exponent = Number(exponentialText(value, precision - 1).split('e')[1]);
  const fixed = exponent >= -4 && exponent < precision;
  const text = fixed ? fixedText(value, precision - 1 - exponent) : exponentialText(value, precision - 1);
  if (keepZeros) return text;
  const [mantissa = '', power] = text.split('e');
  const trimmed = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa;
  return power === undefined ? trimmed : `${trimmed}e${exponentOf(Number(power))}`;
}

/** The digits `{}`-formatting gives a float without a type: like `str`, or `g` that keeps one decimal. */
export function plainFloatDigits(value: number, precision: number | undefined, alternate = false): string {
  if (!Number.isFinite(value)) return floatText(value);
  if (precision === undefined) return alternate ? withPoint(floatText(value)) : floatText(value);
  const digits = Math.max(precision, 1);
  const exponent = Number(exponentialText(value, digits - 1).split('e')[1]);
  const isExponential = exponent < -4 || exponent >= digits - 1;
  if (alternate) {
    return withPoint(isExponential ? exponentialText(value, digits - 1) : fixedText(value, digits - 1 - exponent));
  }
  if (isExponential) {
    return exponentialText(value, digits - 1)
      .replace(/(\.\d*?)0+e/, '$1e')
      .replace('.e', 'e');
  }
  const text = fixedText(value, digits - 1 - exponent).replace(/0+$/, '');
  return text.endsWith('.') ? `${text}0` : text;
}

const BASES: Readonly<Record<string, number>> = { b: 2, o: 8, x: 16, X: 16, d: 10, n: 10, '': 10 };
const PREFIXES: Readonly<Record<string, string>> = { b: '0b', o: '0o', x: '0x', X: '0X' };

/** The digits of a non-negative int for a presentation type; `alternate` adds `0x` and friends. */
export function intDigits(value: bigint, type: string, alternate: boolean): string {
  const base = BASES[type];
  if (base === undefined) throw valueError(`Unknown format code '${type}' for object of type 'int'`);
  const digits = value.toString(base);
  return (alternate ? (PREFIXES[type] ?? '') : '') + (type === 'X' ? digits.toUpperCase() : digits);
}

/** `1234567.8` → `1,234,567.8`. */
export function groupDigits(text: string, separator: string, every = 3): string {
  const [, prefix = '', digits = '', tail = ''] =
    (every === 3 ? /^()(\d*)(.*)$/ : /^(0[bxoXBO])?([0-9a-fA-F]*)(.*)$/).exec(text) ?? [];
  const groups: string[] = [];
  for (let end = digits.length; end > 0; end -= every) groups.unshift(digits.slice(Math.max(0, end - every), end));
  return prefix + groups.join(separator) + tail;
}

/** Sign in front of a number: `-` always, `+` or a space when asked for. */
export const signText = (negative: boolean, option: string): string => (negative ? '-' : option === '-' ? '' : option);

export const notANumber = (code: string, typeName: string) =>
  typeError(`%${code} format: a real number is required, not ${typeName}`);
