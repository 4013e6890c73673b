// Filters that take a sequence apart or put one together.
import { binaryOperation } from './arithmetic.js';
import { spendItems, spendText } from './budget.js';
import { Iter, Tuple, sequenceItems, RangeValue } from './collections.js';
import { compare, compareSequences, equals } from './comparison.js';
import { Dict, DictView } from './dict.js';
import { attributeGetter, filter, filterArgumentError, ignoreCase, type Filter, type FilterTable } from './filter.js';
import { GroupTuple } from './group-tuple.js';
import { numberOperation } from './number-arithmetic.js';
import {
  charactersOf,
  hashOf,
  iterate,
  iterateOrUndefined,
  lengthOf,
  listOf,
  str,
  truthy,
  typeNameOf,
} from './protocols.js';
import { ResourceValue } from './resource-value.js';
import { integer } from './string-methods.js';
import { escaped } from './text-filters.js';
import { typeError } from './template-error.js';
import { isText, likeText, SafeString, textOf } from './text-values.js';
import { Undefined, type Value } from './values.js';

type Args = readonly (Value | undefined)[];

const key = (attribute: Value | undefined, caseSensitive: Value | undefined): ((item: Value) => Value) => {
  const get = attributeGetter(attribute);
  return truthy(caseSensitive ?? false) ? get : (item) => ignoreCase(get(item));
};

/** Stable sort by `keyOf`; descending keeps equal items in order too, as Python does. */
function sorted<Item>(items: readonly Item[], keyOf: (item: Item) => Value, descending: boolean): Item[] {
  spendItems(items.length * 4);
  const keyed = items.map((item) => ({ item, key: keyOf(item) }));
  keyed.sort((a, b) => (descending ? compare(b.key, a.key) : compare(a.key, b.key)) || 0);
  return keyed.map(({ item }) => item);
}

/** Items of something `reversed()` takes; `undefined` when it takes it not. */
function reversible(value: Value): readonly Value[] | undefined {
  if (isText(value)) return charactersOf(textOf(value));
  if (value instanceof Dict || value instanceof DictView || value instanceof Undefined) return listOf(value);
  return sequenceItems(value) ?? (value instanceof RangeValue ? [...value.iterate()] : undefined);
}

function sort(value: Value, [reverse = false, caseSensitive, attribute]: Args): Value {
  const paths = isText(attribute ?? null) ? textOf(attribute as string).split(',') : [attribute];
  const getters = paths.map((path) => key(path, caseSensitive));
  const items = listOf(value);
  spendItems(items.length * 4);
  const keyed = items.map((item) => ({ item, keys: getters.map((get) => get(item)) }));
  const down = integer(reverse, 0) !== 0;
  keyed.sort((a, b) => (down ? compareSequences(b.keys, a.keys, '<') : compareSequences(a.keys, b.keys, '<')) || 0);
  return keyed.map(({ item }) => item);
}

function extreme(
  value: Value,
  [caseSensitive, attribute]: Args,
  isBetter: (order: number) => boolean,
  operator: string,
): Value {
  const keyOf = key(attribute, caseSensitive);
  let best: { item: Value; key: Value } | undefined;
  for (const item of iterate(value)) {
    const candidate = { item, key: keyOf(item) };
    if (!best || isBetter(compare(candidate.key, best.key, operator))) best = candidate;
  }
  return best ? best.item : new Undefined('No aggregated item, sequence was empty.');
}

function dictSort(value: Value, [caseSensitive, by = 'key', reverse = false]: Args): Value {
  const part = str(by) === 'key' ? 0 : str(by) === 'value' ? 1 : undefined;
  if (part === undefined) throw filterArgumentError('You can only sort by either "key" or "value"');
  const dict = value instanceof ResourceValue ? value.root : value;
  if (!(dict instanceof Dict)) throw typeError(`'${typeNameOf(value)}' object has no attribute 'items'`);
  const keyOf = key(undefined, caseSensitive);
  return sorted(Array.from(dict.entries()), (entry) => keyOf(entry[part]), integer(reverse, 0) !== 0).map(
    (entry) => new Tuple(entry),
  );
}

function* unique(items: readonly Value[], [caseSensitive, attribute]: Args): Generator<Value> {
  const keyOf = key(attribute, caseSensitive);
  const seen = new Set<string>();
  for (const item of items) {
    const hash = hashOf(keyOf(item));
    if (seen.has(hash)) continue;
    seen.add(hash);
    yield item;
  }
}

function* batch(value: Value, [size, fill]: Args): Generator<Value> {
  // The size is only compared with: one that is no whole number never fills a batch.
  const isFull = () => equals(BigInt(current.length), size ?? null);
  let current: Value[] = [];
  for (const item of iterate(value)) {
    if (isFull()) {
      yield current;
      current = [];
    }
    current.push(item);
  }
  if (current.length === 0) return;
  if (fill !== undefined && fill !== null && compare(BigInt(current.length), size ?? null) < 0) {
    const count = integer(size, 0);
    spendItems(count);
    current = [...current, ...Array<Value>(count - current.length).fill(fill)];
  }
  yield current;
}

