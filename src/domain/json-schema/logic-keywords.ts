// Keywords that combine schemas: all, any, one, not, if; and references to other schemas.
import { malformed, type Finding, type Keyword, type SchemaEvaluator } from './evaluator.js';
import { describeValue } from './describe-value.js';
import { isObject, type JsonObject } from './json-equality.js';
import type { SchemaError } from './schema-error.js';
import { unexpected } from './structure-keywords.js';
import { unaccountedItems, unaccountedNames } from './accounted-parts.js';

const none: readonly (Finding | SchemaError)[] = [];

const alternatives = (value: unknown): readonly unknown[] => {
  if (!Array.isArray(value)) throw malformed(`${describeValue(value)} is not of type 'array'`);
  return value;
};

const allOf: Keyword = (evaluator, value, instance) =>
  alternatives(value).flatMap((schema) => evaluator.errors(instance, schema));

const noneFits = (instance: unknown, context: readonly SchemaError[]): readonly Finding[] => [
  { message: `${describeValue(instance)} is not valid under any of the given schemas`, context },
];

const anyOf: Keyword = (evaluator, value, instance) => {
  const context: SchemaError[] = [];
  for (const schema of alternatives(value)) {
    const errors = evaluator.errors(instance, schema);
    if (errors.length === 0) return none;
    context.push(...errors);
  }
  return noneFits(instance, context);
};

const oneOf: Keyword = (evaluator, value, instance) => {
  const schemas = alternatives(value);
  const context: SchemaError[] = [];
  const first = schemas.findIndex((schema) => {
    const errors = evaluator.errors(instance, schema);
    context.push(...errors);
    return errors.length === 0;
  });
  if (first < 0) return noneFits(instance, context);
  const more = schemas.slice(first + 1).filter((schema) => evaluator.isValid(instance, schema));
  if (more.length === 0) return none;
  return [
    {
      message: `${describeValue(instance)} is valid under each of ${[...more, schemas[first]].map(describeValue).join(', ')}`,
    },
  ];
};

const not: Keyword = (evaluator, value, instance) =>
  evaluator.isValid(instance, value)
    ? [{ message: `${describeValue(instance)} should not be valid under ${describeValue(value)}` }]
    : none;

const conditional: Keyword = (evaluator, value, instance, schema) => {
  const branch = evaluator.isValid(instance, value) ? 'then' : 'else';
  return Object.hasOwn(schema, branch) ? evaluator.errors(instance, schema[branch]) : none;
};

const reference: Keyword = (evaluator, value, instance) => evaluator.errors(instance, evaluator.resolve(value));

const unevaluatedProperties: Keyword = (evaluator, value, instance, schema) => {
  if (!isObject(instance)) return none;
  const refused = unaccountedNames(evaluator, instance, schema).flatMap((name) =>
    evaluator.errors(instance[name], value).map(() => name),
  );
  if (refused.length === 0) return none;
  return value === false
    ? [{ message: `Unevaluated properties are not allowed (${unexpected(refused.sort())} unexpected)` }]
    : [
        {
          message: `Unevaluated properties are not valid under the given schema (${unexpected(refused)} unevaluated and invalid)`,
        },
      ];
};

const unevaluatedItems: Keyword = (evaluator: SchemaEvaluator, _value, instance, schema: JsonObject) => {
  if (!Array.isArray(instance)) return none;
  const refused = unaccountedItems(evaluator, instance, schema);
  return refused.length === 0
    ? none
    : [{ message: `Unevaluated items are not allowed (${unexpected(refused)} unexpected)` }];
};

export const logicKeywords: ReadonlyMap<string, Keyword> = new Map([
  ['allOf', allOf],
  ['anyOf', anyOf],
  ['oneOf', oneOf],
  ['not', not],
  ['if', conditional],
  ['$ref', reference],
  ['$dynamicRef', reference],
  ['unevaluatedProperties', unevaluatedProperties],
  ['unevaluatedItems', unevaluatedItems],
]);
