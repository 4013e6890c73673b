// The schema as it is drawn: without what is for programs alone, and so that a tick box that nobody touched says no.
import type { RJSFSchema } from '@rjsf/utils';

type Document = Readonly<Record<string, unknown>>;

const isDocument = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The name of a schema is a name for programs; the view has a title already. */
export function toDrawnSchema(schema: Document | null): RJSFSchema | null {
  if (schema === null) return null;
  const { title: _title, $schema: _dialect, ...rest } = schema;
  return withTicks(rest) as RJSFSchema;
}

/** Gives required booleans `false` as their default, wherever they are: an empty box would be refused as missing. */
function withTicks(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(withTicks);
  if (!isDocument(part)) return part;
  const drawn = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, withTicks(value)]));
  const { properties, required } = drawn;
  if (!isDocument(properties) || !Array.isArray(required)) return drawn;
  const ticked = Object.entries(properties).map(([name, property]) => {
    const isEmptyBox = isDocument(property) && property['type'] === 'boolean' && !('default' in property);
    return [name, isEmptyBox && required.includes(name) ? { ...property, default: false } : property];
  });
  return { ...drawn, properties: Object.fromEntries(ticked) as unknown };
}