function* slices(value: Value, [countGiven, fill]: Args): Generator<Value> {
  const items = listOf(value);
  const count = integer(countGiven, 0);
  const each = Number(numberOperation('//', BigInt(items.length), BigInt(count)));
  const longer = Number(numberOperation('%', BigInt(items.length), BigInt(count)));
  if (count > 0) spendItems(count);
  let start = 0;
  for (let index = 0; index < count; index += 1) {
    const end = start + each + (index < longer ? 1 : 0);
    const part = items.slice(start, end);
    yield fill !== undefined && fill !== null && index >= longer ? [...part, fill] : part;
    start = end;
  }
}

function groupBy(value: Value, [attribute, fallback, caseSensitive]: Args): Value {
  const get = attributeGetter(attribute, fallback);
  const keyOf = truthy(caseSensitive ?? false) ? get : (item: Value) => ignoreCase(get(item));
  const groups: { key: Value; items: Value[] }[] = [];
  for (const item of sorted(listOf(value), keyOf, false)) {
    const found = keyOf(item);
    const last = groups[groups.length - 1];
    if (last && equals(last.key, found)) last.items.push(item);
    else groups.push({ key: found, items: [item] });
  }
  return groups.map(({ items }) => new GroupTuple(get(items[0] ?? null), items));
}

function join(value: Value, [separator = '', attribute]: Args, autoescape: boolean): Value {
  const get = attributeGetter(attribute);
  const items = listOf(value).map(get);
  const safe = autoescape && (separator instanceof SafeString || items.some((item) => item instanceof SafeString));
  const text = (item: Value) => (safe ? escaped(item).text : str(item));
  const between = text(separator);
  const parts = items.map(text);
  spendText(parts.reduce((sum, part) => sum + part.length + between.length, 0));
  return safe ? new SafeString(parts.join(between)) : parts.join(between);
}

function reverse(value: Value): Value {
  if (isText(value)) return likeText(value, charactersOf(textOf(value)).reverse().join(''));
  const items = reversible(value);
  if (items) return new Iter([...items].reverse(), 'reversed');
  if (iterateOrUndefined(value) === undefined) throw filterArgumentError('argument must be iterable');
  return listOf(value).reverse();
}

function sum(value: Value, [attribute, start = 0n]: Args): Value {
  const get = attributeGetter(attribute);
  let total = start;
  for (const item of iterate(value)) total = binaryOperation('+', total, get(item));
  return total;
}

function firstItem(value: Value): Value {
  for (const item of iterate(value)) return item;
  return new Undefined('No first item, sequence was empty.');
}

function lastItem(value: Value): Value {
  const items = reversible(value);
  if (!items) throw typeError(`'${typeNameOf(value)}' object is not reversible`);
  const last = items[items.length - 1];
  return last === undefined ? new Undefined('No last item, sequence was empty.') : last;
}

function* items(value: Value): Generator<Value> {
  if (value instanceof Undefined) return;
  const dict = value instanceof ResourceValue ? value.root : value;
  if (!(dict instanceof Dict)) throw typeError('Can only get item pairs from a mapping.');
  yield* new DictView(dict, 'items').iterate();
}

function randomItem(value: Value, random: () => number): Value {
  const choices = reversible(value) ?? [];
  if (lengthOf(value) === 0) return new Undefined('No random item, sequence was empty.');
  const item = choices[Math.floor(random() * choices.length)];
  if (item === undefined) throw typeError(`'${typeNameOf(value)}' object is not subscriptable`);
  return item;
}

const lengthFilter: Filter = filter([], (value) => BigInt(lengthOf(value)));

export const sequenceFilters: FilterTable = new Map([
  ['batch', filter(['linecount', 'fill_with?'], (value, args) => new Iter(batch(value, args)))],
  ['count', lengthFilter],
  ['length', lengthFilter],
  ['dictsort', filter(['case_sensitive?', 'by?', 'reverse?'], dictSort)],
  ['first', filter([], firstItem)],
  ['last', filter([], lastItem)],
  ['groupby', filter(['attribute', 'default?', 'case_sensitive?'], groupBy)],
  ['items', filter([], (value) => new Iter(items(value)))],
  ['join', filter(['d?', 'attribute?'], (value, args, state) => join(value, args, state.autoescape))],
  ['list', filter([], listOf)],
  ['max', filter(['case_sensitive?', 'attribute?'], (value, args) => extreme(value, args, (order) => order > 0, '>'))],
  ['min', filter(['case_sensitive?', 'attribute?'], (value, args) => extreme(value, args, (order) => order < 0, '<'))],
  ['random', filter([], (value, _args, state) => randomItem(value, state.random))],
  ['reverse', filter([], reverse)],
  ['slice', filter(['slices', 'fill_with?'], (value, args) => new Iter(slices(value, args)))],
  ['sort', filter(['reverse?', 'case_sensitive?', 'attribute?'], sort)],
  ['sum', filter(['attribute?', 'start?'], sum)],
  ['unique', filter(['case_sensitive?', 'attribute?'], (value, args) => new Iter(unique(listOf(value), args)))],
]);
