// The built package runs in plain node, where no loader of the tests helps: the module is compiled as the build does it and
// tried in a process of its own.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import ts from 'typescript';
import { expect, it, onTestFinished } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

it('is TypeScript that imports TypeScript by its later name, in the built package', async () => {
  // Inside the package, so that its dependencies are found.
  const cache = join(ROOT, 'node_modules', '.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'user-module-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const source = await readFile(join(ROOT, 'src/hosting/user-module.ts'), 'utf8');
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
  await writeFile(join(folder, 'user-module.mjs'), ts.transpileModule(source, { compilerOptions }).outputText);
  await writeFile(join(folder, 'package.json'), '{"type": "module"}');
  await writeFile(join(folder, 'inner.ts'), 'export const inner: string = "found";');
  await writeFile(join(folder, 'outer.ts'), 'export { inner } from "./inner.js"; export enum Kind { One = 1 }');
  const script = `const { importUserModule } = await import('./user-module.mjs');
    const { inner, Kind } = await importUserModule(${JSON.stringify(join(folder, 'outer.ts'))});
    console.log(inner, Kind.One);`;
  const run = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], { cwd: folder });
  expect((await run).stdout.trim()).toBe('found 1');
});
