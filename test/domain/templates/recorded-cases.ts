// Reads the recorded cases, and the page that says where we differ: a case may differ only if its tag stands there.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

export interface RecordedCase {
  readonly name: string;
  readonly tags: readonly string[];
  readonly [field: string]: unknown;
}

/** The lines of a file of `test/vectors`. */
export const readCaseLines = (name: string): string[] =>
  readFileSync(root(`test/vectors/${name}.jsonl`), 'utf8')
    .split('\n')
    .filter(Boolean);

const differences = readFileSync(root('docs/differences-templates.md'), 'utf8');

/** Whether the page of differences names this case or one of its quirks. */
export const isDocumented = ({ name, tags }: Pick<RecordedCase, 'name' | 'tags'>): boolean =>
  differences.includes(`\`${name}\``) ||
  tags.some((tag) => tag.startsWith('quirk:') && differences.includes(`\`${tag}\``));
