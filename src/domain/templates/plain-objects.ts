// Small values that print as text but are more than text: ids and members of enumerations.
import { isText, textOf } from './text-values.js';
import { ValueObject, type Value } from './values.js';

/** An id. Prints as its text, equals its text. */
export class Uuid extends ValueObject {
  readonly typeName = 'UUID';

  constructor(readonly text: string) {
    super();
  }

  repr(): string {
    return `UUID('${this.text}')`;
  }
  override str(): string {
    return this.text;
  }
  override attribute(name: string): Value | undefined {
    const hex = this.text.replaceAll('-', '');
    if (name === 'hex') return hex;
    if (name === 'int') return BigInt(`0x${hex}`);
    if (name === 'urn') return `urn:uuid:${this.text}`;
    return name === 'version' ? BigInt(`0x${hex.charAt(12)}`) : undefined;
  }
  override json(): Value {
    return this.text;
  }
  override hash(): string {
    return `s:${this.text}`;
  }
  override equals(other: Value): boolean {
    return other instanceof Uuid ? other.text === this.text : isText(other) && textOf(other) === this.text;
  }
}

/** A member of an enumeration, such as a trigger's posture: `.value` and `.name`, equals its value. */
export class EnumMember extends ValueObject {
  constructor(
    readonly typeName: string,
    readonly value: string,
    private readonly name = value,
  ) {
    super();
  }

  repr(): string {
    return `${this.typeName}.${this.name}`;
  }
  override size(): number {
    return Array.from(this.value).length;
  }
  override iterate(): Iterable<Value> {
    return Array.from(this.value);
  }
  override contains(value: Value): boolean {
    return isText(value) && this.value.includes(textOf(value));
  }
  override attribute(name: string): Value | undefined {
    return name === 'value' ? this.value : name === 'name' ? this.name : undefined;
  }
  override json(): Value {
    return this.value;
  }
  override hash(): string {
    return `s:${this.value}`;
  }
  override equals(other: Value): boolean {
    return other instanceof EnumMember ? other.value === this.value : isText(other) && textOf(other) === this.value;
  }
}
