// A JSON Schema as a short outline a person can read: `{ name: string, tags?: string[] }`. Apart because it is a small
// pure language of its own.

/** As much of JSON Schema as our documents use. */
export interface SchemaNode {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly allOf?: readonly SchemaNode[];
  readonly default?: unknown;
}

/** The outline of a schema; nested objects are indented. */
export function describeSchema(schema: SchemaNode, depth = 0): string {
  if (schema.$ref !== undefined) return schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return [...schema.enum.map((value) => JSON.stringify(value)), ...nullOf(schema)].join(' | ');
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.map((choice) => describeSchema(choice, depth)).join(' | ');
  if (schema.allOf) return schema.allOf.map((part) => describeSchema(part, depth)).join(' & ');
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);
  if (types.length === 0) return schema.properties ? describeObject(schema, depth) : 'any';
  return types.map((type) => describeType(type, schema, depth)).join(' | ');
}

function describeType(type: string, schema: SchemaNode, depth: number): string {
  if (type === 'object') return describeObject(schema, depth);
  if (type === 'array') {
    const element = schema.items ? describeSchema(schema.items, depth) : 'any';
    return element.includes(' | ') ? `(${element})[]` : `${element}[]`;
  }
  return type === 'string' && schema.format !== undefined ? `string (${schema.format})` : type;
}

function describeObject(schema: SchemaNode, depth: number): string {
  const properties = Object.entries(schema.properties ?? {});
  if (properties.length === 0) {
    const values = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : {};
    return `{ [key]: ${describeSchema(values, depth)} }`;
  }
  const indent = '  '.repeat(depth + 1);
  const lines = properties.map(([name, property]) => {
    const optional = schema.required?.includes(name) ? '' : '?';
    const fallback = property.default === undefined ? '' : ` = ${JSON.stringify(property.default)}`;
    return `${indent}${name}${optional}: ${describeSchema(property, depth + 1)}${fallback}`;
  });
  return `{\n${lines.join('\n')}\n${'  '.repeat(depth)}}`;
}

function nullOf(schema: SchemaNode): string[] {
  const hasNull = Array.isArray(schema.type) && schema.type.includes('null') && !schema.enum?.includes(null);
  return hasNull ? ['null'] : [];
}
