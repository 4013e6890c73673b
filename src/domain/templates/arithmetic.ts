// The operators `+ - * / // % **` on template values, as Python computes them. Text and lists join and repeat, numbers
// keep int and float apart, everything else is a TypeError in Python's words.
import { spendItems, spendText } from './budget.js';
import { RangeValue, Tuple } from './collections.js';
import { numberOperation, toNumber } from './number-arithmetic.js';
import { formatPercent } from './percent-format.js';
import { charactersOf, str, typeNameOf } from './protocols.js';
import { typeError, valueError } from './template-error.js';
import { escapeHtml, isText, likeText, SafeString, textOf } from './text-values.js';
import { Undefined, ValueObject, type Value } from './values.js';

export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**';

/** `left operator right`. @throws a template error named as Python names it */
export function binaryOperation(operator: BinaryOperator, left: Value, right: Value): Value {
  // Safe text takes anything that knows its own HTML, and a missing value knows it is nothing.
  if (operator === '+' && left instanceof SafeString && right instanceof Undefined) return left;
  if (left instanceof ValueObject) {
    const result = left.binary(operator, right, false);
    if (result !== undefined) return result;
  }
  if (isText(left) && operator === '%') return formatPercent(left, right);
  if (right instanceof ValueObject) {
    const result = right.binary(operator, left, true);
    if (result !== undefined) return result;
  }
  const leftNumber = toNumber(left);
  const rightNumber = toNumber(right);
  if (leftNumber !== undefined && rightNumber !== undefined) return numberOperation(operator, leftNumber, rightNumber);
  if (operator === '+') return join(left, right);
  if (operator === '*') {
    const repeated = repeat(left, rightNumber) ?? repeat(right, leftNumber);
    if (repeated !== undefined) return repeated;
  }
  throw unsupported(operator, left, right);
}

const unsupported = (operator: string, left: Value, right: Value) =>
  typeError(
    `unsupported operand type(s) for ${operator === '**' ? '** or pow()' : operator}: '${typeNameOf(left)}' and '${typeNameOf(right)}'`,
  );

function join(left: Value, right: Value): Value {
  if (isText(left) && isText(right)) {
    spendText(textOf(left).length + textOf(right).length);
    if (typeof left === 'string' && typeof right === 'string') return left + right;
    const safe = (value: string | SafeString) => (value instanceof SafeString ? value.text : escapeHtml(value));
    return new SafeString(safe(left) + safe(right));
  }
  if (Array.isArray(left) && Array.isArray(right)) {
    spendItems(left.length + right.length);
    return [...left, ...right];
  }
  if (left instanceof Tuple && right instanceof Tuple) {
    spendItems(left.items.length + right.items.length);
    return new Tuple([...left.items, ...right.items]);
  }
  if (isText(left)) throw typeError(`can only concatenate str (not "${typeNameOf(right)}") to str`);
  throw unsupported('+', left, right);
}

function repeat(value: Value, count: bigint | number | undefined): Value | undefined {
  if (typeof count !== 'bigint') return undefined;
  const times = count < 0n ? 0 : Number(count);
  if (isText(value)) {
    const text = textOf(value);
    spendText(text.length * times);
    return likeText(value, text.length === 0 ? '' : text.repeat(times));
  }
  if (!Array.isArray(value) && !(value instanceof Tuple)) return undefined;
  const items = Array.isArray(value) ? value : value.items;
  spendItems(items.length * times);
  const repeated = items.length === 0 ? [] : Array.from({ length: times }, () => items).flat();
  return Array.isArray(value) ? repeated : new Tuple(repeated);
}

/** `-value` and `+value`. */
export function signOperation(operator: '-' | '+', value: Value): Value {
  const number = toNumber(value);
  if (number !== undefined) return operator === '-' ? -number : number;
  if (value instanceof ValueObject) {
    const result = value.binary(operator, 0n, true);
    if (result !== undefined) return result;
  }
  throw typeError(`bad operand type for unary ${operator}: '${typeNameOf(value)}'`);
}

/** `left ~ right ~ …`: everything as text. */
export function concatenate(values: readonly Value[], escapeUnsafe: boolean): Value {
  const texts = values.map((value) => {
    const text = str(value);
    return escapeUnsafe && !(value instanceof SafeString) ? escapeHtml(text) : text;
  });
  spendText(texts.reduce((sum, text) => sum + text.length, 0));
  return escapeUnsafe ? new SafeString(texts.join('')) : texts.join('');
}

/** `value[start:stop:step]`, or `undefined` when the value cannot be sliced. */
export function slice(value: Value, bounds: readonly (Value | undefined)[]): Value | undefined {
  if (value instanceof RangeValue) return sliceRange(value, bounds);
  const sliceable = isText(value) ? charactersOf(textOf(value)) : Array.isArray(value) ? value : undefined;
  const items = sliceable ?? (value instanceof Tuple ? value.items : undefined);
  if (!items) return undefined;
  const picked = sliceIndexes(items.length, bounds).map((index) => items[index] ?? null);
  if (isText(value)) return likeText(value, picked.map(str).join(''));
  return value instanceof Tuple ? new Tuple(picked) : picked;
}

function sliceRange(range: RangeValue, bounds: readonly (Value | undefined)[]): RangeValue {
  const indexes = sliceIndexes(range.length, bounds);
  const [first = 0, second = first + 1] = indexes;
  const step = BigInt(second - first) * range.step;
  const start = range.at(first);
  return new RangeValue(start, start + step * BigInt(indexes.length), step);
}

/** The positions a slice picks. @throws TypeError or ValueError (as template errors) for bad bounds */
export function sliceIndexes(length: number, bounds: readonly (Value | undefined)[]): number[] {
  const [start, stop, stepGiven] = bounds.map((bound) => {
    if (bound === undefined || bound === null) return undefined;
    const number = typeof bound === 'boolean' ? BigInt(bound) : bound;
    if (typeof number !== 'bigint') {
      throw typeError('slice indices must be integers or None or have an __index__ method');
    }
    const far = BigInt(length) + 1n;
    return Number(number > far ? far : number < -far ? -far : number);
  });
  const step = stepGiven ?? 1;
  if (step === 0) throw valueError('slice step cannot be zero');
  const clamp = (bound: number | undefined, fallback: number): number => {
    if (bound === undefined) return fallback;
    const position = bound < 0 ? bound + length : bound;
    const low = step > 0 ? 0 : -1;
    return Math.max(low, Math.min(position, step > 0 ? length : length - 1));
  };
  const from = clamp(start, step > 0 ? 0 : length - 1);
  const to = clamp(stop, step > 0 ? length : -1);
  const indexes: number[] = [];
  for (let index = from; step > 0 ? index < to : index > to; index += step) indexes.push(index);
  spendItems(indexes.length);
  return indexes;
}
