// The OpenAPI document held against the running server by Schemathesis, which makes up requests from it: no request ends
// in a 500, and every answer is one that the document knows. On a product of its own: what it makes up is in nobody's way.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startProduct, type ProductStack } from './product-stack.js';
import { installPython, runPython } from './python-environment.js';

const LONGEST_RUN_SECONDS = 60;

let platform: ProductStack;
beforeAll(async () => {
  platform = await startProduct();
});
afterAll(() => platform.stop());

it('answers every request it describes as it describes', async () => {
  const venv = await installPython('schemathesis');
  const { code, output } = await runPython(venv, 'schemathesis.cli', [
    'run',
    `${platform.apiUrl}/openapi.json`,
    ...['--url', new URL('/', platform.apiUrl).href],
    ...['--checks', 'not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance'],
    ...['--phases', 'fuzzing', '--max-time', String(LONGEST_RUN_SECONDS), '--request-timeout', '30'],
    // A stream has no end that a request could wait for.
    ...['--exclude-path-regex', 'stream'],
    ...['--generation-deterministic', '--no-color'],
  ]);
  expect(output).toMatch(/\d+ generated/);
  expect(code, output).toBe(0);
});
