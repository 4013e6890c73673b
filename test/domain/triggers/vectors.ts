// The recorded cases as the tests read them, and the tags of the differences that docs/differences-triggers.md names.
import { readFileSync } from 'node:fs';

export interface TaggedCase {
  readonly name: string;
  readonly tags: readonly string[];
}

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

/** The cases of a file in test/vectors. */
export function readVectors<Case extends TaggedCase>(file: string): Case[] {
  return read(`../../vectors/${file}`)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Case);
}

const differences = read('../../../docs/differences-triggers.md');

/** `quirk:...` tags in the headings of docs/differences-triggers.md. */
export const namedQuirks: ReadonlySet<string> = new Set(
  differences
    .split('\n')
    .filter((line) => line.startsWith('## '))
    .flatMap((line) => line.match(/quirk:[a-z0-9-]+/g) ?? []),
);

/** True if a case may differ: it carries a quirk that the page names, or the page names the case itself. */
export function mayDiffer({ name, tags }: TaggedCase): boolean {
  return tags.some((tag) => namedQuirks.has(tag)) || differences.includes(`\`${name}\``);
}
