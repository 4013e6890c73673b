// One thing a value has wrong, and the ways a schema itself can fail. Messages are worded as Python's jsonschema words
// them, because that is what clients of the reference already show.
import { SluiceError } from '../errors.js';

export type PathPart = string | number;

export interface SchemaError {
  /** Where in the value, relative to the error this one is context of (to the whole value for the others). */
  readonly path: readonly PathPart[];
  /** The keyword that refused; `null` for a schema that is `false`. */
  readonly validator: string | null;
  readonly message: string;
  readonly instance: unknown;
  /** The schema the keyword stands in. */
  readonly schema: unknown;
  /** For `anyOf` and `oneOf`: the errors of the alternatives. */
  readonly context: readonly SchemaError[];
  /** For `required`: the property that is missing. */
  readonly property?: string;
}

/** What is wrong with a schema: it is not one, it refers in circles, or it refers to something that is not there. */
export type SchemaProblem = 'invalid' | 'circular' | 'unresolvable';

/** Thrown when a schema, not a value, is at fault. */
export class SchemaFailure extends SluiceError {
  override readonly name = 'SchemaFailure';

  constructor(
    readonly problem: SchemaProblem,
    message: string,
  ) {
    super('definition-invalid', message, { details: { problem } });
  }
}
