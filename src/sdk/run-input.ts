// What a pause or a receiver waits for: any zod type, or a named definition made by runInput(). Here a type becomes a
// form: JSON Schema, initial data and description to publish, and a synchronous parse that judges an answer.
import { z } from 'zod';
import { SluiceError, type FieldError } from '../domain/errors.js';
import { describeFields, fieldErrorsOf } from '../domain/field-errors.js';
import { isZodType, type NamedInput } from '../domain/inputs.js';

/** A named input: two ends that use the same name and shape understand each other. */
export interface RunInput<Value = unknown> extends NamedInput<Value> {
  readonly description: string | null;
  readonly initialData: Readonly<Record<string, unknown>> | null;
}

/** Anything a pause can wait for. */
export type InputType<Value = unknown> = z.ZodType<Value> | RunInput<Value>;

/**
 * Names an input type, as a RunInput subclass does in the reference. A plain shape becomes an object that refuses
 * unknown fields.
 */
export function runInput<Shape extends z.ZodRawShape>(
  name: string,
  shape: Shape,
): RunInput<z.output<z.ZodObject<Shape>>>;
export function runInput<Schema extends z.ZodType>(name: string, schema: Schema): RunInput<z.output<Schema>>;
export function runInput(name: string, shapeOrSchema: z.ZodType | z.ZodRawShape): RunInput {
  if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(name)) {
    throw new SluiceError(
      'definition-invalid',
      `Expected the name of a run input to be letters, digits, '-' and '_', starting with a letter, got ${JSON.stringify(name)}.`,
    );
  }
  const schema = isZodType(shapeOrSchema) ? shapeOrSchema : z.strictObject(shapeOrSchema);
  return { name, schema, description: null, initialData: null };
}

/** What the form shows at first; `description` is Markdown, everything else is a default by field name. */
export type InitialData<Value> = { readonly description?: string } & (Value extends Readonly<Record<string, unknown>>
  ? Partial<Omit<Value, 'description'>>
  : { readonly value?: Value });

/** The same input with defaults for its fields and a Markdown description, both shown to whoever answers. */
export function withInitialData<Value>(input: InputType<Value>, data: InitialData<Value>): RunInput<Value> {
  const { description, ...fields } = data as Record<string, unknown>;
  const base: RunInput<Value> = isZodType(input) ? { ...anonymous(input) } : input;
  return {
    ...base,
    description: typeof description === 'string' ? description : base.description,
    initialData: { ...base.initialData, ...fields },
  };
}

/** Thrown in the flow when an answer passed the structure check but not the whole schema (`after-resume`). */
export class ValidationError extends SluiceError {
  override readonly name = 'ValidationError';
  constructor(fields: readonly FieldError[]) {
    super('run-input-invalid', `Validation failed: ${describeFields(fields)}`, { fields });
  }
}

/** An input type as a pause publishes and judges it. */
export interface InputForm<Value> {
  /** JSON Schema with `definitions`, as the reference's forms expect. */
  readonly jsonSchema: Record<string, unknown>;
  readonly initialData: Record<string, unknown> | null;
  readonly description: string | null;
  /** The parsed value, or what is wrong. `structureOnly` leaves refinements out. Never throws. */
  parse(answer: unknown, structureOnly?: boolean): { readonly value: Value } | { readonly fields: FieldError[] };
}

/** The form of an input type. A type that is not an object is wrapped as `{ value }`. */
export function createInputForm<Value>(input: InputType<Value>): InputForm<Value> {
  const { name, schema, description, initialData } = isZodType(input) ? anonymous(input) : input;
  const wrapped = !isObjectSchema(schema);
  const whole: z.ZodType = wrapped ? z.strictObject({ value: schema }) : schema;
  return {
    jsonSchema: publishedSchema(whole, name, initialData),
    initialData: initialData === null ? null : { ...initialData },
    description,
    parse(answer, structureOnly = false) {
      const candidate = { ...initialData, ...((answer ?? {}) as Record<string, unknown>) };
      const outcome = parseSync(whole, candidate);
      if ('fields' in outcome) {
        const fields = structureOnly ? outcome.fields.filter(({ custom }) => !custom) : outcome.fields;
        if (fields.length > 0) return { fields: fields.map(({ path, message }) => ({ path, message })) };
        return { value: undefined as Value };
      }
      return { value: (wrapped ? (outcome.value as { value: Value }).value : outcome.value) as Value };
    },
  };
}

function anonymous<Value>(schema: z.ZodType<Value>): RunInput<Value> {
  const title = (schema.meta() as { title?: string } | undefined)?.title;
  return { name: title ?? 'RunInput', schema, description: null, initialData: null };
}

function parseSync(
  schema: z.ZodType,
  candidate: unknown,
): { value: unknown } | { fields: (FieldError & { custom: boolean })[] } {
  try {
    const outcome = schema.safeParse(candidate);
    if (outcome.success) return { value: outcome.data };
    const custom = outcome.error.issues.map((issue) => issue.code === 'custom');
    return {
      fields: fieldErrorsOf(outcome.error).map((field, index) => ({ ...field, custom: custom[index] ?? false })),
    };
  } catch (error) {
    const message = `the schema cannot judge this: ${error instanceof Error ? error.message : String(error)}`;
    return { fields: [{ path: '', message, custom: false }] };
  }
}

function isObjectSchema(schema: z.ZodType): boolean {
  const json = toJsonSchema(schema);
  return json['type'] === 'object' && 'properties' in json;
}

function toJsonSchema(schema: z.ZodType): Record<string, unknown> {
  return z.toJSONSchema(schema, { io: 'input', target: 'draft-7', unrepresentable: 'any' });
}

function publishedSchema(
  schema: z.ZodType,
  title: string,
  initialData: Readonly<Record<string, unknown>> | null,
): Record<string, unknown> {
  const { $schema: _, ...json } = toJsonSchema(schema);
  const properties = { ...(json['properties'] as Record<string, Record<string, unknown>> | undefined) };
  for (const [field, property] of Object.entries(properties)) {
    const initial = initialData && Object.hasOwn(initialData, field) ? { default: initialData[field] } : {};
    properties[field] = { title: titleOf(field), ...property, ...initial };
  }
  const required = ((json['required'] as string[] | undefined) ?? []).filter(
    (field) => !(initialData && Object.hasOwn(initialData, field)),
  );
  return { title, ...json, ...('properties' in json ? { properties, required } : {}) };
}

function titleOf(field: string): string {
  const words = field
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .trim();
  return words.replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
}
