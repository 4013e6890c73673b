// The OpenAPI 3.1 document, made from the routes and their zod schemas, so that it says what the server does. Apart
// because it is a pure function of the routes; the server makes it once and serves it.
import { OpenApiGeneratorV31, OpenAPIRegistry, zodToOpenAPIRegistry } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { ERROR_TABLE, type ErrorCode } from '../domain/errors.js';
import { COMPONENT_SCHEMAS } from './component-schemas.js';
import { nameJsonValues } from './json-values.js';
import { PROBLEM_CONTENT_TYPE, problemSchema } from './problem.js';
import type { AnyRoute } from './route.js';

export type OpenApiDocument = ReturnType<OpenApiGeneratorV31['generateDocument']>;

const COMMON_PROBLEMS: readonly ErrorCode[] = ['unauthenticated', 'forbidden', 'internal-error'];
const DESCRIPTION = `Durable flows that pause, suspend and resume.

Errors are RFC 9457 problem documents with a stable \`code\`. A caller that sends \`x-prefect-api-version\` is taken for a
client of the reference and gets the reference's error envelopes and its answers to a resume instead.`;

/**
 * The document of the given routes.
 *
 * @param routes - everything the server answers
 * @param options - `version` is the product's
 */
export function createOpenApiDocument(
  routes: readonly AnyRoute[],
  options: { readonly version: string },
): OpenApiDocument {
  for (const [name, schema] of Object.entries(COMPONENT_SCHEMAS)) {
    zodToOpenAPIRegistry.add(schema, { _internal: { refId: name } });
  }
  nameJsonValues(routes.flatMap(schemasOf));
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    description: 'The API key (SLUICE_API_KEY).',
  });
  registry.registerComponent('securitySchemes', 'basic', {
    type: 'http',
    scheme: 'basic',
    description: 'The auth string (SLUICE_API_AUTH_STRING), or any user with the API key as the password.',
  });
  for (const route of routes) registerRoute(registry, route);
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: { title: 'Sluice', version: options.version, description: DESCRIPTION },
    servers: [{ url: '/' }],
  });
}

function registerRoute(registry: OpenAPIRegistry, route: AnyRoute): void {
  const { method, tag, summary, description, params, query, body, bodyType = 'application/json' } = route;
  registry.registerPath({
    method,
    path: toTemplate(route.path),
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    operationId: operationIdOf(route),
    security: route.open ? [] : route.workersOnly ? [{ bearer: [] }] : [{ bearer: [] }, { basic: [] }],
    request: {
      ...(params instanceof z.ZodObject ? { params } : {}),
      ...(query instanceof z.ZodObject ? { query } : {}),
      ...(body === undefined
        ? {}
        : {
            body: { content: { [bodyType]: { schema: body } }, required: !body.safeParse(undefined).success },
          }),
    },
    responses: { ...answersOf(route), ...problemsOf(route) },
  });
}

function schemasOf({ params, query, body, answers }: AnyRoute): z.ZodType[] {
  const all = [params, query, body, ...Object.values(answers).map(({ schema }) => schema)];
  return all.filter((schema) => schema !== undefined);
}

function answersOf(route: AnyRoute) {
  return Object.fromEntries(
    Object.entries(route.answers).map(([status, { description, schema, contentType = 'application/json' }]) => [
      status,
      { description, ...(schema ? { content: { [contentType]: { schema } } } : {}) },
    ]),
  );
}

/** One answer a status, naming the codes that have it. */
function problemsOf(route: AnyRoute) {
  const takesDocuments = route.query !== undefined || route.body !== undefined;
  const codes: ErrorCode[] = [
    ...(route.open ? (['internal-error'] as const) : COMMON_PROBLEMS),
    ...(route.params === undefined ? [] : (['not-found'] as const)),
    ...(takesDocuments ? (['request-invalid'] as const) : []),
    ...(route.body === undefined ? [] : (['body-unreadable', 'body-too-large'] as const)),
    ...(route.problems ?? []),
  ];
  const lines: Record<number, string[]> = {};
  for (const code of new Set(codes)) {
    const { status, title } = ERROR_TABLE[code];
    (lines[status] ??= []).push(`\`${code}\`: ${title}`);
  }
  return Object.fromEntries(
    Object.entries(lines).map(([status, sentences]) => [
      status,
      { description: sentences.join('\n\n'), content: { [PROBLEM_CONTENT_TYPE]: { schema: problemSchema } } },
    ]),
  );
}

/** `/flow_runs/:id` -> `/flow_runs/{id}`. */
function toTemplate(path: string): string {
  return path.replace(/:(\w+)/g, '{$1}');
}

function operationIdOf(route: AnyRoute): string {
  const words = route.path.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  return [route.method, ...words].join('_');
}
