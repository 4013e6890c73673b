import { readFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleFlows } from '../../src/hosting/workflow-bundle.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

describe('the bundle of flows', () => {
  let code: string;
  beforeAll(async () => {
    ({ code } = await bundleFlows(`${root}workflows/index.ts`));
  });

  it('loads this package once for all runs', () => {
    const preload = /exports\.preloadModules = function preloadModules\(\) \{([^}]*)\}/.exec(code)?.[1];
    expect(preload).toContain('./src/sdk/preload.ts');
  });

  it('freezes no schema that is shared: zod builds parts of it on first use', async () => {
    const shared = [...new Set(code.match(/\.\/src\/(?:domain|contract)\/[\w/-]+\.ts/g) ?? [])];
    expect(shared.length).toBeGreaterThan(5);
    const preload = await readFile(`${root}src/sdk/preload.ts`, 'utf8');
    const unprotected: string[] = [];
    for (const path of shared) {
      const exported = (await import(pathToFileURL(root + path).href)) as Record<string, unknown>;
      const hasSchema = Object.values(exported).some(
        (value) => typeof value === 'object' && value !== null && '_zod' in value,
      );
      const name = path.slice('./src/'.length, -'.ts'.length);
      const [, alias] = new RegExp(`import \\* as (\\w+) from '\\.\\./${name}\\.js'`).exec(preload) ?? [];
      const imported = alias !== undefined && new RegExp(`\\[.*\\b${alias}\\b.*\\]\\) Object\\.freeze`).test(preload);
      if (hasSchema && !imported) unprotected.push(name);
    }
    expect(unprotected).toEqual([]);
  });

  it('holds nothing of node, of activities or of the server', () => {
    const folders = new Set(code.match(/(?<=\.\/)(?:src\/\w+|activities)(?=\/[\w/-]+\.ts)/g));
    expect([...folders].sort()).toEqual(['src/contract', 'src/domain', 'src/sdk']);
  });
});
