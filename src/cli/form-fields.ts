// The form of a pause as a list of questions: its JSON Schema with references followed and nested objects laid flat.
// What no single line of text can answer well (lists, unions) is asked for as JSON. Pure.
import type { OpenPause } from '../domain/pauses.js';

export type FieldKind = 'text' | 'integer' | 'number' | 'boolean' | 'choice' | 'json';

export interface FormField {
  readonly path: readonly string[];
  readonly title: string;
  readonly description: string | null;
  readonly kind: FieldKind;
  /** For `choice`: the values allowed. */
  readonly choices: readonly unknown[];
  readonly required: boolean;
  /** What an empty answer stands for; undefined when there is none. */
  readonly initial: unknown;
}

type Schema = Readonly<Record<string, unknown>>;

const MOST_DEPTH = 8;

/** The fields of an open pause's form, in the schema's order; none when a bare resume is enough. */
export function formFieldsOf(pause: Pick<OpenPause, 'schema' | 'initial_data'>): FormField[] {
  const { schema } = pause;
  return schema === null ? [] : fieldsOf(schema, schema, [], pause.initial_data ?? {});
}

function fieldsOf(root: Schema, schema: Schema, path: readonly string[], initial: unknown): FormField[] {
  const required = Array.isArray(schema['required']) ? (schema['required'] as unknown[]) : [];
  return Object.entries(asSchema(schema['properties'])).flatMap(([name, declared]) => {
    const property = follow(root, asSchema(declared));
    const fieldPath = [...path, name];
    const value = isSchema(initial) && Object.hasOwn(initial, name) ? initial[name] : property['default'];
    const isRequired = required.includes(name);
    if (isPlainObject(property) && isRequired && fieldPath.length < MOST_DEPTH) {
      return fieldsOf(root, property, fieldPath, value);
    }
    return [fieldOf(root, property, fieldPath, isRequired, value)];
  });
}

function fieldOf(
  root: Schema,
  property: Schema,
  path: readonly string[],
  required: boolean,
  initial: unknown,
): FormField {
  const { kind, choices } = kindOf(root, property);
  const title = property['title'];
  const description = property['description'];
  return {
    path,
    title: typeof title === 'string' && path.length === 1 ? title : path.join('.'),
    description: typeof description === 'string' ? description : null,
    kind,
    choices,
    required,
    initial,
  };
}

function kindOf(root: Schema, property: Schema): { kind: FieldKind; choices: readonly unknown[] } {
  if (Array.isArray(property['enum'])) return { kind: 'choice', choices: property['enum'] as unknown[] };
  if ('const' in property) return { kind: 'choice', choices: [property['const']] };
  const branches = property['anyOf'] ?? property['oneOf'];
  if (Array.isArray(branches)) {
    const kinds = branches.map((branch) => kindOf(root, follow(root, asSchema(branch))));
    return kinds.every(({ kind }) => kind === 'choice')
      ? { kind: 'choice', choices: kinds.flatMap(({ choices }) => choices) }
      : { kind: 'json', choices: [] };
  }
  switch (property['type']) {
    case 'string':
      return { kind: 'text', choices: [] };
    case 'integer':
    case 'number':
    case 'boolean':
      return { kind: property['type'], choices: [] };
    default:
      return { kind: 'json', choices: [] };
  }
}

/** Follows `$ref` inside the document; what stands beside the reference counts too. */
function follow(root: Schema, schema: Schema): Schema {
  let current = schema;
  for (let count = 0; count < MOST_DEPTH && typeof current['$ref'] === 'string'; count += 1) {
    const { $ref, ...beside } = current;
    const parts = $ref.replace(/^#\//, '').split('/');
    const target = parts.reduce<unknown>((found, part) => (isSchema(found) ? found[part] : undefined), root);
    current = { ...asSchema(target), ...beside };
  }
  return current;
}

function isPlainObject(schema: Schema): boolean {
  return schema['type'] === 'object' && isSchema(schema['properties']);
}

function asSchema(value: unknown): Schema {
  return isSchema(value) ? value : {};
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
