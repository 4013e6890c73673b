// Regular expressions in schemas are written for Python; JavaScript's are close enough to translate, mark by mark.
import { SchemaFailure } from './schema-error.js';

const MAX_LENGTH = 2000;

/** @throws SchemaFailure when the pattern is no regular expression, or longer than 2,000 characters */
export function compilePattern(pattern: unknown): RegExp {
  const compiled = typeof pattern === 'string' ? tryCompile(pattern) : undefined;
  if (!compiled) throw new SchemaFailure('invalid', `Invalid schema: ${JSON.stringify(pattern)} is not a 'regex'`);
  return compiled;
}

/** `undefined` when the pattern is no regular expression. */
export function tryCompile(pattern: string): RegExp | undefined {
  if (pattern.length > MAX_LENGTH) return undefined;
  // `(?i)` at the start holds for the whole pattern.
  const [opening = '', flags = ''] = /^\(\?([aimsu]+)\)/.exec(pattern) ?? [];
  try {
    const kept = Array.from(new Set(flags)).filter((flag) => flag === 'i' || flag === 'm');
    return new RegExp(translated(pattern.slice(opening.length), flags), ['u', ...kept].join(''));
  } catch {
    return undefined;
  }
}

const WORD = '\\p{L}\\p{N}_';
const END_OF_TEXT = '(?![^])';

/** What stands for a letter behind a backslash outside and inside brackets; text and digits are Unicode's in Python. */
const ESCAPES: Readonly<Record<string, readonly [outside: string, inside: string]>> = {
  A: ['(?<![^])', 'A'],
  Z: [END_OF_TEXT, 'Z'],
  a: ['\\x07', '\\x07'],
  b: [`(?:(?<=[${WORD}])(?![${WORD}])|(?<![${WORD}])(?=[${WORD}]))`, '\\x08'],
  B: [`(?:(?<=[${WORD}])(?=[${WORD}])|(?<![${WORD}])(?![${WORD}]))`, 'B'],
  d: ['\\p{Nd}', '\\p{Nd}'],
  D: ['\\P{Nd}', '\\P{Nd}'],
  w: [`[${WORD}]`, WORD],
  W: [`[^${WORD}]`, '\\W'],
};

/** One mark of a pattern: a class of Unicode (which Python has not), an escape, the start of a group, a count in braces, or a character. */
const MARK = /\\[pP]\{[^}]*\}|\\U([0-9a-fA-F]{8})|\\([^])|\(\?P=(\w+)\)|\(\?P<|\(\?#[^)]*\)|\{(\d*)(,?)(\d*)\}|[^]/gu;

function translated(pattern: string, flags: string): string {
  let inside = false;
  let classStart = 0;
  return pattern.replace(
    MARK,
    (
      mark: string,
      code: string | undefined,
      escape: string | undefined,
      name: string | undefined,
      least: string | undefined,
      comma: string | undefined,
      most: string | undefined,
      at: number,
    ) => {
      if (code !== undefined) return `\\u{${code}}`;
      if (escape !== undefined) return escaped(escape, inside);
      if (inside) {
        const isFirst = at === classStart || (at === classStart + 1 && pattern[classStart] === '^');
        if (mark === ']' && !isFirst) {
          inside = false;
          return mark;
        }
        return mark === ']' || mark === '[' ? `\\${mark}` : mark;
      }
      if (name !== undefined) return `\\k<${name}>`;
      if (mark === '(?P<') return '(?<';
      if (mark.startsWith('(?#')) return '';
      // `{,3}` is up to three; braces without a number are themselves.
      if (least !== undefined) return least + (comma ?? '') === '' ? '\\{\\}' : `{${least || '0'}${comma}${most}}`;
      if (mark === '[') {
        inside = true;
        classStart = at + 1;
        return mark;
      }
      if (mark === '.') return flags.includes('s') ? '[^]' : '[^\\n]';
      // `$` is also before a line end that ends the text.
      if (mark === '$' && !flags.includes('m')) return `(?=\\n?${END_OF_TEXT})`;
      return mark === '{' || mark === '}' || mark === ']' ? `\\${mark}` : mark;
    },
  );
}

function escaped(character: string, inside: boolean): string {
  const known = ESCAPES[character];
  if (known) return known[inside ? 1 : 0];
  // JavaScript lets only its own marks be escaped for themselves.
  const needed = /[a-zA-Z0-9^$\\.*+?()[\]{}|/-]/.test(character) && (inside || character !== '-');
  return needed ? `\\${character}` : character;
}
