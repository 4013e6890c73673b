// Escapes in quoted text inside a template, by Python's rules: `\n`, `\x41`, `\u00e9`, `\N{BULLET}`; an unknown escape
// keeps its backslash.
import { syntaxError } from './template-error.js';

const SIMPLE: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};
const HEX_LENGTH: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

// JavaScript has no table of Unicode names; these are the ones people put into messages.
const CHARACTER_NAMES: Readonly<Record<string, string>> = {
  'BLACK RIGHT-POINTING TRIANGLE': '▶',
  'BLACK STAR': '★',
  BULLET: '•',
  'CHECK MARK': '✓',
  'CLOCK FACE ONE OCLOCK': '🕐',
  'COPYRIGHT SIGN': '©',
  'CROSS MARK': '❌',
  'DEGREE SIGN': '°',
  'DOUBLE EXCLAMATION MARK': '‼',
  'DOWNWARDS ARROW': '↓',
  'EM DASH': '—',
  'EN DASH': '–',
  'EURO SIGN': '€',
  FIRE: '🔥',
  'GREEN HEART': '💚',
  'HEAVY BLACK HEART': '❤',
  'HEAVY CHECK MARK': '✔',
  'HEAVY EXCLAMATION MARK SYMBOL': '❗',
  'HEAVY MULTIPLICATION X': '✖',
  'HORIZONTAL ELLIPSIS': '…',
  HOURGLASS: '⌛',
  'INFORMATION SOURCE': 'ℹ',
  'LARGE GREEN CIRCLE': '🟢',
  'LARGE RED CIRCLE': '🔴',
  'LARGE YELLOW CIRCLE': '🟡',
  'LATIN SMALL LETTER E WITH ACUTE': 'é',
  'LEFT DOUBLE QUOTATION MARK': '“',
  'LEFTWARDS ARROW': '←',
  'MICRO SIGN': 'µ',
  'MIDDLE DOT': '·',
  'MULTIPLICATION SIGN': '×',
  'NO-BREAK SPACE': '\u00a0',
  'PARTY POPPER': '🎉',
  'PLUS-MINUS SIGN': '±',
  'POLICE CARS REVOLVING LIGHT': '🚨',
  'RIGHT DOUBLE QUOTATION MARK': '”',
  'RIGHTWARDS ARROW': '→',
  ROCKET: '🚀',
  SNOWMAN: '☃',
  'SECTION SIGN': '§',
  'THUMBS UP SIGN': '👍',
  'UPWARDS ARROW': '↑',
  'WARNING SIGN': '⚠',
  'WHITE HEAVY CHECK MARK': '✅',
  'ZERO WIDTH SPACE': '\u200b',
};

/** The text a literal stands for. @throws TemplateError of kind `syntax` for a broken escape */
export function readStringLiteral(source: string, line: number): string {
  return source.replace(/\\(N\{[^}]*\}?|[0-7]{1,3}|[xuU][0-9a-fA-F]*|[^])/g, (whole: string, escape: string) => {
    const kind = escape.charAt(0);
    const simple = SIMPLE[escape];
    if (simple !== undefined) return simple;
    if (/[0-7]/.test(kind)) return String.fromCodePoint(parseInt(escape, 8));
    if (kind === 'N') return namedCharacter(escape, line);
    const length = HEX_LENGTH[kind];
    if (length === undefined) return whole;
    const digits = escape.slice(1, 1 + length);
    if (digits.length < length) throw syntaxError(`truncated \\${kind}${'X'.repeat(length)} escape`, line);
    const code = parseInt(digits, 16);
    if (code > 0x10ffff) throw syntaxError('illegal Unicode character', line);
    return String.fromCodePoint(code) + escape.slice(1 + length);
  });
}

function namedCharacter(escape: string, line: number): string {
  const name = /^N\{([^}]+)\}$/.exec(escape)?.[1];
  if (name === undefined) throw syntaxError('malformed \\N character escape', line);
  const key = name.toUpperCase();
  const character = Object.hasOwn(CHARACTER_NAMES, key) ? CHARACTER_NAMES[key] : undefined;
  if (character === undefined) throw syntaxError('unknown Unicode character name', line);
  return character;
}
