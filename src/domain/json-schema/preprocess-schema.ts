// Makes older schemas mean today what their authors meant: an optional property may be null, a list of item schemas
// describes a tuple, a block may be given by reference. And drops `required` where an incomplete value is fine.
import { isObject, type JsonObject } from './json-equality.js';

export interface PreprocessOptions {
  /** Whether a property with a default may be null as well. */
  readonly allowNoneWithDefault: boolean;
}

const names = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The schema rewritten; the given one is left as it is. */
export function preprocessSchema(schema: unknown, options: PreprocessOptions): unknown {
  if (!isObject(schema)) return schema;
  const result: Record<string, unknown> = { ...schema };
  if (isObject(schema.properties)) result.properties = processProperties(schema.properties, schema.required, options);
  if (isObject(schema.definitions)) result.definitions = processDefinitions(schema.definitions, options);
  return result;
}

const mapEntries = (object: JsonObject, change: (key: string, value: unknown) => unknown): Record<string, unknown> =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(key, value)]));

const processProperties = (properties: JsonObject, required: unknown, options: PreprocessOptions): JsonObject =>
  mapEntries(properties, (name, property) =>
    isObject(property) ? processProperty(property, names(required).includes(name), options) : property,
  );

function processProperty(property: JsonObject, isRequired: boolean, options: PreprocessOptions): JsonObject {
  const { type, ...others } = property;
  const hasDefault = Object.hasOwn(property, 'default') && !options.allowNoneWithDefault;
  const nullable = !isRequired && type !== undefined && type !== 'null' && !hasDefault;
  const result: Record<string, unknown> = nullable
    ? { ...others, anyOf: [{ type }, { type: 'null' }] }
    : { ...property };
  const isTuple = Array.isArray(property.items) && property.items.length > 0;
  if (isTuple && names(property.prefixItems).length === 0) {
    result.prefixItems = property.items;
    delete result.items;
  }
  if (isObject(property.properties)) {
    result.properties = processProperties(property.properties, property.required, options);
  }
  return result;
}

function processDefinitions(definitions: JsonObject, options: PreprocessOptions): JsonObject {
  const result = mapEntries(definitions, (_name, definition) =>
    isObject(definition) && isObject(definition.properties)
      ? { ...definition, properties: processProperties(definition.properties, definition.required, options) }
      : definition,
  );
  for (const definition of Object.values({ ...result })) {
    if (!isObject(definition) || definition.block_type_slug === undefined) continue;
    if (typeof definition.title === 'string') result[definition.title] = { oneOf: [definition, BLOCK_REFERENCE] };
  }
  return result;
}

/** A block given by its id, or by what finds it. */
const BLOCK_REFERENCE = {
  type: 'object',
  properties: {
    $ref: {
      oneOf: [
        { type: 'string', format: 'uuid' },
        { type: 'object', additionalProperties: { type: 'string' }, minProperties: 1 },
      ],
    },
  },
  required: ['$ref'],
};

/** The schema without any `required`, also in the objects inside it (not in lists), as the reference drops it. */
export function withoutRequired(schema: unknown): unknown {
  if (!isObject(schema)) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key]) => key !== 'required')
      .map(([key, value]) => [key, withoutRequired(value)]),
  );
}
