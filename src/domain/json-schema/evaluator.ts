// Walks a value along a schema, keyword by keyword in the order the schema writes them, and collects what is wrong.
// The schema is read, never compiled to code, since schemas come from users.
import { describeValue } from './describe-value.js';
import { isObject, type JsonObject } from './json-equality.js';
import { References } from './references.js';
import { SchemaFailure, type PathPart, type SchemaError } from './schema-error.js';

/** What a keyword reports: everything but what the evaluator knows itself. */
export interface Finding {
  readonly message: string;
  readonly path?: readonly PathPart[];
  /** Another keyword to name, or the error of a subschema passed on. */
  readonly validator?: string | null;
  readonly context?: readonly SchemaError[];
  readonly property?: string;
}

export type Keyword = (
  evaluator: SchemaEvaluator,
  value: unknown,
  instance: unknown,
  schema: JsonObject,
) => readonly (Finding | SchemaError)[];

const MAX_DEPTH = 150;
const MAX_STEPS = 500_000;

export class SchemaEvaluator {
  private readonly references: References;
  private depth = 0;
  private steps = 0;

  constructor(
    root: unknown,
    private readonly keywords: ReadonlyMap<string, Keyword>,
    /** Whether `format` is enforced. */
    readonly checkFormat: boolean,
    /** Asked of every value at every schema, after the schema's own keywords. */
    private readonly always: Keyword,
    private readonly alwaysName: string,
  ) {
    this.references = new References(root);
  }

  /** @throws SchemaFailure when the schema is at fault: it goes in circles, points nowhere or is malformed */
  errors(instance: unknown, schema: unknown, path: readonly PathPart[] = []): SchemaError[] {
    if (schema === true) return [];
    if (schema === false) {
      const message = `False schema does not allow ${describeValue(instance)}`;
      // As jsonschema has it, what stands at a place that `false` forbids is reported at the place around it.
      return [{ path: [], validator: null, message, instance, schema, context: [] }];
    }
    if (!isObject(schema)) throw malformed(`${describeValue(schema)} is not of type 'object', 'boolean'`);
    this.enter();
    const found: SchemaError[] = [];
    for (const [name, value] of Object.entries(schema)) {
      const keyword = this.keywords.get(name);
      if (keyword)
        for (const finding of keyword(this, value, instance, schema))
          found.push(complete(finding, name, instance, schema, path));
    }
    for (const finding of this.always(this, undefined, instance, schema)) {
      found.push(complete(finding, this.alwaysName, instance, schema, path));
    }
    this.depth -= 1;
    return found;
  }

  isValid(instance: unknown, schema: unknown): boolean {
    return this.errors(instance, schema).length === 0;
  }

  resolve(reference: unknown): unknown {
    return this.references.resolve(reference);
  }

  private enter(): void {
    this.depth += 1;
    this.steps += 1;
    if (this.depth > MAX_DEPTH || this.steps > MAX_STEPS) {
      throw new SchemaFailure('circular', 'Invalid schema: Unable to validate schema with circular references.');
    }
  }
}

/** The failure for a keyword whose value makes no sense. */
export const malformed = (message: string): SchemaFailure => new SchemaFailure('invalid', `Invalid schema: ${message}`);

function complete(
  finding: Finding | SchemaError,
  name: string,
  instance: unknown,
  schema: unknown,
  path: readonly PathPart[],
): SchemaError {
  const own =
    'instance' in finding ? finding : { instance, schema, validator: name, context: [], path: [], ...finding };
  return path.length === 0 ? own : { ...own, path: [...path, ...own.path] };
}
