// Hydration: fills in parameters that are not plain values but say where their value comes from, with objects like
// `{"__prefect_kind": "json" | "jinja" | "workspace_variable" | "none", …}`, nested as deep as one likes.
import { SluiceError } from '../errors.js';
import { jsonFromText } from './json-text.js';
import { valueFromJson } from './json-values.js';
import { Placeholder, type PlaceholderType } from './placeholder.js';
import { repr, str } from './protocols.js';
import { isTemplate, validateTemplate } from './render.js';
import { TemplateError } from './template-error.js';

const KIND = '__prefect_kind';

export interface HydrationContext {
  /** Renders a template; without it templates stay as placeholders. @throws TemplateError */
  readonly renderTemplate?: (template: string) => string;
  /** Values of the workspace's variables; without it variables stay as placeholders. */
  readonly workspaceVariables?: Readonly<Record<string, unknown>>;
  /** Whether the first error is thrown instead of left in place. @default false */
  readonly raiseOnError?: boolean;
}

/** Thrown when parameters cannot be hydrated; `details.type` says what kind of error it is. */
export class HydrationError extends SluiceError {
  override readonly name = 'HydrationError';

  constructor(
    readonly type: PlaceholderType | 'TypeError',
    message: string,
  ) {
    super('parameters-invalid', message, { details: { type } });
  }
}

type Document = Readonly<Record<string, unknown>>;

export const isDocument = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Placeholder);

/** Whether a value is an object with a `__prefect_kind`. */
export const isKind = (value: unknown): value is Document => isDocument(value) && Object.hasOwn(value, KIND);

/**
 * The value with everything filled in that the context allows. Source: the reference's hydration, kind by kind.
 * @throws HydrationError with `raiseOnError`, and always for a template or name of an impossible type
 */
export function hydrate(input: unknown, context: HydrationContext = {}): unknown {
  const result = hydrateValue(input, context);
  return isRemoved(result) ? {} : result;
}

const isRemoved = (value: unknown): boolean => value instanceof Placeholder && value.type === 'RemoveValue';

function hydrateValue(value: unknown, context: HydrationContext): unknown {
  if (isKind(value)) return hydrateKind(value, context);
  if (Array.isArray(value)) {
    return value.map((item) => hydrateValue(item, context)).filter((item) => !isRemoved(item));
  }
  if (!isDocument(value)) return value;
  const entries = Object.entries(value).map(([key, item]): [string, unknown] => [key, hydrateValue(item, context)]);
  return Object.fromEntries(entries.filter(([, item]) => !isRemoved(item)));
}

function hydrateKind(object: Document, context: HydrationContext): unknown {
  const kind = object[KIND];
  if (typeof kind === 'object' && kind !== null) throw impossible(KIND, kind);
  const result = byKind(kind, object, context);
  if (context.raiseOnError && result instanceof Placeholder && result.isError) {
    throw new HydrationError(result.type, result.message);
  }
  return result;
}

function byKind(kind: unknown, object: Document, context: HydrationContext): unknown {
  switch (kind) {
    case 'none':
      return own(object, 'value') ? hydrateValue(object.value, context) : missing('ValueNotFound', 'value');
    case 'json':
      return own(object, 'value') ? json(inner(object.value, context)) : new Placeholder('RemoveValue');
    case 'jinja':
      return own(object, 'template')
        ? jinja(inner(object.template, context), context)
        : missing('TemplateNotFound', 'template');
    case 'workspace_variable':
      if (!own(object, 'variable_name')) return new Placeholder('RemoveValue');
      return variable(inner(object.variable_name, context), context);
    default:
      return own(object, 'value') ? object.value : null;
  }
}

const own = (object: Document, key: string): boolean => Object.hasOwn(object, key);

const missing = (type: PlaceholderType, key: string): Placeholder =>
  new Placeholder(type, `Missing '${key}' key in __prefect object`);

/** Only an object in the place of the value is hydrated first; a list is taken as it is. */
const inner = (value: unknown, context: HydrationContext): unknown =>
  isDocument(value) ? hydrateValue(value, context) : value;

function json(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return jsonFromText(value);
  } catch (error) {
    if (error instanceof TemplateError) return new Placeholder('InvalidJSON', `Invalid JSON: ${error.message}`);
    throw error;
  }
}

function jinja(template: unknown, context: HydrationContext): unknown {
  if (template instanceof Placeholder) return template;
  try {
    validateTemplate(typeof template === 'string' ? template : str(valueFromJson(template)));
    if (!context.renderTemplate) return new Placeholder('ValidJinja', template);
    if (typeof template === 'object' && template !== null) return template;
    if (typeof template !== 'string') throw impossible('template', template);
    return isTemplate(template) ? context.renderTemplate(template) : template;
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return new Placeholder('InvalidJinja', `Invalid jinja: ${describe(error)}`);
  }
}

const describe = (error: TemplateError): string =>
  error.kind === 'syntax' || error.pythonType === 'TemplateSecurityError'
    ? error.message
    : `Failed to render template due to the following error: ${error.pythonType}(${repr(error.message)})`;

function variable(name: unknown, context: HydrationContext): unknown {
  if (name instanceof Placeholder) return name;
  const { workspaceVariables } = context;
  if (!workspaceVariables) return new Placeholder('WorkspaceVariable', name);
  if (typeof name === 'object' && name !== null) throw impossible('variable_name', name);
  if (typeof name === 'string' && Object.hasOwn(workspaceVariables, name)) return workspaceVariables[name];
  return new Placeholder('WorkspaceVariableNotFound', `Variable '${str(valueFromJson(name))}' not found in workspace.`);
}

const impossible = (field: string, found: unknown): HydrationError =>
  new HydrationError('TypeError', `'${field}' must be text, found ${repr(valueFromJson(found))}`);
