// Every recorded case of schema validation comes out as recorded: valid or not, which errors where, refused or not.
import { expect, test } from 'vitest';
import { schemaProblem } from '../../../src/domain/json-schema/check-schema.js';
import { formErrors } from '../../../src/domain/json-schema/error-object.js';
import { SchemaFailure, type SchemaError } from '../../../src/domain/json-schema/schema-error.js';
import { explainInvalid, listErrors } from '../../../src/domain/json-schema/validate-values.js';
import { hydrate } from '../../../src/domain/templates/hydrate.js';
import { isDocumented, readCaseLines, type RecordedCase } from '../templates/recorded-cases.js';

interface SchemaCase extends RecordedCase {
  readonly schema: unknown;
  readonly values: unknown;
  readonly options: { preprocess: boolean; ignore_required: boolean; allow_none_with_default: boolean };
  readonly hydration?: { render_workspace_variables?: boolean; workspace_variables?: Record<string, unknown> };
  readonly valid: boolean;
  readonly errors: readonly { path: (string | number)[]; validator: string; message: string | null }[];
  readonly error_obj?: unknown;
  readonly raised: string | null;
  readonly schema_valid: boolean;
}

const cases = readCaseLines('jsonschema').map((line) => JSON.parse(line) as SchemaCase);

const keys = (errors: readonly { path: readonly unknown[]; validator: string | null }[]): string[] =>
  [...new Set(errors.map(({ path, validator }) => JSON.stringify([path, validator])))].sort();

function outcomeOf({ schema, values, options, hydration }: SchemaCase) {
  const settings = {
    preprocess: options.preprocess,
    ignoreRequired: options.ignore_required,
    allowNoneWithDefault: options.allow_none_with_default,
  };
  const given = hydration
    ? hydrate(values, {
        workspaceVariables: hydration.render_workspace_variables ? hydration.workspace_variables : undefined,
      })
    : values;
  const attempt = <Result>(work: () => Result): Result | SchemaFailure => {
    try {
      return work();
    } catch (error) {
      if (error instanceof SchemaFailure) return error;
      throw error;
    }
  };
  const listed = attempt(() => listErrors(given, schema, settings));
  const refused = attempt(() => explainInvalid(given, schema, settings));
  const errors: readonly SchemaError[] = listed instanceof SchemaFailure ? [] : listed;
  return { valid: !(listed instanceof SchemaFailure) && errors.length === 0, errors, refused };
}

test('values are judged as recorded', () => {
  const different = cases.filter((recorded) => {
    const { valid, errors, refused } = outcomeOf(recorded);
    const same =
      valid === recorded.valid &&
      JSON.stringify(keys(errors)) === JSON.stringify(keys(recorded.errors)) &&
      (refused === undefined) === (recorded.raised === null);
    return !same;
  });
  expect(different.filter((recorded) => !isDocumented(recorded))).toEqual([]);
  expect(cases.length).toBeGreaterThan(500);
});

test('sentences and form errors read as recorded', () => {
  const readable = cases.filter(({ raised }) => raised !== null && !raised.startsWith('<'));
  const different = readable.filter((recorded) => outcomeOf(recorded).refused !== recorded.raised);
  // 1.0 is 1 here.
  expect(different.map(({ name }) => name)).toEqual(['arrays/03']);
  const forms = cases.filter(({ error_obj: form }) => form !== undefined);
  const otherForms = forms.filter(
    (recorded) => JSON.stringify(formErrors(outcomeOf(recorded).errors)) !== JSON.stringify(recorded.error_obj),
  );
  expect(otherForms.map(({ name }) => name)).toEqual(['arrays/03', 'error-object-shape/00']);
});

test('a document is a schema or not as recorded, where it is not rewritten first', () => {
  const raw = cases.filter(({ options }) => !options.preprocess && !options.ignore_required);
  expect(raw.filter(({ schema, schema_valid: valid }) => (schemaProblem(schema) === undefined) !== valid)).toEqual([]);
  expect(raw.length).toBeGreaterThan(50);
});

test.each<[pattern: string, text: string, expected: boolean]>([
  ['(?i)abc', 'xABCx', true],
  ['(?s)a.b', 'a\nb', true],
  ['a.b', 'a\rb', true],
  ['a.b', 'a\nb', false],
  ['^a{,2}$', 'aa', true],
  ['^a{,2}$', 'aaa', false],
  ['b$', 'ab\n', true],
  ['b\\Z', 'ab\n', false],
  ['^\\w+$', 'Ünïcödé', true],
  ['^\\d+$', '٣', true],
  ['^[\\w.-]+@', 'é.b-c@', true],
  ['\\bfoo\\b', 'a foo.', true],
  ['\\bfoo\\b', 'éfoo', false],
  ['^[]a]+$', ']a', true],
  ['^[^]]$', ']', false],
  ['a{x}', 'a{x}', true],
  ['^\\-\\@\\_$', '-@_', true],
  ['(?P<q>a)(?P=q)(?#twice)', 'aa', true],
  ['^\\p{L}$', 'é', true],
])('the pattern %j is read as Python reads it on %j', (pattern, text, expected) => {
  const schema = { type: 'object', properties: { text: { pattern } } };
  const settings = { preprocess: false, ignoreRequired: false, allowNoneWithDefault: false };
  expect(explainInvalid({ text }, schema, settings) === undefined).toBe(expected);
});

test.each<[name: string, expected: boolean]>([
  ['shop.example', true],
  ['Shop.Example.', true],
  ['bücher.example', true],
  ['12:00:00', false],
  ['a_b.example', false],
  ['-a.example', false],
  ['a..b', false],
  ['', false],
])('the international host name %j is one as the reference says', (name, expected) => {
  const settings = { preprocess: false, ignoreRequired: false, allowNoneWithDefault: false };
  expect(listErrors(name, { format: 'idn-hostname' }, settings).length === 0).toBe(expected);
});

test('a number whose quotient is too large is still a multiple', () => {
  const settings = { preprocess: false, ignoreRequired: false, allowNoneWithDefault: false };
  expect(listErrors(1e308, { multipleOf: 0.5 }, settings)).toEqual([]);
});
