// Which event names a trigger looks at: `expect` counts, `after` opens. The reference tests a name twice, once as a
// pattern of label values and once as the start of a text in which only `*` is special (a `!` is an exclamation mark);
// both must hold, and users' rules rely on the outcome.
import { compileGlob, compilePattern, type GlobMatcher } from './glob.js';

export interface EventNames {
  /** True if the trigger looks at an event of this name at all. */
  isInteresting(name: string): boolean;
  /** True if the name fits `expect` (empty: every name). It counts only if it is interesting too. */
  isExpected(name: string): boolean;
  /** True if the name fits `after`. It opens a window only if it is interesting too. */
  isOpening(name: string): boolean;
}

/** Reads the two lists of a trigger once. `*` in a name stands for one or more characters. */
export function compileEventNames(expect: readonly string[], after: readonly string[]): EventNames {
  const expected = compileAny(expect);
  const opening = compileAny(after);
  const beginnings = [...expect, ...after].map((pattern) => pattern.split('*'));
  const everything = expect.length === 0;
  // Here a `!` negates nothing, so that one negated name among others does not draw in every event.
  const literally = [...expect, ...after].map(compileGlob);
  return {
    isInteresting: (name) =>
      everything
        ? name !== '' && !name.startsWith('\n')
        : literally.some((fits) => fits(name)) && beginnings.some((pieces) => beginsWith(pieces, name)),
    isExpected: (name) => everything || expected(name),
    isOpening: opening,
  };
}

function compileAny(patterns: readonly string[]): GlobMatcher {
  const literals = new Set(patterns.filter((pattern) => !/^!|[*?[]/.test(pattern)));
  const others = patterns.filter((pattern) => !literals.has(pattern)).map(compilePattern);
  return (name) => literals.has(name) || others.some((fits) => fits(name));
}

/** Tells whether a text starts with the pieces in order, at least one character (no line break) between two of them. */
function beginsWith(pieces: readonly string[], text: string): boolean {
  const [first = '', ...rest] = pieces;
  if (!text.startsWith(first)) return false;
  let position = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, position + 1);
    if (found < 0 || found > text.length || position >= text.length) return false;
    if (text.slice(position, found).includes('\n')) return false;
    position = found + piece.length;
  }
  return true;
}
