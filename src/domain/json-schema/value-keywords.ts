// Keywords about one value: its type, its size, its range, its shape as text.
import { malformed, type Finding, type Keyword } from './evaluator.js';
import { describeValue } from './describe-value.js';
import { hasFormat } from './formats.js';
import { allDifferent, isEqual, isObject } from './json-equality.js';
import { compilePattern } from './text-pattern.js';

const TYPES: ReadonlyMap<string, (value: unknown) => boolean> = new Map([
  ['array', Array.isArray],
  ['boolean', (value: unknown) => typeof value === 'boolean'],
  ['integer', (value: unknown) => typeof value === 'number' && Number.isInteger(value)],
  ['null', (value: unknown) => value === null],
  ['number', (value: unknown) => typeof value === 'number'],
  ['object', isObject],
  ['string', (value: unknown) => typeof value === 'string'],
]);

/** Whether a value is of a JSON Schema type. `1.0` is an integer; a boolean is no number. */
export function isOfType(value: unknown, type: unknown): boolean {
  const check = typeof type === 'string' ? TYPES.get(type) : undefined;
  if (!check) throw malformed(`${describeValue(type)} is not valid under any of the given schemas`);
  return check(value);
}

const none: readonly Finding[] = [];
const one = (message: string): readonly Finding[] => [{ message }];
const limit = (value: unknown): number => {
  if (typeof value !== 'number') throw malformed(`${describeValue(value)} is not of type 'integer'`);
  return value;
};

const type: Keyword = (_evaluator, value, instance) => {
  const types: unknown[] = Array.isArray(value) ? value : [value];
  if (types.some((candidate) => isOfType(instance, candidate))) return none;
  return one(`${describeValue(instance)} is not of type ${types.map(describeValue).join(', ')}`);
};

const compared =
  (fails: (instance: number, bound: number) => boolean, wording: string): Keyword =>
  (_evaluator, value, instance) =>
    typeof instance === 'number' && fails(instance, limit(value))
      ? one(`${describeValue(instance)} is ${wording} of ${describeValue(value)}`)
      : none;

const multipleOf: Keyword = (_evaluator, value, instance) => {
  if (typeof instance !== 'number') return none;
  const divisor = limit(value);
  const quotient = instance / divisor;
  // A quotient too large for a number says nothing; the remainder is exact.
  const fails =
    Number.isInteger(divisor) || !Number.isFinite(quotient) ? instance % divisor !== 0 : !Number.isInteger(quotient);
  return fails ? one(`${describeValue(instance)} is not a multiple of ${describeValue(value)}`) : none;
};

/** `minItems` and its five relatives: a size against a bound, with jsonschema's wording for the bounds 0 and 1. */
const sized =
  (size: (instance: unknown) => number | undefined, atMost: boolean, wording: string): Keyword =>
  (_evaluator, value, instance) => {
    const found = size(instance);
    if (found === undefined) return none;
    const bound = limit(value);
    if (atMost ? found <= bound : found >= bound) return none;
    const special = atMost
      ? bound === 0
        ? 'is expected to be empty'
        : undefined
      : bound === 1
        ? 'should be non-empty'
        : undefined;
    return one(`${describeValue(instance)} ${special ?? wording}`);
  };

const itemCount = (instance: unknown) => (Array.isArray(instance) ? instance.length : undefined);
const propertyCount = (instance: unknown) => (isObject(instance) ? Object.keys(instance).length : undefined);
const characterCount = (instance: unknown) => (typeof instance === 'string' ? Array.from(instance).length : undefined);

const pattern: Keyword = (_evaluator, value, instance) =>
  typeof instance === 'string' && !compilePattern(value).test(instance)
    ? one(`${describeValue(instance)} does not match ${describeValue(value)}`)
    : none;

const format: Keyword = (evaluator, value, instance) =>
  evaluator.checkFormat && !hasFormat(instance, value)
    ? one(`${describeValue(instance)} is not a ${describeValue(value)}`)
    : none;

const enumeration: Keyword = (_evaluator, value, instance) => {
  if (!Array.isArray(value)) throw malformed(`${describeValue(value)} is not of type 'array'`);
  if (value.some((candidate) => isEqual(candidate, instance))) return none;
  return one(`${describeValue(instance)} is not one of ${describeValue(value)}`);
};

const constant: Keyword = (_evaluator, value, instance) =>
  isEqual(instance, value) ? none : one(`${describeValue(value)} was expected`);

const uniqueItems: Keyword = (_evaluator, value, instance) =>
  value && Array.isArray(instance) && !allDifferent(instance)
    ? one(`${describeValue(instance)} has non-unique elements`)
    : none;

export const valueKeywords: ReadonlyMap<string, Keyword> = new Map([
  ['type', type],
  ['enum', enumeration],
  ['const', constant],
  ['minimum', compared((instance, bound) => instance < bound, 'less than the minimum')],
  ['maximum', compared((instance, bound) => instance > bound, 'greater than the maximum')],
  ['exclusiveMinimum', compared((instance, bound) => instance <= bound, 'less than or equal to the minimum')],
  ['exclusiveMaximum', compared((instance, bound) => instance >= bound, 'greater than or equal to the maximum')],
  ['multipleOf', multipleOf],
  ['minItems', sized(itemCount, false, 'is too short')],
  ['maxItems', sized(itemCount, true, 'is too long')],
  ['minLength', sized(characterCount, false, 'is too short')],
  ['maxLength', sized(characterCount, true, 'is too long')],
  ['minProperties', sized(propertyCount, false, 'does not have enough properties')],
  ['maxProperties', sized(propertyCount, true, 'has too many properties')],
  ['uniqueItems', uniqueItems],
  ['pattern', pattern],
  ['format', format],
]);
