// JSON Lines as people keep them: read from a file or from standard input, with a byte order mark, Windows line ends and
// empty lines allowed. Each line knows its place, since what is wrong with one is told by it.
import { readFileSync } from 'node:fs';
import { text as textOf } from 'node:stream/consumers';
import { UsageError } from './failure.js';

/** A line that is not empty. */
export interface TextLine {
  /** `events.jsonl:3`; `-:3` of standard input. */
  readonly place: string;
  readonly text: string;
}

/**
 * The whole text of a file, `-` is standard input; a byte order mark is left out.
 *
 * @throws UsageError it cannot be read
 */
export async function readSource(path: string): Promise<string> {
  try {
    const text = path === '-' ? await textOf(process.stdin) : readFileSync(path, 'utf8');
    return text.replace(/^\uFEFF/, '');
  } catch (thrown) {
    throw new UsageError(`${path}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
}

/** The lines of a file that are not empty. @throws UsageError it cannot be read */
export async function readTextLines(path: string): Promise<TextLine[]> {
  const text = await readSource(path);
  return text
    .split(/\r?\n/)
    .map((line, index) => ({ text: line, place: `${path}:${index + 1}` }))
    .filter((line) => line.text.trim() !== '');
}

/** The lines of several files, one file after the other. @throws UsageError one cannot be read */
export async function readAllTextLines(paths: readonly string[]): Promise<TextLine[]> {
  const lines: TextLine[] = [];
  for (const path of paths) lines.push(...(await readTextLines(path)));
  return lines;
}
