// Does one job, in whatever thread it is called in. Nothing here waits or reads anything but the job.
import { actionVariables } from '../../domain/templates/action-context.js';
import { hydrateDeploymentParameters } from '../../domain/templates/deployment-parameters.js';
import { hydrate, HydrationError } from '../../domain/templates/hydrate.js';
import { parseJsonValue, valueFromJson } from '../../domain/templates/json-values.js';
import { renderTemplate } from '../../domain/templates/render.js';
import { RequestHeaders } from '../../domain/templates/request-headers.js';
import { TemplateError } from '../../domain/templates/template-error.js';
import type { Value } from '../../domain/templates/values.js';
import type { HydrateJob, RequestContext, TemplateJob, TemplateJobResult } from './render-protocol.js';

/** A webhook may pass a whole body on, which is larger than what people write into messages. */
const REQUEST_LIMITS = { maxOutputLength: 1_500_000 };

/** Never throws: what goes wrong is part of the result. */
export function runTemplateJob(job: TemplateJob): TemplateJobResult {
  let current = '';
  const render = (template: string): string => {
    current = template;
    const limits = job.context.request === undefined ? undefined : REQUEST_LIMITS;
    return renderTemplate(template, {
      variables,
      nowMs: job.nowMs,
      uiUrl: job.uiUrl,
      random: seeded(job.seed),
      limits,
    });
  };
  let variables: ReadonlyMap<string, Value> = new Map();
  try {
    variables = variablesOf(job);
    if (job.type === 'render') return { type: 'rendered', texts: job.templates.map(render) };
    return { type: 'hydrated', parameters: hydrated(job, render) };
  } catch (error) {
    if (error instanceof TemplateError) {
      const { kind, pythonType, message, line } = error;
      return { type: 'template-error', kind, pythonType, message, line, template: current };
    }
    if (error instanceof HydrationError)
      return { type: 'hydration-error', errorType: error.type, message: error.message };
    return { type: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}

function hydrated(job: HydrateJob, render: (template: string) => string): unknown {
  const context = { renderTemplate: render, workspaceVariables: job.workspaceVariables };
  if (job.upgrade) return hydrateDeploymentParameters(job.parameters, context);
  return hydrate(job.parameters, { ...context, raiseOnError: true });
}

function variablesOf({ context, uiUrl }: TemplateJob): Map<string, Value> {
  const variables = context.action ? actionVariables(context.action, uiUrl) : new Map<string, Value>();
  if (context.request) addRequest(variables, context.request);
  for (const [name, value] of Object.entries(context.variables ?? {})) variables.set(name, valueFromJson(value));
  return variables;
}

function addRequest(variables: Map<string, Value>, request: RequestContext): void {
  variables.set('method', request.method);
  variables.set('headers', new RequestHeaders(request.headers, request.cloudEvent));
  variables.set('query', valueFromJson(request.query));
  variables.set('body', parseJsonValue(request.bodyJson));
}

function seeded(seed: number): () => number {
  let state = (Math.abs(Math.trunc(seed)) % 2147483646) + 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}
