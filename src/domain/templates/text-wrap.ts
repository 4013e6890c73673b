// Word wrapping as the `wordwrap` filter does it: greedy, words kept whole where they fit, whitespace dropped at line
// ends but kept at the start of the text.
import { spend, spendText } from './budget.js';
import { splitLines } from './text-split.js';
import { valueError } from './template-error.js';

export interface WrapOptions {
  readonly width: number;
  readonly breakLongWords: boolean;
  readonly breakOnHyphens: boolean;
}

/** Wraps each line of `text`. @throws ValueError (as a template error) for a width below 1 */
export function wrapLines(text: string, options: WrapOptions, separator: string): string {
  spendText(text.length * 2);
  return splitLines(text)
    .map((line) => wrapLine(line, options).join(separator))
    .join(separator);
}

function chunksOf(line: string, breakOnHyphens: boolean): string[] {
  const pieces = line.split(/(\s+)/).filter(Boolean);
  if (!breakOnHyphens) return pieces;
  return pieces.flatMap((piece) =>
    /^\s/.test(piece)
      ? [piece]
      : piece.split(
          /(?<=[\p{L}\p{N}_]{2}-)(?=[\p{L}_]{2})|(?<=[\p{L}\p{N}_!"'&.,?])(?=-{2,}[\p{L}\p{N}_])|(?<=-{2})(?=[\p{L}\p{N}_])/u,
        ),
  );
}

/** A run of characters still to be placed; `start` moves when a long word is cut. */
interface Chunk {
  readonly characters: readonly string[];
  start: number;
  readonly isSpace: boolean;
}

function wrapLine(line: string, options: WrapOptions): string[] {
  const { width } = options;
  if (width <= 0) throw valueError(`invalid width ${width} (must be > 0)`);
  const chunks: Chunk[] = chunksOf(line, options.breakOnHyphens)
    .map((text) => ({ characters: Array.from(text), start: 0, isSpace: text.trim() === '' }))
    .reverse();
  const lines: string[] = [];
  const last = () => chunks[chunks.length - 1];
  while (chunks.length > 0) {
    spend();
    const current: { text: string; isSpace: boolean }[] = [];
    let length = 0;
    const take = (chunk: Chunk, end: number) => {
      current.push({
        text: chunk.characters.slice(chunk.start, end).join(''),
        isSpace: chunk.isSpace || end === chunk.start,
      });
      chunk.start = end;
      if (end >= chunk.characters.length) chunks.pop();
    };
    if (lines.length > 0 && last()?.isSpace) chunks.pop();
    for (let chunk = last(); chunk && length + sizeOf(chunk) <= width; chunk = last()) {
      length += sizeOf(chunk);
      take(chunk, chunk.characters.length);
    }
    const next = last();
    if (next && sizeOf(next) > width) {
      // As in Python a word that finds no room leaves nothing on the line, and that is dropped instead of the space before.
      if (options.breakLongWords) take(next, breakPoint(next, width - length, options.breakOnHyphens));
      else if (current.length === 0) take(next, next.characters.length);
    }
    if (current[current.length - 1]?.isSpace) current.pop();
    if (current.length > 0) lines.push(current.map(({ text }) => text).join(''));
  }
  return lines;
}

const sizeOf = ({ characters, start }: Chunk): number => characters.length - start;

// A long word is cut after its last hyphen that fits, if something but hyphens stands before it.
function breakPoint({ characters, start }: Chunk, space: number, breakOnHyphens: boolean): number {
  const end = start + space;
  if (!breakOnHyphens || characters.length - start <= space) return end;
  for (let index = end - 1; index > start; index -= 1) {
    if (characters[index] !== '-') continue;
    const before = characters.slice(start, index);
    return before.some((character) => character !== '-') ? index + 1 : end;
  }
  return end;
}
