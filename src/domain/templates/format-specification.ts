// The part of a brace field after the colon: `[[fill]align][sign][#][0][width][grouping][.precision][type]`.
import { checkWidth, floatDigits, groupDigits, intDigits, plainFloatDigits, signText } from './format-number.js';
import { intToFloat } from './number-arithmetic.js';
import { str, typeNameOf } from './protocols.js';
import { typeError, valueError } from './template-error.js';
import { isText, textOf } from './text-values.js';
import { ValueObject, type Value } from './values.js';

interface Specification {
  readonly fill: string;
  readonly align: string | undefined;
  /** Whether the alignment was written, not only meant by a zero. */
  readonly alignGiven: boolean;
  readonly sign: string | undefined;
  readonly positiveZero: boolean;
  readonly alternate: boolean;
  readonly width: number;
  readonly grouping: string;
  readonly precision: number | undefined;
  readonly type: string;
}

const PATTERN = /^(?:([^])?([<>=^]))?([-+ ])?(z)?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/u;

/** Python's `format(value, specification)`. @throws ValueError or TypeError (as template errors) */
export function formatWithSpecification(value: Value, specification: string): string {
  if (value instanceof ValueObject && !isText(value)) {
    const own = value.format(specification);
    if (own !== undefined) return own;
  }
  if (specification === '') return str(value);
  if (isText(value)) return formatText(textOf(value), parse(specification));
  if (typeof value === 'bigint') return formatInt(value, parse(specification));
  if (typeof value === 'boolean') return formatInt(value ? 1n : 0n, parse(specification));
  if (typeof value === 'number') return formatFloat(value, parse(specification));
  throw typeError(`unsupported format string passed to ${typeNameOf(value)}.__format__`);
}

function parse(specification: string): Specification {
  const match = PATTERN.exec(specification);
  if (!match) throw valueError('Invalid format specifier');
  const [, fill, align, sign, zeroSign, alternate, zero, width, grouping, precision, type] = match;
  return {
    fill: fill ?? (zero ? '0' : ' '),
    align: align ?? (zero ? '=' : undefined),
    alignGiven: align !== undefined,
    sign,
    positiveZero: zeroSign !== undefined,
    alternate: alternate !== undefined,
    width: checkWidth(Number(width ?? 0)),
    grouping: grouping ?? '',
    precision: precision === undefined ? undefined : checkWidth(Number(precision)),
    type: type ?? '',
  };
}

function pad(text: string, head: string, spec: Specification, fallback: string): string {
  const missing = spec.width - Array.from(head + text).length;
  if (missing <= 0) return head + text;
  const fill = (count: number) => spec.fill.repeat(count);
  switch (spec.align ?? fallback) {
    case '<':
      return head + text + fill(missing);
    case '^':
      return fill(Math.floor(missing / 2)) + head + text + fill(Math.ceil(missing / 2));
    case '=':
      return head + fill(missing) + text;
    default:
      return fill(missing) + head + text;
  }
}

function formatText(text: string, spec: Specification): string {
  if (spec.type !== '' && spec.type !== 's') throw unknownCode(spec.type, 'str');
  if (spec.sign !== undefined) throw valueError('Sign not allowed in string format specifier');
  if (spec.positiveZero) throw valueError('Negative zero coercion (z) not allowed in string format specifier');
  if (spec.alternate) throw valueError('Alternate form (#) not allowed in string format specifier');
  if (spec.grouping !== '') throw valueError(`Cannot specify '${spec.grouping}' with 's'.`);
  if (spec.align === '=' && spec.alignGiven) throw valueError("'=' alignment not allowed in string format specifier");
  const cut = spec.precision === undefined ? text : Array.from(text).slice(0, spec.precision).join('');
  return pad(cut, '', spec.align === '=' ? { ...spec, align: '<' } : spec, '<');
}

function formatInt(value: bigint, spec: Specification): string {
  if ('eEfFgG%'.includes(spec.type) && spec.type !== '') return formatFloat(intToFloat(value), spec);
  if (spec.positiveZero) throw valueError('Negative zero coercion (z) not allowed in format specifier with integer');
  if (spec.precision !== undefined) throw valueError('Precision not allowed in integer format specifier');
  checkGrouping(spec, 'boxXnc', 'nc');
  if (spec.type === 'c' && spec.sign !== undefined) {
    throw valueError("Sign not allowed with integer format specifier 'c'");
  }
  if (spec.type === 'c' && spec.alternate) {
    throw valueError("Alternate form (#) not allowed with integer format specifier 'c'");
  }
  if (spec.type === 'c') return pad(String.fromCodePoint(Number(value)), '', spec, '>');
  const digits = intDigits(value < 0n ? -value : value, spec.type, spec.alternate);
  return layOut(digits, value < 0n, spec, 'bxXo'.includes(spec.type) && spec.type !== '' ? 4 : 3);
}

function formatFloat(value: number, spec: Specification): string {
  if (spec.type !== '' && !'eEfFgGn%'.includes(spec.type)) throw unknownCode(spec.type, 'float');
  checkGrouping(spec, 'n', 'n');
  const negative = value < 0 || Object.is(value, -0);
  const type = spec.type === 'n' ? 'g' : spec.type;
  const absolute = Math.abs(value);
  const digits =
    type === ''
      ? plainFloatDigits(absolute, spec.precision, spec.alternate)
      : floatDigits(absolute, type, spec.precision, spec.alternate);
  return layOut(digits, negative && !(spec.positiveZero && !/[1-9]/.test(digits)), spec, 3);
}

function layOut(digits: string, negative: boolean, spec: Specification, every: number): string {
  const [, prefix = '', rest = ''] = /^(0[bxoX])?([^]*)$/.exec(digits) ?? [];
  const head = signText(negative, spec.sign ?? '-') + prefix;
  if (spec.grouping === '') return pad(rest, head, spec, '>');
  const grouped = groupDigits(rest, spec.grouping, every);
  if (spec.align !== '=' || spec.fill !== '0') return pad(grouped, head, spec, '>');
  let padded = rest;
  while (head.length + groupDigits(padded, spec.grouping, every).length < spec.width) padded = `0${padded}`;
  return head + groupDigits(padded, spec.grouping, every);
}

// Neither separator goes with the types that have one of their own or none; a comma not with other bases either.
function checkGrouping({ grouping, type }: Specification, noComma: string, noUnderscore: string): void {
  if (grouping === '' || type === '') return;
  if ((grouping === ',' ? noComma : noUnderscore).includes(type)) {
    throw valueError(`Cannot specify '${grouping}' with '${type}'.`);
  }
}

const unknownCode = (code: string, typeName: string) =>
  valueError(`Unknown format code '${code}' for object of type '${typeName}'`);
