/** Text beyond plain `str`: text known to be safe HTML, and bytes (which only `encode()` makes). */
import { Callable, ValueObject, type Value } from './values.js';
import { reprText } from './repr-text.js';

/** The result of `escape`, `tojson`, `safe` …: joining other text to it escapes that text. */
export class SafeString extends ValueObject {
  readonly typeName = 'Markup';

  constructor(readonly text: string) {
    super();
  }

  repr(): string {
    return `Markup(${reprText(this.text)})`;
  }
  override str(): string {
    return this.text;
  }
  override truthy(): boolean {
    return this.text !== '';
  }
  override size(): number {
    return Array.from(this.text).length;
  }
  override iterate(): Iterable<Value> {
    return this.text;
  }
  override json(): Value {
    return this.text;
  }
  override hash(): string {
    return `s:${this.text}`;
  }
  override equals(other: Value): boolean {
    return isText(other) && textOf(other) === this.text;
  }
}

export class Bytes extends ValueObject {
  readonly typeName = 'bytes';

  constructor(readonly data: readonly number[]) {
    super();
  }

  repr(): string {
    const quote = this.data.includes(39) && !this.data.includes(34) ? '"' : "'";
    const shown = this.data.map((byte) => {
      if (byte === 92) return '\\\\';
      if (byte === 10) return '\\n';
      if (byte === 13) return '\\r';
      if (byte === 9) return '\\t';
      if (byte === quote.charCodeAt(0)) return `\\${quote}`;
      return byte < 32 || byte > 126 ? `\\x${byte.toString(16).padStart(2, '0')}` : String.fromCharCode(byte);
    });
    return `b${quote}${shown.join('')}${quote}`;
  }
  override item(key: Value): Value | undefined {
    const byte = typeof key === 'bigint' ? this.data.at(Number(key)) : undefined;
    return byte === undefined ? undefined : BigInt(byte);
  }
  override attribute(name: string): Value | undefined {
    return name === 'decode' ? new Callable(name, () => this.decoded()) : undefined;
  }
  /** Only `encode()` makes bytes, so they are UTF-8. */
  private decoded(): string {
    return decodeURIComponent(this.data.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''));
  }
  override size(): number {
    return this.data.length;
  }
  override iterate(): Iterable<Value> {
    return this.data.map((byte) => BigInt(byte));
  }
  override hash(): string {
    return `b:${this.data.join(',')}`;
  }
  override equals(other: Value): boolean {
    return other instanceof Bytes && other.hash() === this.hash();
  }
}

export const isText = (value: Value): value is string | SafeString =>
  typeof value === 'string' || value instanceof SafeString;

/** The characters, without the mark of safety. */
export const textOf = (value: string | SafeString): string => (typeof value === 'string' ? value : value.text);

/** Gives `text` the same mark of safety as `like`. */
export const likeText = (like: Value, text: string): string | SafeString =>
  like instanceof SafeString ? new SafeString(text) : text;

const HTML_ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
};

/** HTML escaping as `{{ value | escape }}` does it. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (mark) => HTML_ENTITIES[mark] ?? mark);
