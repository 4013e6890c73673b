// Filters that pick and transform by another filter, a test or an attribute, and `default`. Their results are one-pass:
// they work item by item as they are read.
import { lookUpAttributeOnly } from './attributes.js';
import { Iter } from './collections.js';
import { attributeGetter, filter, filterArgumentError, type FilterTable, type RenderState } from './filter.js';
import { iterate, str, truthy, typeNameOf } from './protocols.js';
import { typeError } from './template-error.js';
import { isText, textOf } from './text-values.js';
import { Undefined, type Arguments, type Value } from './values.js';

const rest = ({ positional, named }: Arguments, skip: number): Arguments => ({
  positional: positional.slice(skip),
  named,
});

function mapper(args: Arguments, state: RenderState): (item: Value) => Value {
  const [name] = args.positional;
  if (name === undefined) {
    const attribute = args.named.get('attribute');
    if (attribute === undefined) throw filterArgumentError('map requires a filter argument');
    const unknown = [...args.named.keys()].find((key) => key !== 'attribute' && key !== 'default');
    if (unknown !== undefined) throw filterArgumentError(`Unexpected keyword argument '${unknown}'`);
    return attributeGetter(attribute, args.named.get('default'));
  }
  return (item) => state.applyFilter(str(name), item, rest(args, 1));
}

function* map(value: Value, args: Arguments, state: RenderState): Generator<Value> {
  if (!truthy(value)) return;
  const change = mapper(args, state);
  for (const item of iterate(value)) yield change(item);
}

function chooser(args: Arguments, state: RenderState, byAttribute: boolean): (item: Value) => boolean {
  let get = (item: Value): Value => item;
  let used = 0;
  if (byAttribute) {
    const [attribute] = args.positional;
    if (attribute === undefined) throw filterArgumentError('Missing parameter for attribute name');
    get = attributeGetter(attribute);
    used = 1;
  }
  const test = args.positional[used];
  if (test === undefined) return (item) => truthy(get(item));
  const testArgs = rest(args, used + 1);
  return (item) => state.applyTest(str(test), get(item), testArgs);
}

function* choose(
  value: Value,
  args: Arguments,
  state: RenderState,
  wanted: boolean,
  byAttribute: boolean,
): Generator<Value> {
  if (!truthy(value)) return;
  const fits = chooser(args, state, byAttribute);
  for (const item of iterate(value)) if (fits(item) === wanted) yield item;
}

const choosing = (wanted: boolean, byAttribute: boolean) =>
  filter(['*args', '**kwargs'], (value, _args, state, raw) => new Iter(choose(value, raw, state, wanted, byAttribute)));

const defaultFilter = filter(['default_value?', 'boolean?'], (value, [fallback = '', alsoFalsy = false]) =>
  value instanceof Undefined || (truthy(alsoFalsy) && !truthy(value)) ? fallback : value,
);

export const selectionFilters: FilterTable = new Map([
  ['map', filter(['*args', '**kwargs'], (value, _args, state, raw) => new Iter(map(value, raw, state)))],
  ['select', choosing(true, false)],
  ['reject', choosing(false, false)],
  ['selectattr', choosing(true, true)],
  ['rejectattr', choosing(false, true)],
  // `attr` reads attributes and methods only, never keys; a key of the same name is "not there".
  [
    'attr',
    filter(['name'], (value, [name = null]) => {
      if (!isText(name)) throw typeError(`attribute name must be string, not '${typeNameOf(name)}'`);
      return lookUpAttributeOnly(value, textOf(name));
    }),
  ],
  ['default', defaultFilter],
  ['d', defaultFilter],
]);
