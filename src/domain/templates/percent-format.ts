// `'%s is %05.1f' % (name, value)`: the older of Python's two format languages, used with `%` and the `format` filter.
import { spendText } from './budget.js';
import { Dict } from './dict.js';
import { RangeValue, Tuple } from './collections.js';
import { checkWidth, floatDigits, intDigits, notANumber, signText } from './format-number.js';
import { intToFloat, toNumber } from './number-arithmetic.js';
import { repr, str, typeNameOf } from './protocols.js';
import { overflowError, typeError, TemplateError, valueError } from './template-error.js';
import { escapeHtml, isText, SafeString, textOf } from './text-values.js';
import { Undefined, type Value } from './values.js';

const DIRECTIVE = /%(?:\(([^()]*)\))?([-#0 +]*)(\*|\d+)?(?:\.(\*|\d+)?)?([hlL])?([^]?)/g;

/** `template % values`: a tuple gives one value a directive, a dict is read by `%(name)s`, anything else is one value. */
export function formatPercent(template: string | SafeString, values: Value): Value {
  const positional = values instanceof Tuple ? [...values.items] : [values];
  const safe = template instanceof SafeString;
  let used = 0;
  let named = false;
  const take = (): Value => {
    if (used >= positional.length) throw typeError('not enough arguments for format string');
    return positional[used++] ?? null;
  };
  const count = (text: string): number => {
    const given = text === '*' ? take() : BigInt(text);
    const value = typeof given === 'boolean' ? BigInt(given) : given;
    if (typeof value !== 'bigint') throw typeError('* wants int');
    return checkWidth(Number(value));
  };
  const text = textOf(template).replace(
    DIRECTIVE,
    (
      whole: string,
      key: string | undefined,
      flags: string,
      width: string | undefined,
      precision: string | undefined,
      _size,
      type: string,
    ) => {
      if (type === '%' && whole === '%%') return '%';
      if (type === '') throw valueError('incomplete format');
      if (key !== undefined) named = true;
      const minimum = width === undefined ? undefined : count(width);
      const hasPrecision = whole.slice(1 + (key === undefined ? 0 : key.length + 2)).includes('.');
      const digits = hasPrecision ? count(precision ?? '0') : undefined;
      const value = key === undefined ? take() : lookUp(values, key);
      const shown = directive(value, type, flags, digits, safe);
      return pad(shown, minimum ?? 0, flags, type);
    },
  );
  spendText(text.length);
  // Python forgives unused values that could be looked up by key, lists among them.
  const mappingGiven =
    named || Array.isArray(values) || [Dict, RangeValue, Undefined].some((type) => values instanceof type);
  if (used < positional.length && !mappingGiven)
    throw typeError('not all arguments converted during string formatting');
  return safe ? new SafeString(text) : text;
}

function lookUp(values: Value, key: string): Value {
  if (!(values instanceof Dict)) throw typeError('format requires a mapping');
  const value = values.get(key);
  if (value === undefined) throw new TemplateError('render', 'KeyError', repr(key));
  return value;
}

function directive(value: Value, type: string, flags: string, precision: number | undefined, safe: boolean): string {
  const sign = flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '-';
  if (type === 's' || type === 'r' || type === 'a') {
    const shown = type === 's' ? str(value) : type === 'r' ? repr(value) : asciiOnly(repr(value));
    const text = safe && !(value instanceof SafeString) ? escapeHtml(shown) : shown;
    return precision === undefined ? text : Array.from(text).slice(0, precision).join('');
  }
  if (type === 'c') return character(value);
  if ('diuxXo'.includes(type)) return integer(value, type, flags, precision, sign);
  if ('eEfFgG'.includes(type)) {
    const number = toNumber(value);
    if (number === undefined) throw typeError(`must be real number, not ${typeNameOf(value)}`);
    const float = typeof number === 'bigint' ? intToFloat(number) : number;
    const negative = float < 0 || Object.is(float, -0);
    return signText(negative, sign) + floatDigits(Math.abs(float), type, precision, flags.includes('#'));
  }
  throw valueError(`unsupported format character '${type}'`);
}

function integer(value: Value, type: string, flags: string, precision: number | undefined, sign: string): string {
  let number = toNumber(value);
  if (number === undefined) throw notANumber(type, typeNameOf(value));
  if (typeof number === 'number') {
    if ('xXo'.includes(type)) throw typeError(`%${type} format: an integer is required, not float`);
    if (!Number.isFinite(number)) throw overflowError('cannot convert float infinity to integer');
    number = BigInt(Math.trunc(number));
  }
  const code = type === 'i' || type === 'u' ? 'd' : type;
  const digits = intDigits(number < 0n ? -number : number, code, false).padStart(precision ?? 0, '0');
  const prefix = flags.includes('#') ? ({ x: '0x', X: '0X', o: '0o' }[code] ?? '') : '';
  return signText(number < 0n, sign) + prefix + digits;
}

function character(value: Value): string {
  if (isText(value) && Array.from(textOf(value)).length === 1) return textOf(value);
  if (typeof value === 'boolean') return value ? '\u0001' : '\u0000';
  if (typeof value !== 'bigint') throw typeError('%c requires int or char');
  if (value < 0n || value > 0x10ffffn) throw overflowError('%c arg not in range(0x110000)');
  return String.fromCodePoint(Number(value));
}

function pad(text: string, width: number, flags: string, type: string): string {
  const missing = width - Array.from(text).length;
  if (missing <= 0) return text;
  if (flags.includes('-')) return text + ' '.repeat(missing);
  const numeric = !'srac'.includes(type) && !/inf|nan/i.test(text);
  if (!flags.includes('0') || !numeric) return ' '.repeat(missing) + text;
  const [, head = '', digits = ''] = /^([-+ ]?(?:0[xXo](?=[0-9a-fA-F]))?)([^]*)$/.exec(text) ?? [];
  return head + '0'.repeat(missing) + digits;
}

/** `repr` with everything outside ASCII escaped. */
export const asciiOnly = (text: string): string =>
  text.replace(/[^\x00-\x7f]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
    return code <= 0xffff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
  });
