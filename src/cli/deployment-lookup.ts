// What a command says about a deployment that is named by a person: that there is none, and which parameters it takes.
import type { Deployment } from '../domain/deployments.js';
import { isSluiceError, SluiceError } from '../domain/errors.js';
import { UsageError } from './failure.js';

/** Says which deployment was looked for, which the server's sentence leaves out. */
export function naming(reference: string): (error: unknown) => never {
  return (error) => {
    if (!isSluiceError(error, 'not-found')) throw error;
    throw new SluiceError('not-found', `There is no deployment '${reference}'; \`sluice deployment ls\` lists them.`);
  };
}

/** The names of parameters that a schema does not know, and would drop without a word. */
export function unknownParameters(
  schema: Readonly<Record<string, unknown>> | null | undefined,
  parameters: Readonly<Record<string, unknown>>,
): { readonly unknown: string[]; readonly known: string[] } {
  const properties = schema?.properties;
  const isOpen = schema?.additionalProperties !== undefined && schema.additionalProperties !== false;
  if (typeof properties !== 'object' || properties === null || isOpen) return { unknown: [], known: [] };
  const known = Object.keys(properties);
  return { unknown: Object.keys(parameters).filter((name) => !known.includes(name)), known };
}

/** Throws a UsageError for parameters that the deployment's flow does not have. */
export function refuseUnknownParameters(
  deployment: Pick<Deployment, 'name' | 'parameter_openapi_schema' | 'enforce_parameter_schema'>,
  parameters: Readonly<Record<string, unknown>>,
): void {
  if (!deployment.enforce_parameter_schema) return;
  const { unknown, known } = unknownParameters(deployment.parameter_openapi_schema, parameters);
  if (unknown.length === 0) return;
  const list = known.length === 0 ? 'it has none' : `it has ${known.join(', ')}`;
  throw new UsageError(`The deployment '${deployment.name}' has no parameter '${unknown.join("', '")}': ${list}.`);
}
