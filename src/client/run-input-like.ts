// The type of a resume's input, taken from the type of what the pause waits for: a zod type, a runInput() definition or
// a plain type. Structural, like flow-like.ts, so that a schema is needed as a type only.

/** What the pause waits for as the API takes it: anything but an object with named fields travels as `{ value }`. */
type Wrapped<Value> = Value extends readonly unknown[]
  ? { readonly value: Value }
  : Value extends object
    ? string extends keyof Value
      ? { readonly value: Value }
      : Value
    : { readonly value: Value };

interface ZodLike<Input, Output> {
  readonly _zod: { readonly input: Input; readonly output: Output };
}

/**
 * The run input for a pause that waits for `Type`: `typeof someZodSchema`, `typeof someRunInput`, or the fields' type
 * itself. Any object where the type does not say.
 */
export type RunInputOf<Type> = unknown extends Type
  ? Readonly<Record<string, unknown>>
  : Type extends ZodLike<infer Input, unknown>
    ? Wrapped<Input>
    : Type extends { readonly schema: ZodLike<infer Input, infer Output> }
      ? Wrapped<unknown extends Input ? Output : Input>
      : Type;
