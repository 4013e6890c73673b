// The way in: values against a schema, as the REST API of the reference checks parameters, run inputs and job variables.
import { Placeholder } from '../templates/placeholder.js';
import { failureText } from './best-match.js';
import { schemaProblem } from './check-schema.js';
import { SchemaEvaluator, type Keyword } from './evaluator.js';
import { logicKeywords } from './logic-keywords.js';
import { preprocessSchema, withoutRequired } from './preprocess-schema.js';
import { SchemaFailure, type SchemaError } from './schema-error.js';
import { structureKeywords } from './structure-keywords.js';
import { valueKeywords } from './value-keywords.js';

export interface ValidationOptions {
  /** Whether older schemas are first rewritten to mean what they meant. @default true */
  readonly preprocess?: boolean;
  /** Whether incomplete values are fine, as for the parameters a deployment stores. @default false */
  readonly ignoreRequired?: boolean;
  /** Whether an optional property with a default may be null, as for job variables. @default false */
  readonly allowNoneWithDefault?: boolean;
  /** Whether `format` is enforced. @default false for `explainInvalid`, true for `listErrors` */
  readonly checkFormat?: boolean;
}

/** The name under which failed hydration is reported. */
export const PLACEHOLDER_VALIDATOR = '_placeholders';

const KEYWORDS: ReadonlyMap<string, Keyword> = new Map([...valueKeywords, ...structureKeywords, ...logicKeywords]);

const failedHydration: Keyword = (_evaluator, _value, instance) =>
  instance instanceof Placeholder && instance.isError ? [{ message: instance.message }] : [];

function prepared(schema: unknown, options: ValidationOptions): unknown {
  const { preprocess = true, ignoreRequired = false, allowNoneWithDefault = false } = options;
  const processed = preprocess ? preprocessSchema(schema, { allowNoneWithDefault }) : schema;
  return ignoreRequired ? withoutRequired(processed) : processed;
}

const evaluate = (values: unknown, schema: unknown, checkFormat: boolean): SchemaError[] =>
  new SchemaEvaluator(schema, KEYWORDS, checkFormat, failedHydration, PLACEHOLDER_VALIDATOR).errors(values, schema);

/**
 * Everything that is wrong with the values. A schema that is not quite one is followed as far as it goes.
 * @throws SchemaFailure when the schema cannot be followed: circular, pointing nowhere, or malformed where it matters
 */
export function listErrors(values: unknown, schema: unknown, options: ValidationOptions = {}): SchemaError[] {
  return evaluate(values, prepared(schema, options), options.checkFormat ?? true);
}

/**
 * The sentence that refuses the values, e.g. `Validation failed for field 'n.k[1]'. Failure reason: …`; `undefined` when
 * they fit.
 * @throws SchemaFailure when the schema is at fault
 */
export function explainInvalid(values: unknown, schema: unknown, options: ValidationOptions = {}): string | undefined {
  const usable = prepared(schema, options);
  const problem = schemaProblem(usable);
  if (problem !== undefined) throw new SchemaFailure('invalid', `Invalid schema: ${problem}`);
  return failureText(evaluate(values, usable, options.checkFormat ?? false));
}

/** What keeps a document from being a usable parameter schema, as a sentence; `undefined` when nothing does. */
export function explainInvalidSchema(schema: unknown): string | undefined {
  const problem = schemaProblem(preprocessSchema(schema, { allowNoneWithDefault: false }));
  return problem === undefined ? undefined : `Invalid schema: ${problem}`;
}
