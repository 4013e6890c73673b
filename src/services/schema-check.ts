// Checks a value against a JSON Schema that a worker or a pause published, and names each field that does not fit.
// Structure only: refinements and formats are the flow's own schema's business, which judges again when the value arrives.
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { FieldError } from '../domain/errors.js';
import { formatPath } from '../domain/field-errors.js';

type JsonSchema = Readonly<Record<string, unknown>>;

/** Compiled schemas by their text: a flow's schema is asked for at each start of a run. */
const compiled = new Map<string, ValidateFunction | null>();
const KEPT_SCHEMAS = 500;

/** What does not fit, empty when the value fits. A schema that cannot be understood refuses nothing. */
export function findSchemaErrors(schema: JsonSchema, value: unknown): FieldError[] {
  const validate = compile(schema);
  if (!validate || validate(value)) return [];
  const fields = (validate.errors ?? [])
    .filter(({ keyword }) => keyword !== 'if')
    .map((error) => toField(error, value));
  return [...new Map(fields.map((field) => [`${field.path}\u0000${field.message}`, field])).values()];
}

function compile(schema: JsonSchema): ValidateFunction | null {
  const text = JSON.stringify(schema);
  const known = compiled.get(text);
  if (known !== undefined) return known;
  const validate = tryCompile(schema);
  if (compiled.size >= KEPT_SCHEMAS) compiled.delete(compiled.keys().next().value as string);
  compiled.set(text, validate);
  return validate;
}

function tryCompile({ $schema: _, ...schema }: JsonSchema): ValidateFunction | null {
  try {
    return new Ajv2020({ strict: false, allErrors: true, validateFormats: false }).compile(schema);
  } catch {
    return null;
  }
}

function toField(error: ErrorObject, root: unknown): FieldError {
  const path = pathOf(error.instancePath, root);
  const { missingProperty, additionalProperty, unevaluatedProperty } = error.params as Record<
    string,
    string | undefined
  >;
  if (missingProperty !== undefined) return { path: formatPath([...path, missingProperty]), message: 'is required' };
  const unknown = additionalProperty ?? unevaluatedProperty;
  if (unknown !== undefined)
    return { path: formatPath([...path, unknown]), message: 'is not a field of this document' };
  const { allowedValues } = error.params as { allowedValues?: unknown[] };
  const expected = allowedValues
    ? `must be one of ${allowedValues.map(show).join(', ')}`
    : (error.message ?? 'does not fit');
  return { path: formatPath(path), message: `${expected}, found ${show(valueAt(root, path))}` };
}

/** A JSON pointer as keys and, in lists, numbers. */
function pathOf(pointer: string, root: unknown): (string | number)[] {
  const path: (string | number)[] = [];
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(valueAt(root, path)) ? Number(key) : key);
  }
  return path;
}

function valueAt(root: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string | number, unknown> | undefined)?.[key], root);
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`;
}
