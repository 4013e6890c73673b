// Keywords that go into a value: properties of objects, items of lists, and what may or must be there.
import { malformed, type Finding, type Keyword } from './evaluator.js';
import { describeValue } from './describe-value.js';
import { isObject, type JsonObject } from './json-equality.js';
import type { SchemaError } from './schema-error.js';
import { compilePattern } from './text-pattern.js';

const none: readonly (Finding | SchemaError)[] = [];

const members = (value: unknown): JsonObject => {
  if (!isObject(value)) throw malformed(`${describeValue(value)} is not of type 'object'`);
  return value;
};

const names = (value: unknown): Iterable<unknown> => {
  if (Array.isArray(value) || typeof value === 'string') return value;
  throw malformed(`${describeValue(value)} is not of type 'array'`);
};

const has = (object: JsonObject, key: unknown): boolean => typeof key === 'string' && Object.hasOwn(object, key);

const listed = (extras: readonly unknown[]): string =>
  `${extras.map(describeValue).join(', ')} ${extras.length === 1 ? 'was' : 'were'}`;

const properties: Keyword = (evaluator, value, instance) => {
  if (!isObject(instance)) return none;
  return Object.entries(members(value)).flatMap(([name, schema]) =>
    has(instance, name) ? evaluator.errors(instance[name], schema, [name]) : [],
  );
};

const patternProperties: Keyword = (evaluator, value, instance) => {
  if (!isObject(instance)) return none;
  return Object.entries(members(value)).flatMap(([pattern, schema]) => {
    const expression = compilePattern(pattern);
    return Object.entries(instance)
      .filter(([name]) => expression.test(name))
      .flatMap(([name, item]) => evaluator.errors(item, schema, [name]));
  });
};

function extraNames(instance: JsonObject, schema: JsonObject): string[] {
  const known = isObject(schema.properties) ? schema.properties : {};
  const patterns = isObject(schema.patternProperties) ? Object.keys(schema.patternProperties).map(compilePattern) : [];
  return Object.keys(instance).filter((name) => !has(known, name) && !patterns.some((pattern) => pattern.test(name)));
}

const additionalProperties: Keyword = (evaluator, value, instance, schema) => {
  if (!isObject(instance)) return none;
  const extras = extraNames(instance, schema);
  if (isObject(value)) return extras.flatMap((name) => evaluator.errors(instance[name], value, [name]));
  if (value || extras.length === 0) return none;
  extras.sort();
  if (!isObject(schema.patternProperties)) {
    return [{ message: `Additional properties are not allowed (${listed(extras)} unexpected)` }];
  }
  const patterns = Object.keys(schema.patternProperties).sort().map(describeValue).join(', ');
  const verb = extras.length === 1 ? 'does' : 'do';
  return [{ message: `${extras.map(describeValue).join(', ')} ${verb} not match any of the regexes: ${patterns}` }];
};

const propertyNames: Keyword = (evaluator, value, instance) =>
  isObject(instance) ? Object.keys(instance).flatMap((name) => evaluator.errors(name, value)) : none;

const required: Keyword = (_evaluator, value, instance) => {
  if (!isObject(instance)) return none;
  return Array.from(names(value))
    .filter((name) => !has(instance, name))
    .map((name) => ({ message: `${describeValue(name)} is a required property`, property: String(name) }));
};

const dependentRequired: Keyword = (_evaluator, value, instance) => {
  if (!isObject(instance)) return none;
  return Object.entries(members(value))
    .filter(([name]) => has(instance, name))
    .flatMap(([name, needed]) =>
      Array.from(names(needed))
        .filter((each) => !has(instance, each))
        .map((each) => ({ message: `${describeValue(each)} is a dependency of ${describeValue(name)}` })),
    );
};

const dependentSchemas: Keyword = (evaluator, value, instance) => {
  if (!isObject(instance)) return none;
  return Object.entries(members(value)).flatMap(([name, schema]) =>
    has(instance, name) ? evaluator.errors(instance, schema) : [],
  );
};

const prefixLength = (schema: JsonObject): number =>
  Array.isArray(schema.prefixItems) ? schema.prefixItems.length : 0;

const items: Keyword = (evaluator, value, instance, schema) => {
  if (!Array.isArray(instance)) return none;
  const prefix = prefixLength(schema);
  const rest: unknown[] = instance.slice(prefix);
  if (rest.length === 0) return none;
  if (value !== false) return rest.flatMap((item, index) => evaluator.errors(item, value, [prefix + index]));
  const shown = rest.length === 1 ? rest[0] : rest;
  const noun = prefix === 1 ? 'item' : 'items';
  return [{ message: `Expected at most ${prefix} ${noun} but found ${rest.length} extra: ${describeValue(shown)}` }];
};

const prefixItems: Keyword = (evaluator, value, instance) => {
  if (!Array.isArray(instance)) return none;
  if (!Array.isArray(value)) throw malformed(`${describeValue(value)} is not of type 'array'`);
  return value.flatMap((schema, index) =>
    index < instance.length ? evaluator.errors(instance[index], schema, [index]) : [],
  );
};

const contains: Keyword = (evaluator, value, instance, schema) => {
  if (!Array.isArray(instance)) return none;
  const least = typeof schema.minContains === 'number' ? schema.minContains : 1;
  const most = typeof schema.maxContains === 'number' ? schema.maxContains : instance.length;
  let matches = 0;
  for (const item of instance) {
    if (!evaluator.isValid(item, value)) continue;
    matches += 1;
    if (matches > most) {
      return [
        { message: `Too many items match the given schema (expected at most ${most})`, validator: 'maxContains' },
      ];
    }
  }
  if (matches >= least) return none;
  if (matches === 0)
    return [{ message: `${describeValue(instance)} does not contain items matching the given schema` }];
  const message = `Too few items match the given schema (expected at least ${least} but only ${matches} matched)`;
  return [{ message, validator: 'minContains' }];
};

export const structureKeywords: ReadonlyMap<string, Keyword> = new Map([
  ['properties', properties],
  ['patternProperties', patternProperties],
  ['additionalProperties', additionalProperties],
  ['propertyNames', propertyNames],
  ['required', required],
  ['dependentRequired', dependentRequired],
  ['dependentSchemas', dependentSchemas],
  ['items', items],
  ['prefixItems', prefixItems],
  ['contains', contains],
]);

/** Sentence part for values that nothing accounts for. */
export const unexpected = listed;
