// Which properties and items some keyword of a schema (or of a schema it brings in) has looked at: what is left is what
// the `unevaluated…` keywords judge.
import type { SchemaEvaluator } from './evaluator.js';
import { isObject, type JsonObject } from './json-equality.js';
import { compilePattern } from './text-pattern.js';

/** The schemas that count together with this one for this value: references, conditions, alternatives that hold. */
function broughtIn(evaluator: SchemaEvaluator, instance: unknown, schema: JsonObject): unknown[] {
  const found: unknown[] = [];
  for (const name of ['$ref', '$dynamicRef'])
    if (Object.hasOwn(schema, name)) found.push(evaluator.resolve(schema[name]));
  if (Object.hasOwn(schema, 'if')) {
    if (evaluator.isValid(instance, schema.if)) {
      found.push(schema.if);
      if (Object.hasOwn(schema, 'then')) found.push(schema.then);
    } else if (Object.hasOwn(schema, 'else')) found.push(schema.else);
  }
  for (const name of ['allOf', 'oneOf', 'anyOf']) {
    const schemas: unknown = schema[name];
    if (Array.isArray(schemas))
      found.push(...(schemas as unknown[]).filter((each) => evaluator.isValid(instance, each)));
  }
  return found;
}

/** Names no keyword accounts for. */
export function unaccountedNames(evaluator: SchemaEvaluator, instance: JsonObject, schema: JsonObject): string[] {
  const known = new Set<string>();
  addNames(evaluator, instance, schema, known, 0);
  return Object.keys(instance).filter((name) => !known.has(name));
}

function addNames(
  evaluator: SchemaEvaluator,
  instance: JsonObject,
  schema: unknown,
  known: Set<string>,
  depth: number,
): void {
  if (!isObject(schema) || depth > 50) return;
  const { properties, patternProperties, dependentSchemas } = schema;
  if (isObject(properties)) for (const name of Object.keys(properties)) known.add(name);
  for (const keyword of ['additionalProperties', 'unevaluatedProperties']) {
    if (!Object.hasOwn(schema, keyword)) continue;
    for (const [name, value] of Object.entries(instance))
      if (evaluator.isValid(value, schema[keyword])) known.add(name);
  }
  if (isObject(patternProperties)) {
    for (const pattern of Object.keys(patternProperties).map(compilePattern)) {
      for (const name of Object.keys(instance)) if (pattern.test(name)) known.add(name);
    }
  }
  if (isObject(dependentSchemas)) {
    for (const [name, inner] of Object.entries(dependentSchemas)) {
      if (Object.hasOwn(instance, name)) addNames(evaluator, instance, inner, known, depth + 1);
    }
  }
  for (const inner of broughtIn(evaluator, instance, schema)) addNames(evaluator, instance, inner, known, depth + 1);
}

/** Items no keyword accounts for. */
export function unaccountedItems(
  evaluator: SchemaEvaluator,
  instance: readonly unknown[],
  schema: JsonObject,
): unknown[] {
  const known = new Set<number>();
  addItems(evaluator, instance, schema, known, 0);
  return instance.filter((_item, index) => !known.has(index));
}

function addItems(
  evaluator: SchemaEvaluator,
  instance: readonly unknown[],
  schema: unknown,
  known: Set<number>,
  depth: number,
): void {
  if (!isObject(schema) || depth > 50) return;
  if (Object.hasOwn(schema, 'items')) {
    instance.forEach((_item, index) => known.add(index));
    return;
  }
  if (Array.isArray(schema.prefixItems)) schema.prefixItems.forEach((_item, index) => known.add(index));
  for (const keyword of ['contains', 'unevaluatedItems']) {
    if (!Object.hasOwn(schema, keyword)) continue;
    instance.forEach((item, index) => {
      if (evaluator.isValid(item, schema[keyword])) known.add(index);
    });
  }
  for (const inner of broughtIn(evaluator, instance, schema)) addItems(evaluator, instance, inner, known, depth + 1);
}
