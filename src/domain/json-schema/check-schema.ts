// Whether a document is a JSON Schema (draft 2020-12) at all: every known keyword has a value of the right kind. Unknown
// keywords are fine, as the standard says.
import { describeValue } from './describe-value.js';
import { allDifferent, isObject } from './json-equality.js';
import { tryCompile } from './text-pattern.js';

/** A sentence for what is wrong, or `undefined`. */
type Check = (value: unknown) => string | undefined;

const notOfType = (value: unknown, type: string): string => `${describeValue(value)} is not of type ${type}`;
const kind =
  (type: string, fits: (value: unknown) => boolean): Check =>
  (value) =>
    fits(value) ? undefined : notOfType(value, `'${type}'`);

const text = kind('string', (value) => typeof value === 'string');
const flag = kind('boolean', (value) => typeof value === 'boolean');
const number = kind('number', (value) => typeof value === 'number');
const list = kind('array', Array.isArray);
const object = kind('object', isObject);

const size: Check = (value) => {
  if (typeof value !== 'number' || !Number.isInteger(value)) return notOfType(value, "'integer'");
  return value < 0 ? `${describeValue(value)} is less than the minimum of 0` : undefined;
};
const positive: Check = (value) =>
  number(value) ??
  ((value as number) > 0 ? undefined : `${describeValue(value)} is less than or equal to the minimum of 0`);
const regex: Check = (value) =>
  text(value) ?? (tryCompile(value as string) ? undefined : `${describeValue(value)} is not a 'regex'`);
const matching =
  (pattern: RegExp): Check =>
  (value) =>
    text(value) ??
    (pattern.test(value as string)
      ? undefined
      : `${describeValue(value)} does not match ${describeValue(pattern.source)}`);

const each =
  (check: Check): Check =>
  (value) => {
    for (const item of value as unknown[]) {
      const problem = check(item);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
const different: Check = (value) =>
  allDifferent(value as unknown[]) ? undefined : `${describeValue(value)} has non-unique elements`;
const texts: Check = (value) => list(value) ?? each(text)(value) ?? different(value);
const filled: Check = (value) =>
  (value as unknown[]).length > 0 ? undefined : `${describeValue(value)} should be non-empty`;

const TYPE_NAMES: readonly unknown[] = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'];
const type: Check = (value) => {
  const names: unknown[] = Array.isArray(value) ? value : [value];
  const fits = names.length > 0 && names.every((name) => TYPE_NAMES.includes(name)) && allDifferent(names);
  return fits ? undefined : `${describeValue(value)} is not valid under any of the given schemas`;
};

const MAX_DEPTH = 150;
let depth = 0;

/** What keeps a document from being a schema, or `undefined` when it is one. */
export const schemaProblem: Check = (schema) => {
  if (typeof schema === 'boolean') return undefined;
  if (!isObject(schema)) return notOfType(schema, "'object', 'boolean'");
  if (depth > MAX_DEPTH) return `schemas may nest ${MAX_DEPTH} levels deep at most`;
  depth += 1;
  try {
    for (const [keyword, value] of Object.entries(schema)) {
      const problem = KEYWORDS.get(keyword)?.(value);
      if (problem !== undefined) return problem;
    }
    return undefined;
  } finally {
    depth -= 1;
  }
};

const schemas: Check = (value) => list(value) ?? filled(value) ?? each(schemaProblem)(value);
const mapOf =
  (check: Check): Check =>
  (value) =>
    object(value) ?? each(check)(Object.values(value as object));
const patternMap: Check = (value) => mapOf(schemaProblem)(value) ?? each(regex)(Object.keys(value as object));
const dependency: Check = (value) => (Array.isArray(value) ? texts(value) : schemaProblem(value));

const KEYWORDS: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['$id', matching(/^[^#]*#?$/)],
  ...[
    '$schema',
    '$ref',
    '$dynamicRef',
    '$recursiveRef',
    '$comment',
    'title',
    'description',
    'format',
    'contentEncoding',
    'contentMediaType',
  ].map((name): [string, Check] => [name, text]),
  ...['$anchor', '$dynamicAnchor', '$recursiveAnchor'].map((name): [string, Check] => [
    name,
    matching(/^[A-Za-z_][-A-Za-z0-9._]*$/),
  ]),
  ['$vocabulary', mapOf(flag)],
  ...['$defs', 'definitions', 'properties', 'dependentSchemas'].map((name): [string, Check] => [
    name,
    mapOf(schemaProblem),
  ]),
  ['patternProperties', patternMap],
  ['dependencies', mapOf(dependency)],
  ...[
    'items',
    'contains',
    'additionalProperties',
    'propertyNames',
    'if',
    'then',
    'else',
    'not',
    'unevaluatedItems',
    'unevaluatedProperties',
    'contentSchema',
  ].map((name): [string, Check] => [name, schemaProblem]),
  ...['prefixItems', 'allOf', 'anyOf', 'oneOf'].map((name): [string, Check] => [name, schemas]),
  ['type', type],
  ['enum', list],
  ['examples', list],
  ['multipleOf', positive],
  ...['maximum', 'exclusiveMaximum', 'minimum', 'exclusiveMinimum'].map((name): [string, Check] => [name, number]),
  ...[
    'maxLength',
    'minLength',
    'maxItems',
    'minItems',
    'maxContains',
    'minContains',
    'maxProperties',
    'minProperties',
  ].map((name): [string, Check] => [name, size]),
  ['pattern', regex],
  ...['uniqueItems', 'deprecated', 'readOnly', 'writeOnly'].map((name): [string, Check] => [name, flag]),
  ['required', texts],
  ['dependentRequired', mapOf(texts)],
]);
