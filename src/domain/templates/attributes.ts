// `value.name` and `value[key]`: the only ways from one value to another. A name is looked up in the type's allow-list or
// as an own key of plain data; names with an underscore in front do not exist. Nothing of JavaScript can be reached.
import { boundMethods, unsafe } from './bound-methods.js';
import { formatBraces, sourceOf, type Access } from './brace-format.js';
import { Tuple, sequenceItems } from './collections.js';
import { Dict } from './dict.js';
import { instantAttribute } from './instant-methods.js';
import { Instant } from './instant-value.js';
import { numberMethods } from './number-methods.js';
import { charactersOf, repr, typeNameOf } from './protocols.js';
import { EnumMember } from './plain-objects.js';
import { listMethods } from './sequence-methods.js';
import { stringMethods } from './string-methods.js';
import { TemplateError, typeError } from './template-error.js';
import { escapeHtml, isText, likeText, SafeString, textOf } from './text-values.js';
import { Callable, Undefined, ValueObject, type Value } from './values.js';

/** `value.name`: a method or attribute first, then a key of that name, else `Undefined`. */
export function lookUpAttribute(value: Value, name: string): Value {
  if (value instanceof Undefined) return value;
  if (name.startsWith('_')) return unsafe(typeNameOf(value), name);
  const attribute = attributeOf(value, name);
  const found = attribute === undefined ? itemOf(value, name) : attribute;
  return found === undefined ? missing(value, name) : found;
}

/** The attribute or method only, never a key: what the `attr` filter reads. */
export function lookUpAttributeOnly(value: Value, name: string): Value {
  if (value instanceof Undefined) return value;
  if (name.startsWith('_')) return unsafe(typeNameOf(value), name);
  const found = attributeOf(value, name);
  return found === undefined ? missing(value, name) : found;
}

/** `value[key]`: an item first, then (for a text key) an attribute of that name, else `Undefined`. */
export function lookUpItem(value: Value, key: Value): Value {
  if (value instanceof Undefined) return value;
  const found = itemOf(value, key);
  if (found !== undefined) return found;
  return isText(key) ? lookUpAttributeOnly(value, textOf(key)) : missing(value, repr(key));
}

const missing = (value: Value, name: string): Undefined =>
  new Undefined(
    value === null ? `None has no element '${name}'` : `'${typeNameOf(value)} object' has no attribute '${name}'`,
  );

const access: Access = { attribute: lookUpAttribute, item: lookUpItem };

/** A method or attribute from the type's allow-list. */
function attributeOf(value: Value, name: string): Value | undefined {
  if (isText(value)) return textAttribute(value, name);
  if (Array.isArray(value)) return boundMethods(listMethods, value, name, 'list');
  if (typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean')
    return numberMethods(value, name);
  if (value instanceof Instant) return instantAttribute(value, name);
  if (value instanceof EnumMember) return value.attribute(name) ?? textAttribute(value.value, name);
  return value instanceof ValueObject ? value.attribute(name) : undefined;
}

function textAttribute(value: string | SafeString, name: string): Value | undefined {
  if (name === 'format' || name === 'format_map') return formatMethod(value, name);
  const method = boundMethods(stringMethods, textOf(value), name, 'str');
  if (!(value instanceof SafeString) || !(method instanceof Callable)) return method;
  return new Callable(name, ({ positional, named }) => {
    const result = method.invoke({ positional: positional.map(escapedArgument), named });
    return markSafe(result);
  });
}

const escapedArgument = (argument: Value): Value =>
  typeof argument === 'string'
    ? escapeHtml(argument)
    : Array.isArray(argument)
      ? argument.map(escapedArgument)
      : argument;

function markSafe(result: Value): Value {
  if (typeof result === 'string') return new SafeString(result);
  if (Array.isArray(result)) return result.map(markSafe);
  return result instanceof Tuple ? new Tuple(result.items.map(markSafe)) : result;
}

function formatMethod(value: string | SafeString, name: string): Callable {
  return new Callable(name, (args) => {
    const [mapping = null] = args.positional;
    if (name === 'format_map' && (args.positional.length !== 1 || args.named.size > 0)) {
      throw typeError('format_map() takes exactly one argument');
    }
    const source =
      name === 'format'
        ? sourceOf(args)
        : { positional: [], named: (key: string) => (mapping instanceof Dict ? mapping.get(key) : undefined) };
    return likeText(value, formatBraces(textOf(value), source, access, value instanceof SafeString));
  });
}

/** An item by key or position; `undefined` when there is none or the value has no items. */
function itemOf(value: Value, key: Value): Value | undefined {
  if (isText(value) || Array.isArray(value) || sequenceItems(value)) {
    const index = typeof key === 'boolean' ? BigInt(key) : key;
    if (typeof index !== 'bigint') return undefined;
    const items = isText(value) ? charactersOf(textOf(value)) : (sequenceItems(value) ?? []);
    const found = items[Number(index < 0n ? index + BigInt(items.length) : index)];
    return typeof found === 'string' ? likeText(value, found) : found;
  }
  if (!(value instanceof ValueObject)) return undefined;
  return orMissing(() => value.item(key));
}

// Python's TypeError of an impossible key (an unhashable one, a slice of text bounds) means "not there" to Jinja.
function orMissing(look: () => Value | undefined): Value | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof TemplateError && error.pythonType === 'TypeError') return undefined;
    throw error;
  }
}
