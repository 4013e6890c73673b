// zod writes "any JSON value" as a schema that holds itself, a new one each time, which no generator can write out. Here
// they all get one name, so that the OpenAPI document has one recursive component for them.
import { zodToOpenAPIRegistry } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';

const NAME = 'JsonValue';

/** Names every JSON value inside the given schemas. */
export function nameJsonValues(schemas: Iterable<z.ZodType>): void {
  const seen = new Set<unknown>();
  const visit = (part: unknown): void => {
    if (typeof part !== 'object' || part === null || seen.has(part)) return;
    seen.add(part);
    if (Array.isArray(part)) return part.forEach(visit);
    if (!(part instanceof z.ZodType)) return isPlainObject(part) ? Object.values(part).forEach(visit) : undefined;
    if (!(part instanceof z.ZodLazy)) return Object.values(part.def).forEach(visit);
    if (!zodToOpenAPIRegistry.has(part) && isJsonValue(part)) {
      zodToOpenAPIRegistry.add(part, { _internal: { refId: NAME } });
    }
  };
  for (const schema of schemas) visit(schema);
}

/** A list of the schema itself is one of its choices: that is how `z.json()` is made. */
function isJsonValue(schema: z.ZodLazy): boolean {
  const inner = schema.def.getter();
  if (!(inner instanceof z.ZodUnion)) return false;
  return inner.def.options.some((choice) => choice instanceof z.ZodArray && choice.def.element === schema);
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
