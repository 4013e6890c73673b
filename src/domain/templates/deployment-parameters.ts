// The parameters of a `run-deployment` action over their life: checked when the automation is saved, searched for the
// templates and variables they need, and filled in when it fires.
import { hydrate, isDocument, type HydrationContext } from './hydrate.js';
import { Placeholder } from './placeholder.js';
import { upgradeParameters } from './upgrade-parameters.js';
import type { FieldError } from '../errors.js';

/**
 * Whether the parameters could be hydrated at all: kinds complete, templates well formed, JSON parseable.
 * @returns one entry a problem, `path` dotted; empty when there is none
 */
export function checkDeploymentParameters(parameters: unknown): FieldError[] {
  return problemsIn(hydrate(upgradeParameters(parameters ?? {})), '');
}

/** The sentence the reference answers with, or `undefined` when the parameters are sound. */
export function describeParameterProblems(problems: readonly FieldError[]): string | undefined {
  if (problems.length === 0) return undefined;
  const lines = problems.map(({ path, message }) => `${path === '' ? '' : `${path}:`} ${message}`);
  return `Invalid parameters: \n${lines.join('\n  ')}`;
}

function problemsIn(value: unknown, path: string): FieldError[] {
  if (value instanceof Placeholder) return value.isError ? [{ path, message: value.message }] : [];
  if (Array.isArray(value)) return value.flatMap((item, index) => problemsIn(item, `${path}[${index}]`));
  if (!isDocument(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => problemsIn(item, path === '' ? key : `${path}.${key}`));
}

export interface ParameterNeeds {
  /** Every template that will be rendered. */
  readonly templates: readonly string[];
  /** Every workspace variable that will be read. */
  readonly variableNames: readonly string[];
}

/** What hydrating the parameters will need, so that only that is loaded. */
export function needsOf(parameters: unknown): ParameterNeeds {
  const found = placeholdersIn(hydrate(upgradeParameters(parameters ?? {})));
  const contents = (type: string) =>
    found.filter((placeholder) => placeholder.type === type && typeof placeholder.content === 'string');
  return {
    templates: contents('ValidJinja').map(({ content }) => content as string),
    variableNames: contents('WorkspaceVariable').map(({ content }) => content as string),
  };
}

function placeholdersIn(value: unknown): Placeholder[] {
  if (value instanceof Placeholder) return [value];
  if (Array.isArray(value)) return value.flatMap(placeholdersIn);
  return isDocument(value) ? Object.values(value).flatMap(placeholdersIn) : [];
}

/** The parameters filled in. @throws HydrationError for the first thing that cannot be */
export function hydrateDeploymentParameters(
  parameters: unknown,
  context: Omit<HydrationContext, 'raiseOnError'>,
): unknown {
  return hydrate(upgradeParameters(parameters ?? {}), { ...context, raiseOnError: true });
}

/**
 * Objects and lists meant for a text parameter arrive as JSON text: `{{ event }}` for a parameter whose schema says
 * `string` gives the event's JSON, where the reference would start a run that must fail.
 * @param schema the deployment's parameter schema
 */
export function fitTextParameters(
  parameters: Readonly<Record<string, unknown>>,
  schema: unknown,
): Record<string, unknown> {
  const properties = isDocument(schema) && isDocument(schema.properties) ? schema.properties : {};
  const wantsText = (name: string): boolean => {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    return isDocument(property) && property.type === 'string';
  };
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      typeof value === 'object' && value !== null && wantsText(name) ? JSON.stringify(value) : value,
    ]),
  );
}
