// What goes to a template worker and comes back: plain data, so that it survives the way between threads.
import type { ActionContextDocument } from '../../domain/templates/action-context.js';
import type { CloudEventReading } from '../../domain/templates/request-headers.js';
import type { TemplateErrorKind } from '../../domain/templates/template-error.js';
import type { PlaceholderType } from '../../domain/templates/placeholder.js';

/** The request a webhook makes an event of. */
export interface RequestContext {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** JSON text, so that `2.0` stays what it was. */
  readonly bodyJson: string;
  readonly cloudEvent: CloudEventReading;
}

/** Where a template's variables come from: an action's context, a request, plain JSON by name. */
export interface TemplateContext {
  readonly action?: ActionContextDocument;
  readonly request?: RequestContext;
  readonly variables?: Readonly<Record<string, unknown>>;
}

interface JobBase {
  readonly context: TemplateContext;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  readonly uiUrl: string | undefined;
  /** Seed of what templates call random. */
  readonly seed: number;
}

export interface RenderJob extends JobBase {
  readonly type: 'render';
  readonly templates: readonly string[];
}

export interface HydrateJob extends JobBase {
  readonly type: 'hydrate';
  readonly parameters: unknown;
  /** Whether plain text with template syntax counts as a template, as in `run-deployment`. */
  readonly upgrade: boolean;
  readonly workspaceVariables: Readonly<Record<string, unknown>>;
}

export type TemplateJob = RenderJob | HydrateJob;

export type TemplateJobResult =
  | { readonly type: 'rendered'; readonly texts: readonly string[] }
  | { readonly type: 'hydrated'; readonly parameters: unknown }
  | {
      readonly type: 'template-error';
      readonly kind: TemplateErrorKind;
      readonly pythonType: string;
      readonly message: string;
      readonly line: number;
      /** The template that failed. */
      readonly template: string;
    }
  | { readonly type: 'hydration-error'; readonly errorType: PlaceholderType | 'TypeError'; readonly message: string }
  | { readonly type: 'failed'; readonly message: string };

export type WorkerMessage = { readonly type: 'ready' } | { readonly type: 'done'; readonly result: TemplateJobResult };
