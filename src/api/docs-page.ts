// The readable page of the API: plain HTML made from the OpenAPI document, without scripts and without anything fetched
// from elsewhere, so that it works behind a strict content security policy and without a network. Problem types of error
// documents point at its anchors.
import { ERROR_TABLE } from '../domain/errors.js';
import type { OpenApiDocument } from './openapi.js';
import { describeSchema, type SchemaNode } from './schema-outline.js';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: SchemaNode;
}

interface Content {
  readonly [contentType: string]: { readonly schema?: SchemaNode } | undefined;
}

interface Operation {
  readonly tags?: readonly string[];
  readonly summary?: string;
  readonly description?: string;
  readonly operationId?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>;
}

interface PlacedOperation {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

/** The whole page as HTML. `stylesheetPath` is where its style is served. */
export function renderDocsPage(document: OpenApiDocument, stylesheetPath: string): string {
  const operations = listOperations(document);
  const tags = [...new Set(operations.map(({ operation }) => operation.tags?.[0] ?? 'other'))];
  const schemas = Object.entries((document.components?.schemas ?? {}) as Record<string, SchemaNode>);
  const sections = tags.map((tag) =>
    renderTag(
      tag,
      operations.filter(({ operation }) => operation.tags?.[0] === tag),
    ),
  );
  const links = [...tags, 'documents', 'problems'].map((name) => `<a href="#${slugOf(name)}">${escape(name)}</a>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(document.info.title)} API</title>
<link rel="stylesheet" href="${escape(stylesheetPath)}">
</head>
<body>
<header><h1>${escape(document.info.title)} API <small>${escape(document.info.version)}</small></h1>
${renderText(document.info.description ?? '')}
<p>The same as a machine reads it: <a href="/api/openapi.json">/api/openapi.json</a> (OpenAPI ${escape(document.openapi)}).</p>
<nav aria-label="Sections">${links.join(' ')}</nav></header>
<main>
${sections.join('\n')}
<section><h2 id="documents">documents</h2>
${schemas.map(([name, schema]) => renderDocument(name, schema)).join('\n')}</section>
<section><h2 id="problems">problems</h2>
<dl>${Object.entries(ERROR_TABLE)
    .map(([code, { status, title }]) => `<dt id="${code}"><code>${code}</code> ${status}</dt><dd>${escape(title)}</dd>`)
    .join('\n')}</dl></section>
</main>
</body>
</html>
`;
}

function listOperations(document: OpenApiDocument): PlacedOperation[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Operation>).map(([method, operation]) => ({ method, path, operation })),
  );
}

function renderTag(tag: string, operations: readonly PlacedOperation[]): string {
  return `<section><h2 id="${slugOf(tag)}">${escape(tag)}</h2>\n${operations.map(renderOperation).join('\n')}</section>`;
}

function renderOperation({ method, path, operation }: PlacedOperation): string {
  const body = operation.requestBody?.content['application/json']?.schema;
  const id = operation.operationId ?? `${method}-${path}`;
  return `<article id="${escape(id)}"><h3><span class="method ${method}">${method.toUpperCase()}</span> <code>${escape(path)}</code></h3>
<p>${escape(operation.summary ?? '')}</p>
${renderText(operation.description ?? '')}
${(operation.parameters ?? []).map(renderParameter).join('\n')}
${body === undefined ? '' : `<details><summary>Body</summary>${renderSchema(body)}</details>`}
${Object.entries(operation.responses).map(renderResponse).join('\n')}</article>`;
}

function renderParameter(parameter: Parameter): string {
  const { name, in: place, required, description = '', schema = {} } = parameter;
  const need = required ? 'required' : 'optional';
  return `<p class="parameter"><code>${escape(name)}</code> in the ${escape(place)}, ${need}, <code>${escape(describeSchema(schema))}</code> ${escape(description)}</p>`;
}

function renderResponse([status, response]: [string, Operation['responses'][string]]): string {
  const [contentType, media] = Object.entries(response.content ?? {})[0] ?? [];
  const isProblem = contentType?.includes('problem') ?? false;
  const shown = media?.schema === undefined || isProblem ? '' : renderSchema(media.schema);
  const summary = `<summary><b>${escape(status)}</b> ${escape(contentType ?? '')}</summary>`;
  return `<details>${summary}${renderText(response.description)}${shown}</details>`;
}

function renderDocument(name: string, schema: SchemaNode): string {
  return `<details id="document-${escape(name)}"><summary>${escape(name)}</summary>${renderSchema(schema)}</details>`;
}

/** A schema outline in which the names of documents are links. */
function renderSchema(schema: SchemaNode): string {
  const outline = escape(describeSchema(schema));
  return `<pre>${outline.replace(/\b([A-Z][a-z]+(?:[A-Z][a-z]+)*)\b(?=[\]\s,;|)]|$)/g, '<a href="#document-$1">$1</a>')}</pre>`;
}

/** Paragraphs with `code`; nothing else of Markdown is used in descriptions. */
function renderText(text: string): string {
  const paragraphs = text.split(/\n{2,}/).filter((paragraph) => paragraph !== '');
  return paragraphs
    .map((paragraph) => `<p>${escape(paragraph).replace(/`([^`]+)`/g, '<code>$1</code>')}</p>`)
    .join('\n');
}

function slugOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
