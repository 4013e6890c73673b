// The description of the API, for machines and for people. It is made once, from the routes and from these three.
import { z } from 'zod';
import type { ApiConfig } from '../api-config.js';
import { renderDocsPage } from '../docs-page.js';
import { DOCS_STYLE } from '../docs-style.js';
import { createOpenApiDocument, type OpenApiDocument } from '../openapi.js';
import { defineRoute, type AnyRoute } from '../route.js';

const tag = 'description';
const STYLESHEET_PATH = '/docs/style.css';

/** The document's and the page's routes, describing `routes` and themselves. */
export function pageRoutes(routes: readonly AnyRoute[], config: Pick<ApiConfig, 'version'>): AnyRoute[] {
  const serve = (path: string, summary: string, contentType: string, render: () => string): AnyRoute => {
    let text: string | undefined;
    return defineRoute({
      method: 'get',
      path,
      tag,
      summary,
      answers: { 200: { description: 'The text.', contentType, schema: z.string() } },
      handle: () => ({ status: 200, contentType, body: (text ??= render()) }),
    });
  };
  const document = (): OpenApiDocument => createOpenApiDocument([...routes, ...pages], config);
  const pages: AnyRoute[] = [
    serve('/api/openapi.json', 'This description as OpenAPI 3.1.', 'application/json', () =>
      JSON.stringify(document()),
    ),
    serve('/docs', 'This description as a page.', 'text/html', () => renderDocsPage(document(), STYLESHEET_PATH)),
    serve(STYLESHEET_PATH, "The page's style.", 'text/css', () => DOCS_STYLE),
  ];
  return pages;
}
