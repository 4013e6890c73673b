// Patterns of label values: `*` any text, `?` one character, `[a-z]` and `[!a-z]` one of a set; whole text, case-sensitive.
// Written by hand and not as a regular expression, because patterns come from users and must end in time on any text.

type Token =
  { readonly kind: 'any-text' } | { readonly kind: 'character'; readonly accepts: (point: string) => boolean };

const ANY_TEXT: Token = { kind: 'any-text' };
const ANY_CHARACTER: Token = { kind: 'character', accepts: () => true };

/** Tells whether a whole text fits a glob pattern, by the rules of Python's `fnmatchcase`. */
export type GlobMatcher = (text: string) => boolean;

/** Reads a pattern once; the answer is used for every event. Any text is a valid pattern. */
export function compileGlob(pattern: string): GlobMatcher {
  if (!/[*?[]/.test(pattern)) return (text) => text === pattern;
  const tokens = readTokens([...pattern]);
  return (text) => matches(tokens, [...text]);
}

/** As compileGlob, but a leading `!` turns the rest of the pattern round: it fits what the rest does not. */
export function compilePattern(pattern: string): GlobMatcher {
  if (!pattern.startsWith('!')) return compileGlob(pattern);
  const excluded = compileGlob(pattern.slice(1));
  return (text) => !excluded(text);
}

function readTokens(points: readonly string[]): Token[] {
  const tokens: Token[] = [];
  for (let position = 0; position < points.length; position++) {
    const point = points[position] as string;
    if (point === '*') {
      if (tokens.at(-1) !== ANY_TEXT) tokens.push(ANY_TEXT);
    } else if (point === '?') {
      tokens.push(ANY_CHARACTER);
    } else {
      const end = point === '[' ? endOfSet(points, position) : -1;
      if (end < 0) {
        tokens.push({ kind: 'character', accepts: (candidate) => candidate === point });
      } else {
        tokens.push({ kind: 'character', accepts: readSet(points.slice(position + 1, end)) });
        position = end;
      }
    }
  }
  return tokens;
}

/** Where the `]` of a set is; a `]` right after `[` or `[!` belongs to the set. Below 0: the `[` is a plain character. */
function endOfSet(points: readonly string[], open: number): number {
  let first = open + 1;
  if (points[first] === '!') first += 1;
  return points.indexOf(']', points[first] === ']' ? first + 1 : first);
}

function readSet(points: readonly string[]): (point: string) => boolean {
  const negated = points[0] === '!';
  const members = negated ? points.slice(1) : points;
  const singles = new Set<string>();
  const ranges: [number, number][] = [];
  for (let position = 0; position < members.length; position++) {
    const low = members[position] as string;
    const high = members[position + 2];
    if (members[position + 1] === '-' && high !== undefined) {
      ranges.push([low.codePointAt(0) as number, high.codePointAt(0) as number]);
      position += 2;
    } else {
      singles.add(low);
    }
  }
  return (point) => {
    const code = point.codePointAt(0) as number;
    const found = singles.has(point) || ranges.some(([low, high]) => low <= code && code <= high);
    return found !== negated;
  };
}

/** Goes back only to the last `*`, so the work is at most pattern length times text length. */
function matches(tokens: readonly Token[], points: readonly string[]): boolean {
  let token = 0;
  let point = 0;
  let retryToken = -1;
  let retryPoint = 0;
  while (point < points.length) {
    const current = tokens[token];
    if (current?.kind === 'any-text') {
      retryToken = ++token;
      retryPoint = point;
    } else if (current?.accepts(points[point] as string)) {
      token += 1;
      point += 1;
    } else if (retryToken >= 0) {
      token = retryToken;
      point = ++retryPoint;
    } else {
      return false;
    }
  }
  while (tokens[token]?.kind === 'any-text') token += 1;
  return token === tokens.length;
}
