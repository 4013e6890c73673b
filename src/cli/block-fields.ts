// What is said of a block's data before it is sent: which fields its type does not have, which it needs, and which values do
// not fit. The server takes any data, as the reference does, since its clients register types of their own as they change.
import type { BlockSchema } from '../client/index.js';
import { SchemaFailure } from '../domain/json-schema/schema-error.js';
import { listErrors } from '../domain/json-schema/validate-values.js';
import { UsageError } from './failure.js';

/**
 * Throws a UsageError naming the fields.
 *
 * @param schema - the newest of the type; undefined when nothing is known of it
 * @param options - `partial`: what is needed may be missing
 */
export function checkBlockData(
  type: string,
  schema: BlockSchema | undefined,
  data: Readonly<Record<string, unknown>>,
  { partial = false }: { readonly partial?: boolean } = {},
): void {
  const properties = schema?.fields['properties'];
  if (schema === undefined || typeof properties !== 'object' || properties === null) return;
  const known = Object.keys(properties);
  const unknown = Object.keys(data).filter((name) => !known.includes(name));
  const wrong = [
    ...unknown.map((name) => `${name}: a block of type '${type}' has no such field; it has ${known.join(', ')}`),
    ...misfits(schema, data, partial),
  ];
  if (wrong.length > 0) throw new UsageError(`${wrong.join('; ')}.`);
}

/** Whether a field holds text, so that what looks like a number stays what was typed. */
export function wantsText(schema: BlockSchema | undefined, field: string): boolean {
  const properties = schema?.fields['properties'] as Readonly<Record<string, { type?: string }>> | undefined;
  return properties?.[field]?.type === 'string';
}

function misfits(schema: BlockSchema, data: Readonly<Record<string, unknown>>, partial: boolean): string[] {
  try {
    return listErrors(data, schema.fields, { ignoreRequired: partial, checkFormat: false })
      .filter(({ path: [field] }) => field === undefined || !isReference(data[field]))
      .map(({ path, property, message }) =>
        property === undefined ? `${path.join('.')}: ${message}` : `${[...path, property].join('.')}: is needed`,
      );
  } catch (error) {
    // A schema that a client registered and that cannot be followed forbids nothing.
    if (error instanceof SchemaFailure) return [];
    throw error;
  }
}

/** Another block in the place of a value. */
function isReference(value: unknown): boolean {
  return typeof value === 'object' && value !== null && '$ref' in value;
}
