// Cuts template text into tokens by Jinja's rules: text, `{{ }}`, `{% %}`, `{# #}`, raw blocks and whitespace control.
// Only what the text says matters here; the parser decides what is legal.
import { reprText } from './repr-text.js';
import { syntaxError, TemplateError } from './template-error.js';
import { readStringLiteral } from './string-literal.js';

export type TokenType =
  | 'data'
  | 'variable_begin'
  | 'variable_end'
  | 'block_begin'
  | 'block_end'
  | 'name'
  | 'integer'
  | 'float'
  | 'string'
  | 'operator'
  | 'eof';

export interface Token {
  readonly type: TokenType;
  /** The text, except: a string's content, an integer's `bigint` and a float's `number` are in `literal`. */
  readonly text: string;
  readonly literal?: string | bigint | number;
  readonly line: number;
  /** On the last token, when the text could not be read further: raised once the parser gets there. */
  readonly error?: TemplateError;
}

const WHITESPACE = /\s+/y;
const FLOAT = /(?<!\.)(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?e[+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/iy;
const INTEGER = /0b(?:_?[01])+|0o(?:_?[0-7])+|0x(?:_?[\da-f])+|[1-9](?:_?\d)*|0(?:_?0)*/iy;
const NAME = /[\p{L}\p{M}\p{N}_\u00b7\u0387\u1369-\u1371\u19da]+/uy;
const IDENTIFIER = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u;
const STRING = /'[^'\\]*(?:\\[^][^'\\]*)*'|"[^"\\]*(?:\\[^][^"\\]*)*"/y;
const OPERATOR = /\/\/|\*\*|==|!=|>=|<=|[-+/*%~[\](){}><=.:|,;]/y;
const ENDS = {
  variable: /-\}\}\s*|\}\}/y,
  block: /(?:\+%\}|-%\}\s*|%\})/y,
  comment: /(?:\+#\}|-#\}\s*|#\})/g,
  raw: /\{%([-+]?)\s*endraw\s*(?:\+%\}|-%\}\s*|%\})/g,
} as const;
const RAW_BEGIN = /\{%([-+]?)\s*raw\s*(?:-%\}\s*|%\})/y;
const OPENERS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** The tokens up to the end, or up to where the text cannot be read: then the last one carries the error. */
export function tokenize(source: string): Token[] {
  const text = source.replace(/\r\n?/g, '\n').replace(/\n$/, '');
  return new Scanner(text).run();
}

class Scanner {
  private position = 0;
  private line = 1;
  private readonly tokens: Token[] = [];

  constructor(private readonly text: string) {}

  run(): Token[] {
    try {
      while (this.position < this.text.length) this.scanText();
      this.push('eof', '');
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      this.tokens.push({ type: 'eof', text: '', line: this.line, error });
    }
    return this.tokens;
  }

  private scanText(): void {
    const begin = /\{[{%#]/g;
    begin.lastIndex = this.position;
    const found = begin.exec(this.text);
    if (!found) {
      this.data(this.text.slice(this.position), '');
      this.position = this.text.length;
      return;
    }
    const before = this.text.slice(this.position, found.index);
    RAW_BEGIN.lastIndex = found.index;
    const raw = RAW_BEGIN.exec(this.text);
    const sign = raw ? raw[1] : this.text[found.index + 2];
    this.data(before, sign === '-' ? '-' : '');
    this.position = found.index + (raw ? raw[0].length : 2);
    if (raw) return this.scanRaw(raw[0]);
    if (sign === '-' || sign === '+') this.position += 1;
    if (found[0] === '{#') return this.scanComment();
    const kind = found[0] === '{{' ? 'variable' : 'block';
    this.push(`${kind}_begin`, found[0]);
    this.scanCode(kind);
  }

  private data(text: string, sign: string): void {
    const shown = sign === '-' ? text.trimEnd() : text;
    if (shown !== '') this.push('data', shown);
    this.countLines(text);
  }

  private scanComment(): void {
    // A comment opened at the very end of the text is one without content.
    if (this.position >= this.text.length) return;
    ENDS.comment.lastIndex = this.position;
    const end = ENDS.comment.exec(this.text);
    if (!end) throw syntaxError('Missing end of comment tag', this.line);
    this.countLines(this.text.slice(this.position, end.index + end[0].length));
    this.position = end.index + end[0].length;
  }

  private scanRaw(opening: string): void {
    this.countLines(opening);
    if (this.position >= this.text.length) return;
    ENDS.raw.lastIndex = this.position;
    const end = ENDS.raw.exec(this.text);
    if (!end) throw syntaxError('Missing end of raw directive', this.line);
    this.data(this.text.slice(this.position, end.index), end[1] ?? '');
    this.countLines(end[0]);
    this.position = end.index + end[0].length;
  }

  private scanCode(kind: 'variable' | 'block'): void {
    const open: string[] = [];
    while (this.position < this.text.length) {
      const end = open.length === 0 ? this.match(ENDS[kind]) : undefined;
      if (end !== undefined) {
        this.push(`${kind}_end`, end);
        this.countLines(end);
        return;
      }
      this.scanToken(open);
    }
  }

  private scanToken(open: string[]): void {
    const space = this.match(WHITESPACE);
    if (space !== undefined) return this.countLines(space);
    const float = this.match(FLOAT);
    if (float !== undefined) return this.push('float', float, Number(float.replaceAll('_', '')));
    const integer = this.match(INTEGER);
    if (integer !== undefined) return this.push('integer', integer, BigInt(integer.replaceAll('_', '').toLowerCase()));
    const name = this.match(NAME);
    if (name !== undefined) {
      if (!IDENTIFIER.test(name)) throw syntaxError('Invalid character in identifier', this.line);
      return this.push('name', name);
    }
    const string = this.match(STRING);
    if (string !== undefined) {
      this.push('string', string, readStringLiteral(string.slice(1, -1), this.line));
      return this.countLines(string);
    }
    this.scanOperator(open);
  }

  private scanOperator(open: string[]): void {
    const operator = this.match(OPERATOR);
    if (operator === undefined) {
      const character = String.fromCodePoint(this.text.codePointAt(this.position) ?? 0);
      throw syntaxError(`unexpected char ${reprText(character)} at ${this.position}`, this.line);
    }
    const closer = OPENERS[operator];
    if (closer !== undefined) open.push(closer);
    else if (operator === ')' || operator === ']' || operator === '}') {
      const expected = open.pop();
      if (expected === undefined) throw syntaxError(`unexpected '${operator}'`, this.line);
      if (expected !== operator) throw syntaxError(`unexpected '${operator}', expected '${expected}'`, this.line);
    }
    this.push('operator', operator);
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.position += found.length;
    return found;
  }

  private push(type: TokenType, text: string, literal?: string | bigint | number): void {
    this.tokens.push(
      literal === undefined ? { type, text, line: this.line } : { type, text, literal, line: this.line },
    );
  }

  private countLines(text: string): void {
    for (let index = text.indexOf('\n'); index >= 0; index = text.indexOf('\n', index + 1)) this.line += 1;
  }
}
