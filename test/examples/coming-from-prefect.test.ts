// The page for those who come from Prefect shows our examples as they are: each piece of TypeScript on it stands in the
// file that it names, but for how far it is indented.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const flat = (text: string) => text.replace(/\s+/g, ' ').replaceAll(', )', ')').trim();

describe('docs/coming-from-prefect.md', async () => {
  const page = await readFile(root('docs/coming-from-prefect.md'), 'utf8');
  const pieces = [...page.matchAll(/```ts\n\/\/ (\S+)\n([\s\S]*?)```/g)];

  it('shows every kind of example', () => {
    expect(pieces.length).toBeGreaterThanOrEqual(20);
  });

  for (const [index, [, file = '', code = '']] of pieces.entries()) {
    it(`takes piece ${index + 1} from ${file}`, async () => {
      expect(flat(await readFile(root(file), 'utf8'))).toContain(flat(code));
    });
  }
});
