// Equality, order and membership as Python defines them: `1 == 1.0 == True`, lists compared item by item, and a
// TypeError where two values have no order.
import { descend, spend } from './budget.js';
import { iterateOrUndefined, typeNameOf } from './protocols.js';
import { typeError } from './template-error.js';
import { isText, textOf } from './text-values.js';
import { ValueObject, type Value } from './values.js';

const isNumeric = (value: Value): value is number | bigint | boolean =>
  typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean';

const comparable = (value: number | bigint | boolean): number | bigint =>
  typeof value === 'boolean' ? (value ? 1n : 0n) : value;

/** `left == right`. Never throws but for the limits. */
export function equals(left: Value, right: Value): boolean {
  spend();
  if (isNumeric(left) && isNumeric(right)) return comparable(left) == comparable(right);
  if (Array.isArray(left) && Array.isArray(right)) {
    return (
      left.length === right.length && descend(() => left.every((item, index) => equals(item, right[index] ?? null)))
    );
  }
  if (left instanceof ValueObject) return descend(() => left.equals(right));
  if (right instanceof ValueObject) return descend(() => right.equals(left));
  return left === right;
}

/** Orders two texts by code point, which is not JavaScript's order by code unit. */
export function compareText(left: string, right: string): number {
  spend(1 + (Math.min(left.length, right.length) >> 6));
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const a = left.charCodeAt(index);
    const b = right.charCodeAt(index);
    if (a === b) continue;
    const surrogateA = a >= 0xd800 && a <= 0xdfff;
    const surrogateB = b >= 0xd800 && b <= 0xdfff;
    if (surrogateA !== surrogateB) return surrogateA ? 1 : -1;
    return a - b;
  }
  return left.length - right.length;
}

/** Item by item; the shorter is less when one starts the other. `operator` only words the error. */
export function compareSequences(left: readonly Value[], right: readonly Value[], operator: string): number {
  return descend(() => {
    for (let index = 0; index < left.length && index < right.length; index += 1) {
      const a = left[index] ?? null;
      const b = right[index] ?? null;
      if (!equals(a, b)) return compare(a, b, operator);
    }
    return left.length - right.length;
  });
}

/**
 * Below 0, 0 or above 0; NaN when neither is less (a float `nan` is involved).
 * @throws TypeError (as a template error) when the two have no order
 */
export function compare(left: Value, right: Value, operator = '<'): number {
  spend();
  if (isNumeric(left) && isNumeric(right)) {
    const a = comparable(left);
    const b = comparable(right);
    if (a < b) return -1;
    if (a > b) return 1;
    return a == b ? 0 : NaN;
  }
  if (isText(left) && isText(right)) return compareText(textOf(left), textOf(right));
  if (Array.isArray(left) && Array.isArray(right)) return compareSequences(left, right, operator);
  const direct = left instanceof ValueObject ? left.compare(right) : undefined;
  if (direct !== undefined) return direct;
  const reverse = right instanceof ValueObject ? right.compare(left) : undefined;
  if (reverse !== undefined) return -reverse;
  throw typeError(`'${operator}' not supported between instances of '${typeNameOf(left)}' and '${typeNameOf(right)}'`);
}

/** `needle in haystack`. @throws TypeError (as a template error) when the haystack cannot hold anything */
export function contains(haystack: Value, needle: Value): boolean {
  if (isText(haystack)) {
    if (!isText(needle)) {
      throw typeError(`'in <string>' requires string as left operand, not ${typeNameOf(needle)}`);
    }
    const text = textOf(haystack);
    spend(1 + (text.length >> 6));
    return text.includes(textOf(needle));
  }
  if (haystack instanceof ValueObject) {
    const answer = haystack.contains(needle);
    if (answer !== undefined) return answer;
  }
  const items = iterateOrUndefined(haystack);
  if (items === undefined) throw typeError(`argument of type '${typeNameOf(haystack)}' is not iterable`);
  for (const item of items) if (equals(item, needle)) return true;
  return false;
}
