// The judge of forms in the browser: the product's own JSON Schema evaluator, which interprets, in the place of the form
// library's usual one. That one (ajv) makes code out of each schema (`new Function`), which the page's security policy
// forbids; its precompiled form needs schemas known when the page is built, and ours come with flows, deployments and
// blocks while it runs. The server judges again, by ajv and then by the flow itself, refinements included.
import { toErrorSchema, type RJSFSchema, type RJSFValidationError, type ValidatorType } from '@rjsf/utils';
import type { SchemaError } from '../../domain/json-schema/schema-error.js';
import { listErrors } from '../../domain/json-schema/validate-values.js';

function errorsOf(values: unknown, schema: RJSFSchema): readonly SchemaError[] {
  try {
    return listErrors(values, schema, { preprocess: false });
  } catch {
    // A schema that cannot be followed here is left to the server.
    return [];
  }
}

function toFormError({ path, validator, message, property, context }: SchemaError): RJSFValidationError {
  const inner = validator === 'anyOf' || validator === 'oneOf' ? context[0] : undefined;
  const where = property === undefined ? path : [...path, property];
  const text = property === undefined ? (inner?.message ?? message) : 'This field is required.';
  const dotted = where.map((part) => `.${part}`).join('');
  return { name: validator ?? 'schema', property: dotted, message: text, stack: `${dotted}: ${text}` };
}

/** The validator of every form. */
export const schemaValidator: ValidatorType = {
  isValid(schema, values, rootSchema) {
    // References inside a part are to the whole.
    const definitions = { $defs: rootSchema['$defs'], definitions: rootSchema['definitions'] };
    return errorsOf(values, { ...definitions, ...(schema as object) }).length === 0;
  },
  validateFormData(values, schema) {
    const errors = errorsOf(values, schema).map(toFormError);
    return { errors, errorSchema: toErrorSchema(errors) };
  },
  rawValidation<Result>(schema: RJSFSchema, values?: unknown) {
    return { errors: errorsOf(values, schema) as Result[] };
  },
};
