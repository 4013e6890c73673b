// A recorded or hand-written case of a template: what it is given and what must come out. Users keep such cases as tests;
// our own recorded ones have the same form.
import { actionVariables, type ActionContextDocument } from './action-context.js';
import { Dict } from './dict.js';
import { parseJsonValue } from './json-values.js';
import { renderTemplate, validateTemplate } from './render.js';
import { TemplateError, valueError } from './template-error.js';
import type { Value } from './values.js';

/** What a template that fails comes to. */
export interface FailedRendering {
  readonly error: true;
  /** The error's name as Jinja users know it. */
  readonly error_type: string;
  readonly message: string;
}

export type TemplateVerdict = 'ok' | 'syntax_error' | 'security_error';

export interface TemplateCaseResult {
  readonly name: string;
  readonly passed: boolean;
  /** The text, or `{ "error": true }`. */
  readonly expected: unknown;
  readonly found: string | FailedRendering;
  /** What the check at save time says, where the case expects something of it. */
  readonly check?: { readonly expected: string; readonly found: TemplateVerdict };
}

export interface CaseSetting {
  /** Whether the context is that of an automation's action. */
  readonly isAction: boolean;
  readonly uiUrl: string | undefined;
  readonly nowMs: number;
  readonly random: () => number;
}

/** What the check at save time says of a template. */
export function checkTemplate(template: string): TemplateVerdict {
  try {
    validateTemplate(template);
    return 'ok';
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return error.kind === 'security' ? 'security_error' : 'syntax_error';
  }
}

/**
 * Renders a template over a context given as JSON text, in which `2` and `2.0` are told apart.
 * @throws TemplateError when the context is not a JSON object
 */
export function renderCase(
  template: string,
  contextText: string,
  setting: CaseSetting,
): { rendered: string; error?: undefined } | { rendered?: undefined; error: string } {
  const context = parseJsonValue(contextText);
  if (!(context instanceof Dict)) throw valueError('a context is a JSON object');
  const variables = setting.isAction
    ? actionVariables(JSON.parse(contextText) as ActionContextDocument, setting.uiUrl)
    : variablesOf(context);
  const found = outcome(template, variables, setting);
  return typeof found === 'string' ? { rendered: found } : { error: `${found.error_type}: ${found.message}` };
}

/**
 * Runs one case, given as a line of JSON: `template`, `context` (or `automation`, `event`, `triggering_labels`),
 * `expected`, and perhaps `validate` and `name`.
 * @throws TemplateError when the line is no case
 */
export function runTemplateCase(line: string, fallbackName: string, setting: CaseSetting): TemplateCaseResult {
  const document = parseJsonValue(line);
  if (!(document instanceof Dict)) throw valueError('a case is a JSON object');
  const { name, template, expected, validate, ...context } = JSON.parse(line) as Record<string, unknown>;
  if (typeof template !== 'string') throw valueError("'template' must be text");
  if (expected === undefined) throw valueError("'expected' is missing");
  const isAction = typeof context.automation === 'object' && context.context === undefined;
  const variables = isAction
    ? actionVariables(context as unknown as ActionContextDocument, setting.uiUrl)
    : variablesOf(document.get('context'));
  const found = outcome(template, variables, setting);
  const rendersRight = typeof expected === 'string' ? found === expected : typeof found !== 'string';
  const base = { name: typeof name === 'string' ? name : fallbackName, expected, found };
  if (typeof validate !== 'string') return { ...base, passed: rendersRight };
  const check = { expected: validate, found: checkTemplate(template) };
  return { ...base, passed: rendersRight && check.found === check.expected, check };
}

function outcome(
  template: string,
  variables: ReadonlyMap<string, Value>,
  setting: CaseSetting,
): string | FailedRendering {
  try {
    return renderTemplate(template, { ...setting, variables });
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return { error: true, error_type: error.pythonType, message: error.message };
  }
}

function variablesOf(context: Value | undefined): ReadonlyMap<string, Value> {
  const variables = new Map<string, Value>();
  if (!(context instanceof Dict)) return variables;
  for (const [name, value] of context.entries()) if (typeof name === 'string') variables.set(name, value);
  return variables;
}
