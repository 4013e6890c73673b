// Schemas come from users: none may run code, hang the process, read outside itself or be fooled by a name.
import { describe, expect, test } from 'vitest';
import { explainInvalid, explainInvalidSchema, listErrors } from '../../../src/domain/json-schema/validate-values.js';

describe('a schema at fault is refused with what is wrong', () => {
  test.each([
    ['goes in circles', { $ref: '#' }, 'circular'],
    [
      'goes in circles at many places',
      { $defs: { a: { anyOf: Array(9).fill({ $ref: '#/$defs/a' }) } }, $ref: '#/$defs/a' },
      'circular',
    ],
    ['points nowhere', { $ref: '#/$defs/none' }, 'unresolvable'],
    ['points outside', { $ref: 'https://example.com/schema.json' }, 'unresolvable'],
    ['names no type', { type: 'objekt' }, 'invalid'],
    ['has a broken pattern', { pattern: '[' }, 'invalid'],
    ['is no schema', [1], 'invalid'],
  ])('%s', (_what, schema, problem) => {
    const started = performance.now();
    expect(() => explainInvalid({ a: 1 }, schema)).toThrow(
      expect.objectContaining({ code: 'definition-invalid', problem }),
    );
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test('recursive schemas are fine on data that ends', () => {
    const tree = {
      type: 'object',
      properties: { children: { type: 'array', items: { $ref: '#' } } },
      required: ['name'],
    };
    const values = { name: 'a', children: [{ name: 'b', children: [{}] }] };
    expect(explainInvalid(values, tree)).toBe(
      "Validation failed for field 'children[0].children[0]'. Failure reason: 'name' is a required property",
    );
  });
});

test('names of object members are ordinary names', () => {
  const schema = {
    type: 'object',
    properties: { toString: { type: 'string' } },
    required: ['constructor'],
    additionalProperties: false,
  };
  expect(listErrors({}, schema).map(({ message }) => message)).toEqual(["'constructor' is a required property"]);
  const values = JSON.parse('{"__proto__": 1, "constructor": 2}') as unknown;
  expect(listErrors(values, schema).map(({ message }) => message)).toEqual([
    "Additional properties are not allowed ('__proto__', 'constructor' were unexpected)",
  ]);
});

test('values of a deployment may be incomplete, and formats are checked when asked', () => {
  const schema = {
    type: 'object',
    properties: { day: { type: 'string', format: 'date' } },
    required: ['day', 'other'],
  };
  expect(explainInvalid({}, schema, { ignoreRequired: true })).toBeUndefined();
  expect(explainInvalid({ day: 'yesterday', other: 1 }, schema)).toBeUndefined();
  expect(explainInvalid({ day: 'yesterday', other: 1 }, schema, { checkFormat: true })).toBe(
    "Validation failed for field 'day'. Failure reason: 'yesterday' is not a 'date'",
  );
});

test('a parameter schema is checked as it will be used', () => {
  expect(explainInvalidSchema({ properties: { t: { type: 'array', items: [{ type: 'integer' }] } } })).toBeUndefined();
  expect(explainInvalidSchema({ properties: { t: { type: 'nope' } }, required: ['t'] })).toBe(
    "Invalid schema: 'nope' is not valid under any of the given schemas",
  );
});
