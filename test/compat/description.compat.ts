// The OpenAPI document held against the running server by Schemathesis, which makes up requests from it: no request ends
// in a 500, every answer is one that the document knows, and no operation is left out. On a product of its own: what it
// makes up is in nobody's way.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startProduct, type ProductStack } from './product-stack.js';
import { installPython, runPython } from './python-environment.js';

/** For each operation, so that all of them have their turn. */
const EXAMPLES = 6;

let platform: ProductStack;
let folder: string;
beforeAll(async () => {
  platform = await startProduct();
  folder = await mkdtemp(join(tmpdir(), 'sluice-description-'));
});
afterAll(async () => {
  await platform.stop();
  await rm(folder, { recursive: true, force: true });
});

/** `GET /api/flows/{id}` and the like. A stream has no end that a request could wait for, and the document is read anyway. */
async function readOperations(): Promise<string[]> {
  const response = await fetch(`${platform.apiUrl}/openapi.json`);
  const { paths } = (await response.json()) as { paths: Record<string, Record<string, unknown>> };
  const methods = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options'];
  return Object.entries(paths)
    .filter(([path]) => !path.includes('stream') && path !== '/api/openapi.json')
    .flatMap(([path, item]) =>
      Object.keys(item)
        .filter((method) => methods.includes(method))
        .map((method) => `${method.toUpperCase()} ${path}`),
    );
}

it('answers every request it describes as it describes', async () => {
  const venv = await installPython('schemathesis');
  const report = join(folder, 'report.xml');
  const { code, output } = await runPython(venv, 'schemathesis.cli', [
    'run',
    `${platform.apiUrl}/openapi.json`,
    ...['--url', new URL('/', platform.apiUrl).href],
    ...['--checks', 'not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance'],
    ...['--phases', 'fuzzing', '--max-examples', String(EXAMPLES), '--request-timeout', '30'],
    ...['--exclude-path-regex', 'stream'],
    ...['--report', 'junit', '--report-junit-path', report],
    ...['--generation-deterministic', '--no-color'],
  ]);
  expect(code, output).toBe(0);
  const tested = [...(await readFile(report, 'utf8')).matchAll(/<testcase [^>]*?name="([A-Z]+ [^"]+)"/g)];
  const operations = await readOperations();
  expect(operations.length).toBeGreaterThan(150);
  expect(tested.map(([, operation]) => operation).sort()).toEqual(operations.sort());
  expect(output).toMatch(new RegExp(`Tested: +${operations.length}$`, 'm'));
});
