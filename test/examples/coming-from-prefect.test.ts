// The pages for those who come from Prefect show our examples as they are: each piece of TypeScript on them stands beside a
// piece of Python, and in the file that it names, but for how far it is indented.
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const read = (path: string) => readFile(root(path), 'utf8');
const flat = (text: string) => text.replace(/\s+/g, ' ').replaceAll(', )', ')').trim();

const PAGES = 'docs/coming-from-prefect';
/** A row of two cells, the left one Python and the right one ours, told apart from text by blank lines around the code. */
const ROW =
  /<tr><td[^>]*>\n\n```python\n([\s\S]*?)```\n\n<\/td><td[^>]*>\n\n```ts\n\/\/ (\S+)\n([\s\S]*?)```\n\n<\/td><\/tr>/g;

const pages = (await readdir(root(PAGES))).filter((name) => name.endsWith('.md'));

it('has pages, which the index links, as the README links the index', async () => {
  expect(pages.length).toBeGreaterThanOrEqual(7);
  const index = await read(`${PAGES}.md`);
  for (const page of pages) expect(index).toContain(`(coming-from-prefect/${page})`);
  expect(await read('README.md')).toContain(`(${PAGES}.md)`);
});

describe.each(pages)(`${PAGES}/%s`, async (name) => {
  const page = await read(`${PAGES}/${name}`);
  const rows = [...page.matchAll(ROW)];

  it('shows every snippet beside ours', () => {
    expect(rows.length).toBeGreaterThanOrEqual(3);
    // No piece of code stands outside a row.
    expect(page.match(/```\w+/g)).toHaveLength(2 * rows.length);
  });

  for (const [index, [, , file = '', code = '']] of rows.entries()) {
    it(`takes piece ${index + 1} from ${file}`, async () => {
      expect(flat(await read(file))).toContain(flat(code));
    });
  }
});
