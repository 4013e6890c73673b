// How Python cuts text: `split`, `rsplit`, `splitlines`, `partition`. On whitespace it drops the empty pieces, on a
// separator it keeps them.
import { spendItems } from './budget.js';
import { valueError } from './template-error.js';

/** `split` (or, with `fromRight`, `rsplit`); `limit` below 0 means no limit. @throws ValueError for an empty separator */
export function splitText(text: string, separator: string | undefined, limit: number, fromRight = false): string[] {
  spendItems(text.length >> 3);
  if (separator === undefined) return splitOnSpace(text, limit, fromRight);
  if (separator === '') throw valueError('empty separator');
  const pieces = text.split(separator);
  if (limit < 0 || pieces.length <= limit + 1) return pieces;
  if (fromRight) {
    const cut = pieces.length - limit;
    return [pieces.slice(0, cut).join(separator), ...pieces.slice(cut)];
  }
  return [...pieces.slice(0, limit), pieces.slice(limit).join(separator)];
}

function splitOnSpace(text: string, limit: number, fromRight: boolean): string[] {
  const words = Array.from(text.matchAll(/\S+/g));
  if (limit < 0 || words.length <= limit) return words.map((word) => word[0]);
  if (fromRight) {
    const cut = words.length - limit;
    const last = words[cut - 1];
    const head = last ? text.slice(0, last.index + last[0].length) : '';
    return [head, ...words.slice(cut).map((word) => word[0])];
  }
  const rest = words[limit];
  return [...words.slice(0, limit).map((word) => word[0]), text.slice(rest?.index ?? text.length)];
}

/** `splitlines`: every line end Python knows, and none after a last one. */
export function splitLines(text: string, keepEnds = false): string[] {
  spendItems(text.length >> 3);
  const lines =
    text.match(/[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]|$)/g) ?? [];
  const shown = lines.filter((line, index) => line !== '' || index < lines.length - 1);
  return keepEnds ? shown : shown.map((line) => line.replace(/(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])$/, ''));
}

/** `[before, separator, after]` around the first (or last) separator. @throws ValueError for an empty separator */
export function partition(text: string, separator: string, last: boolean): [string, string, string] {
  if (separator === '') throw valueError('empty separator');
  const index = last ? text.lastIndexOf(separator) : text.indexOf(separator);
  if (index < 0) return last ? ['', '', text] : [text, '', ''];
  return [text.slice(0, index), separator, text.slice(index + separator.length)];
}

/** `replace`, with Python's rule that an empty needle stands between all characters. */
export function replaceText(text: string, from: string, to: string, limit: number): string {
  if (from === '') {
    const characters = Array.from(text);
    const places = Math.min(limit < 0 ? Infinity : limit, characters.length + 1);
    spendItems(characters.length);
    return (
      characters.map((character, index) => (index < places ? to + character : character)).join('') +
      (places > characters.length ? to : '')
    );
  }
  const pieces = splitText(text, from, limit);
  const grown = text.length + (pieces.length - 1) * (to.length - from.length);
  spendItems(grown >> 4);
  return pieces.join(to);
}
