// How the template of a webhook becomes a document. Most templates are JSON with placeholders in their texts; of those
// each text is rendered by itself, so that a quotation mark or a line break in what was sent stays within its text and can
// never add a field. Any other template (`{{ body|tojson }}`) is rendered whole, and its output read as JSON.
import { isTemplate, validateTemplate } from '../templates/render.js';

/** The texts to render, and how their renderings become the output. */
export interface TemplatePlan {
  readonly templates: readonly string[];
  /** @param rendered - the templates' renderings, in order */
  assemble(rendered: readonly string[]): string;
}

/** How a webhook's template is rendered. */
export function planTemplate(template: string): TemplatePlan {
  const document = parseObject(template);
  if (document === null) return { templates: [template], assemble: ([text = '']) => text };
  const templates: string[] = [];
  collect(document, templates);
  return {
    templates,
    assemble: (rendered) => {
      const texts = new Map(templates.map((source, index) => [source, rendered[index] ?? '']));
      return JSON.stringify(fill(document, texts));
    },
  };
}

/** Checks every text of a template. Throws TemplateError. */
export function checkWebhookTemplate(template: string): void {
  for (const text of planTemplate(template).templates) validateTemplate(text);
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const document: unknown = JSON.parse(text);
    return isObject(document) ? document : null;
  } catch {
    return null;
  }
}

function collect(value: unknown, templates: string[]): void {
  if (typeof value === 'string') {
    if (isTemplate(value) && !templates.includes(value)) templates.push(value);
  } else if (Array.isArray(value)) {
    for (const item of value) collect(item, templates);
  } else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      collect(key, templates);
      collect(item, templates);
    }
  }
}

function fill(value: unknown, texts: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return texts.get(value) ?? value;
  if (Array.isArray(value)) return value.map((item) => fill(item, texts));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [texts.get(key) ?? key, fill(item, texts)]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
