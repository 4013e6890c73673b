// What Python asks of any value: its text, its truth, its length, its items, its place in an order. Primitives and lists
// are answered here, every other value answers for itself.
import { descend, spend, spendItems, spendText } from './budget.js';
import { floatText } from './float-text.js';
import { reprText } from './repr-text.js';
import { typeError } from './template-error.js';
import { ValueObject, type Value } from './values.js';

export function typeNameOf(value: Value): string {
  if (value === null) return 'NoneType';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'bigint') return 'int';
  if (typeof value === 'number') return 'float';
  if (typeof value === 'string') return 'str';
  return value instanceof ValueObject ? value.typeName : 'list';
}

/** Python's `repr()`. */
export function repr(value: Value): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'bigint') return intText(value);
  if (typeof value === 'number') return floatText(value);
  if (typeof value === 'string') return reprText(counted(value));
  return descend(() => (value instanceof ValueObject ? value.repr() : `[${reprItems(value)}]`));
}

/** The items of a sequence, each as `repr()`, separated by commas. */
export function reprItems(values: Iterable<Value>): string {
  const parts: string[] = [];
  for (const value of values) {
    spend();
    parts.push(repr(value));
  }
  return counted(parts.join(', '));
}

/** Python's `str()`, which is also what `{{ value }}` prints. */
export function str(value: Value): string {
  if (typeof value === 'string') return value;
  if (value instanceof ValueObject) return descend(() => value.str());
  return repr(value);
}

function counted(text: string): string {
  spendText(text.length);
  return text;
}

// Python itself refuses to print integers of more than 4300 digits.
function intText(value: bigint): string {
  const text = value.toString();
  if (text.length > 4301) throw typeError('Exceeds the limit (4300 digits) for integer string conversion');
  return text;
}

export function truthy(value: Value): boolean {
  if (value instanceof ValueObject) return value.truthy();
  if (Array.isArray(value)) return value.length > 0;
  return typeof value === 'bigint' ? value !== 0n : Boolean(value) || Number.isNaN(value);
}

/** The value's items, or `undefined` when it cannot be walked. A str gives its characters, a dict its keys. */
export function iterateOrUndefined(value: Value): Iterable<Value> | undefined {
  if (typeof value === 'string' || Array.isArray(value)) return value;
  return value instanceof ValueObject ? value.iterate() : undefined;
}

/** @throws TypeError (as a template error) when the value cannot be walked */
export function iterate(value: Value): Iterable<Value> {
  const items = iterateOrUndefined(value);
  if (items === undefined) throw typeError(`'${typeNameOf(value)}' object is not iterable`);
  return items;
}

/** All items at once, counted against the budget. */
export function listOf(value: Value): Value[] {
  const items: Value[] = [];
  for (const item of iterate(value)) {
    spend();
    items.push(item);
    if (items.length % 4096 === 0) spendItems(items.length);
  }
  return items;
}

/** Python's `len()`. @throws TypeError (as a template error) when the value has no length */
export function lengthOf(value: Value): number {
  if (typeof value === 'string') return characterCount(value);
  const size = Array.isArray(value) ? value.length : value instanceof ValueObject ? value.size() : undefined;
  if (size === undefined) throw typeError(`object of type '${typeNameOf(value)}' has no len()`);
  return size;
}

/** Number of code points: Python counts an emoji as one character. */
export function characterCount(text: string): number {
  spend(1 + (text.length >> 6));
  let count = 0;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit >= 0xd800 && unit <= 0xdbff) {
      const next = text.charCodeAt(index + 1);
      if (next >= 0xdc00 && next <= 0xdfff) index += 1;
    }
    count += 1;
  }
  return count;
}

/** The characters of a text as Python counts them. */
export function charactersOf(text: string): string[] {
  spendItems(text.length >> 4);
  return Array.from(text);
}

/**
 * A string that is equal for equal dict keys: `1`, `1.0` and `True` are one key.
 * @throws TypeError (as a template error) for lists, dicts and other values that cannot be keys
 */
export function hashOf(key: Value): string {
  if (key === null) return 'none';
  if (typeof key === 'string') return `s:${key}`;
  if (typeof key === 'bigint') return `n:${key}`;
  if (typeof key === 'boolean') return key ? 'n:1' : 'n:0';
  if (typeof key === 'number') return Number.isInteger(key) ? `n:${BigInt(key)}` : `f:${key}`;
  const hash = key instanceof ValueObject ? key.hash() : undefined;
  if (hash === undefined) throw typeError(`unhashable type: '${typeNameOf(key)}'`);
  return hash;
}
