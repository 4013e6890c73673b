// Checks parameters against the schema of a deployment, by the reference's own rules and in its words, since its clients
// show the sentence as it is.
import type { DeploymentBody } from '../../domain/deployments.js';
import { SluiceError } from '../../domain/errors.js';
import { describeFields, formatPath } from '../../domain/field-errors.js';
import { SchemaFailure } from '../../domain/json-schema/schema-error.js';
import { explainInvalid, listErrors } from '../../domain/json-schema/validate-values.js';

/**
 * Refuses parameters that do not fit, where the deployment enforces its schema.
 *
 * @param options - `partial`: required ones may be missing; `enforce` wins over what the deployment says
 * @throws `parameters-invalid` with field paths; `details.validation_error` is the reference's sentence
 */
export function checkDeploymentValues(
  name: string,
  body: DeploymentBody,
  parameters: Readonly<Record<string, unknown>>,
  { partial = false, enforce }: { readonly partial?: boolean; readonly enforce?: boolean | null | undefined } = {},
): void {
  const schema = body.parameter_openapi_schema;
  if (!schema || !(enforce ?? body.enforce_parameter_schema)) return;
  const { fields, sentence } = judge(parameters, schema, partial);
  if (sentence === undefined) return;
  const message = `The parameters do not fit the deployment '${name}': ${describeFields(fields) || sentence}`;
  throw new SluiceError('parameters-invalid', message, { fields, details: { validation_error: sentence } });
}

function judge(parameters: unknown, schema: unknown, ignoreRequired: boolean) {
  try {
    const sentence = explainInvalid(parameters, schema, { ignoreRequired });
    if (sentence === undefined) return { fields: [], sentence };
    const errors = listErrors(parameters, schema, { ignoreRequired, checkFormat: false });
    const fields = errors.map(({ path, property, message }) => ({
      path: formatPath(property === undefined ? path : [...path, property]),
      message,
    }));
    return { fields, sentence };
  } catch (error) {
    if (!(error instanceof SchemaFailure)) throw error;
    return { fields: [], sentence: error.message };
  }
}
