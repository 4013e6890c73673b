// `pprint`: a value over several lines when it is too wide for one, as Python's pretty printer lays lists and dicts out.
import { spend } from './budget.js';
import { Tuple } from './collections.js';
import { compare } from './comparison.js';
import { Dict } from './dict.js';
import { filter, type FilterTable } from './filter.js';
import { repr } from './protocols.js';
import { splitLines } from './text-split.js';
import type { Value } from './values.js';

const WIDTH = 80;

interface Room {
  /** Columns already used on the line. */
  readonly indent: number;
  /** Columns needed after the value. */
  readonly tail: number;
  readonly top: boolean;
}

function layOut(value: Value, room: Room): string {
  const { indent, tail } = room;
  const line = repr(sortedCopy(value));
  if (line.length <= WIDTH - indent - tail) return line;
  if (typeof value === 'string') return layOutText(value, room);
  const inner = (index: number, count: number, closing: number, used: number): Room => ({
    indent: indent + 1 + used,
    tail: index === count - 1 ? tail + closing : 1,
    top: false,
  });
  if (value instanceof Dict) {
    const entries = sortedEntries(value);
    const parts = entries.map(([key, item], index) => {
      const name = `${repr(key)}: `;
      return name + layOut(item, inner(index, entries.length, 1, name.length));
    });
    return `{${parts.join(`,\n${' '.repeat(indent + 1)}`)}}`;
  }
  const items = Array.isArray(value) ? value : value instanceof Tuple ? value.items : undefined;
  if (!items) return line;
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['(', items.length === 1 ? ',)' : ')'];
  const parts = items.map((item, index) => layOut(item, inner(index, items.length, close.length, 0)));
  return open + parts.join(`,\n${' '.repeat(indent + 1)}`) + close;
}

// Long text is cut at line ends and between words into several literals; at the top they stand in parentheses.
function layOutText(text: string, room: Room): string {
  const indent = room.top ? room.indent + 1 : room.indent;
  const tail = room.top ? room.tail + 1 : room.tail;
  const width = WIDTH - indent;
  const lines = splitLines(text, true);
  const pieces = lines.flatMap((line, index) => {
    const lastWidth = index === lines.length - 1 ? width - tail : width;
    return repr(line).length <= lastWidth ? [repr(line)] : wordPieces(line, width, lastWidth);
  });
  const joined = pieces.join(`\n${' '.repeat(indent)}`);
  return room.top && pieces.length > 1 ? `(${joined})` : joined;
}

function wordPieces(line: string, width: number, lastWidth: number): string[] {
  const words = line.match(/\S+\s*|\s+/g) ?? [];
  const pieces: string[] = [];
  let current = '';
  words.forEach((word, index) => {
    const limit = index === words.length - 1 ? lastWidth : width;
    if (repr(current + word).length <= limit) {
      current += word;
      return;
    }
    if (current !== '') pieces.push(repr(current));
    current = word;
  });
  return current === '' ? pieces : [...pieces, repr(current)];
}

function sortedEntries(dict: Dict): [Value, Value][] {
  const entries = Array.from(dict.entries());
  try {
    return entries.sort(([a], [b]) => compare(a, b));
  } catch {
    return entries.sort(([a], [b]) => (repr(a) < repr(b) ? -1 : 1));
  }
}

const sortedCopy = (value: Value): Value => {
  spend();
  if (Array.isArray(value)) return value.map(sortedCopy);
  if (value instanceof Dict) return Dict.of(sortedEntries(value).map(([key, item]) => [key, sortedCopy(item)]));
  return value;
};

export const prettyFilters: FilterTable = new Map([
  ['pprint', filter([], (value) => layOut(value, { indent: 0, tail: 0, top: true }))],
]);
