// The tests of `{% if x is … %}` and of `select`: all of Jinja's, by name.
import { binaryOperation } from './arithmetic.js';
import { Dict, DictView } from './dict.js';
import { compare, contains, equals } from './comparison.js';
import type { Test, TestTable } from './filter.js';
import { iterateOrUndefined, str } from './protocols.js';
import { TEXT_QUESTIONS } from './character-classes.js';
import { Bytes, isText, SafeString } from './text-values.js';
import { Iter, Tuple, RangeValue, ValueSet } from './collections.js';
import { Callable, Undefined, ValueObject, type Value } from './values.js';

const test = (run: (value: Value) => boolean): Test => ({ parameters: [], run });
const binary = (run: (value: Value, other: Value) => boolean): Test => ({
  parameters: ['other'],
  run: (value, [other = null]) => run(value, other),
});
const ordered = (operator: string, accept: (order: number) => boolean): Test =>
  binary((value, other) => accept(compare(value, other, operator)));

const remainder = (value: Value, divisor: bigint, expected: bigint) =>
  equals(binaryOperation('%', value, divisor), expected);

const same = (value: Value, other: Value): boolean =>
  typeof value === 'number' || typeof value === 'bigint' ? Object.is(value, other) : value === other;

const hasSequenceForm = (value: Value): boolean =>
  isText(value) ||
  Array.isArray(value) ||
  [Tuple, RangeValue, Dict, Bytes, Undefined].some((type) => value instanceof type) ||
  (value instanceof ValueObject &&
    !(value instanceof DictView) &&
    !(value instanceof Iter) &&
    !(value instanceof ValueSet) &&
    value.size() !== undefined);

const equality = binary(equals);
const inequality = binary((value, other) => !equals(value, other));
const less = ordered('<', (order) => order < 0);
const lessOrEqual = ordered('<=', (order) => order <= 0);
const greater = ordered('>', (order) => order > 0);
const greaterOrEqual = ordered('>=', (order) => order >= 0);

/** All but `filter` and `test`, which ask the registries themselves. */
export const valueTests: TestTable = new Map([
  ['odd', test((value) => remainder(value, 2n, 1n))],
  ['even', test((value) => remainder(value, 2n, 0n))],
  [
    'divisibleby',
    { parameters: ['num'], run: (value, [divisor = null]) => equals(binaryOperation('%', value, divisor), 0n) },
  ],
  ['defined', test((value) => !(value instanceof Undefined))],
  ['undefined', test((value) => value instanceof Undefined)],
  ['none', test((value) => value === null)],
  ['boolean', test((value) => typeof value === 'boolean')],
  ['false', test((value) => value === false)],
  ['true', test((value) => value === true)],
  ['integer', test((value) => typeof value === 'bigint')],
  ['float', test((value) => typeof value === 'number')],
  ['number', test((value) => ['bigint', 'number', 'boolean'].includes(typeof value))],
  ['lower', test((value) => TEXT_QUESTIONS.get('islower')?.(str(value)) ?? false)],
  ['upper', test((value) => TEXT_QUESTIONS.get('isupper')?.(str(value)) ?? false)],
  ['string', test(isText)],
  ['mapping', test((value) => value instanceof Dict)],
  ['sequence', test(hasSequenceForm)],
  ['iterable', test((value) => iterateOrUndefined(value) !== undefined)],
  ['callable', test((value) => value instanceof Callable || value instanceof Undefined)],
  // A missing value prints as nothing, which needs no escaping.
  ['escaped', test((value) => value instanceof SafeString || value instanceof Undefined)],
  ['sameas', binary(same)],
  ['in', { parameters: ['seq'], run: (value, [haystack = null]) => contains(haystack, value) }],
  ['eq', equality],
  ['equalto', equality],
  ['==', equality],
  ['ne', inequality],
  ['!=', inequality],
  ['lt', less],
  ['lessthan', less],
  ['<', less],
  ['le', lessOrEqual],
  ['<=', lessOrEqual],
  ['gt', greater],
  ['greaterthan', greater],
  ['>', greater],
  ['ge', greaterOrEqual],
  ['>=', greaterOrEqual],
]);
