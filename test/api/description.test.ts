// The OpenAPI document and the server say the same, and the page shows it without fetching anything from elsewhere.
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../src/api/app.js';
import { ERROR_TABLE } from '../../src/domain/errors.js';
import { startTestServer, type TestServer } from './server.js';

interface Operation {
  readonly operationId: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly responses: Readonly<Record<string, unknown>>;
}

interface OpenApi {
  readonly openapi: string;
  readonly info: { readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

interface Layer {
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
  readonly handle?: { readonly stack?: readonly Layer[] };
}

/** Every `METHOD /path` that the Express router answers. */
function walk(layers: readonly Layer[]): string[] {
  return layers.flatMap((layer) => {
    if (layer.handle?.stack && !layer.route) return walk(layer.handle.stack);
    if (!layer.route) return [];
    const { path, methods } = layer.route;
    return Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/:(\w+)/g, '{$1}')}`);
  });
}

describe('the description of the API', () => {
  let server: TestServer;
  let document: OpenApi;
  beforeAll(async () => {
    server = await startTestServer({ version: '1.2.3' });
    document = JSON.parse((await server.get('/api/openapi.json')).text) as OpenApi;
  });
  afterAll(() => server.close());

  it('has every route of the server, and the server every route of it', () => {
    const app = createApp({ context: server.context, logger: pino({ level: 'silent' }) });
    const served = walk((app.router as unknown as { stack: Layer[] }).stack);
    const described = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(served.length).toBeGreaterThan(50);
    expect(new Set(served).size).toBe(served.length);
    expect(described.sort()).toEqual(served.sort());
  });

  it('says of every address with a part to fill in that it may not exist', () => {
    const silent = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).filter(([, { responses }]) => path.includes('{') && responses['404'] === undefined),
    );
    expect(silent).toEqual([]);
  });

  it('gives patterns as JSON Schema has them, without flags', () => {
    const patterns = [...JSON.stringify(document).matchAll(/"pattern":"((?:[^"\\]|\\.)*)"/g)].map(([, text]) => text);
    expect(patterns.length).toBeGreaterThan(0);
    expect(patterns.filter((text) => /\/[a-z]+$/.test(text ?? ''))).toEqual([]);
  });

  it('is OpenAPI 3.1 with the product version and one operation id each', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(document.info.version).toBe('1.2.3');
    const ids = operations().map(([, operation]) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('says who may call: everybody the health check, the key the routes of workers', () => {
    const security = Object.fromEntries(operations().map(([name, operation]) => [name, operation.security]));
    expect(security['get /api/health']).toEqual([]);
    expect(security['post /api/platform/record-run']).toEqual([{ bearer: [] }]);
    expect(security['post /api/flow_runs/{id}/resume']).toEqual([{ bearer: [] }, { basic: [] }]);
  });

  it('names the documents and resolves every reference', () => {
    const references = new Set(JSON.stringify(document).match(/#\/components\/schemas\/\w+/g));
    const names = Object.keys(document.components.schemas);
    expect(names).toEqual(expect.arrayContaining(['Problem', 'FlowRun', 'State', 'OpenPause']));
    for (const reference of references) expect(names).toContain(reference.replace('#/components/schemas/', ''));
  });

  it('gives every route but the health check the problems of an unknown caller', () => {
    for (const [name, operation] of operations()) {
      expect([name, '401' in operation.responses]).toEqual([name, name !== 'get /api/health']);
    }
  });

  it('shows a page that has every operation and every problem, and no script', async () => {
    const page = await server.get('/docs');
    expect(page.headers['content-type']).toMatch('text/html');
    expect(page.text).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
    for (const [, operation] of operations()) expect(page.text).toContain(`id="${operation.operationId}"`);
    for (const code of Object.keys(ERROR_TABLE)) expect(page.text).toContain(`<dt id="${code}">`);
    const style = await server.get('/docs/style.css');
    expect([style.status, style.headers['content-type']]).toEqual([200, 'text/css; charset=utf-8']);
    expect(page.text).toContain('href="/docs/style.css"');
  });

  function operations(): [string, Operation][] {
    return Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]): [string, Operation] => [`${method} ${path}`, operation]),
    );
  }
});
