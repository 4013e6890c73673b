// Parameters of a run that say where their value comes from (`{"__prefect_kind": "json", …}`), filled in before they are
// checked. Plain text stays plain text, whatever it looks like: only automations take it for templates.
import { hydrate, isDocument } from '../../domain/templates/hydrate.js';
import { Placeholder } from '../../domain/templates/placeholder.js';
import { renderTemplate } from '../../domain/templates/render.js';
import type { ServiceContext } from '../service-context.js';

/** Parameters with their values. Throws HydrationError (`parameters-invalid`) for the first that has none. */
export async function hydrateRunParameters(
  context: ServiceContext,
  parameters: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  const names = variablesIn(hydrate(parameters));
  const values = await Promise.all(names.map(async (name) => [name, await read(context, name)] as const));
  const known = values.flatMap(([name, variable]) => (variable ? [[name, variable.value] as const] : []));
  return hydrate(parameters, {
    renderTemplate: (template) => renderTemplate(template, { variables: new Map(), nowMs: context.now().getTime() }),
    workspaceVariables: Object.fromEntries(known),
    raiseOnError: true,
  }) as Record<string, unknown>;
}

const read = ({ store }: ServiceContext, name: string) => store.variables.findByName(name);

function variablesIn(value: unknown): string[] {
  if (value instanceof Placeholder) {
    return value.type === 'WorkspaceVariable' && typeof value.content === 'string' ? [value.content] : [];
  }
  if (Array.isArray(value)) return value.flatMap(variablesIn);
  return isDocument(value) ? Object.values(value).flatMap(variablesIn) : [];
}
