// From JSON to template values. A program's JSON has lost whether `2` was written `2.0`; JSON text has not, so text is
// read by a parser of our own that keeps ints (of any size) and floats apart.
import { Dict } from './dict.js';
import { valueError } from './template-error.js';
import { ValueObject, type Value } from './values.js';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

const MAX_DEPTH = 500;

/** Whole numbers become ints, others floats; `undefined` members are left out. @throws ValueError when nested too deep */
export function valueFromJson(json: unknown, depth = 0): Value {
  if (depth > MAX_DEPTH) throw valueError(`JSON may nest ${MAX_DEPTH} levels deep at most`);
  if (json === null || json === undefined) return null;
  if (typeof json === 'boolean' || typeof json === 'string' || typeof json === 'bigint') return json;
  if (typeof json === 'number') return Number.isSafeInteger(json) && !Object.is(json, -0) ? BigInt(json) : json;
  if (json instanceof ValueObject) return json;
  if (Array.isArray(json)) return json.map((item) => valueFromJson(item, depth + 1));
  if (typeof json !== 'object') throw valueError(`A ${typeof json} has no JSON form`);
  const dict = new Dict();
  for (const [key, item] of Object.entries(json)) if (item !== undefined) dict.set(key, valueFromJson(item, depth + 1));
  return dict;
}

/**
 * Reads JSON text as Python does: ints and floats stay apart, and `NaN`, `Infinity` are numbers.
 * @throws ValueError (as a template error) in Python's words, e.g. `Expecting value: line 1 column 1 (char 0)`
 */
export function parseJsonValue(text: string): Value {
  return new JsonReader(text).document();
}

const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/y;
const WORDS: readonly (readonly [string, Value])[] = [
  ['null', null],
  ['true', true],
  ['false', false],
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
];
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

class JsonReader {
  private position = 0;
  private depth = 0;

  constructor(private readonly text: string) {}

  document(): Value {
    if (this.text.startsWith('\ufeff')) throw this.error('Unexpected UTF-8 BOM (decode using utf-8-sig)', 0);
    this.skipSpace();
    const value = this.value();
    this.skipSpace();
    if (this.position < this.text.length) throw this.error('Extra data', this.position);
    return value;
  }

  private value(): Value {
    const character = this.text.charAt(this.position);
    if (character === '"') return this.string();
    if (character === '{') return this.nested(() => this.object());
    if (character === '[') return this.nested(() => this.array());
    for (const [word, value] of WORDS) {
      if (this.text.startsWith(word, this.position)) {
        this.position += word.length;
        return value;
      }
    }
    NUMBER.lastIndex = this.position;
    const number = NUMBER.exec(this.text);
    if (!number) throw this.error('Expecting value', this.position);
    this.position += number[0].length;
    return number[1] === undefined && number[2] === undefined ? BigInt(number[0]) : Number(number[0]);
  }

  private nested<Result>(read: () => Result): Result {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) throw valueError(`JSON may nest ${MAX_DEPTH} levels deep at most`);
    const result = read();
    this.depth -= 1;
    return result;
  }

  private array(): Value[] {
    const items: Value[] = [];
    this.position += 1;
    this.skipSpace();
    if (this.take(']')) return items;
    for (;;) {
      items.push(this.value());
      this.skipSpace();
      if (this.take(']')) return items;
      if (!this.take(',')) throw this.error("Expecting ',' delimiter", this.position);
      const comma = this.position - 1;
      this.skipSpace();
      if (this.text.charAt(this.position) === ']') throw this.error('Expecting value', comma + 1);
    }
  }

  private object(): Dict {
    const dict = new Dict();
    this.position += 1;
    this.skipSpace();
    if (this.take('}')) return dict;
    for (;;) {
      if (this.text.charAt(this.position) !== '"') {
        throw this.error('Expecting property name enclosed in double quotes', this.position);
      }
      const key = this.string();
      this.skipSpace();
      if (!this.take(':')) throw this.error("Expecting ':' delimiter", this.position);
      this.skipSpace();
      dict.set(key, this.value());
      this.skipSpace();
      if (this.take('}')) return dict;
      if (!this.take(',')) throw this.error("Expecting ',' delimiter", this.position);
      this.skipSpace();
    }
  }

  private string(): string {
    const start = this.position;
    let shown = '';
    for (this.position += 1; ;) {
      const character = this.text.charAt(this.position);
      if (character === '') throw this.error('Unterminated string starting at', start);
      this.position += 1;
      if (character === '"') return shown;
      if (character === '\\') shown += this.escape(start);
      else if (character < ' ') throw this.error('Invalid control character at', this.position - 1);
      else shown += character;
    }
  }

  private escape(start: number): string {
    const kind = this.text.charAt(this.position);
    if (kind === '') throw this.error('Unterminated string starting at', start);
    this.position += 1;
    if (kind === 'u') {
      const digits = this.text.slice(this.position, this.position + 4);
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw this.error('Invalid \\uXXXX escape', this.position - 1);
      this.position += 4;
      return String.fromCharCode(parseInt(digits, 16));
    }
    const simple = ESCAPES[kind];
    if (simple === undefined) throw this.error('Invalid \\escape', this.position - 2);
    return simple;
  }

  private take(character: string): boolean {
    if (this.text.charAt(this.position) !== character) return false;
    this.position += 1;
    return true;
  }

  private skipSpace(): void {
    while (' \t\n\r'.includes(this.text.charAt(this.position) || 'x')) this.position += 1;
  }

  private error(message: string, at: number) {
    const before = this.text.slice(0, at).split('\n');
    const column = (before[before.length - 1]?.length ?? 0) + 1;
    return valueError(`${message}: line ${before.length} column ${column} (char ${at})`);
  }
}
