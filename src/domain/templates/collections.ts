// Sequences other than lists: tuples, sets, ranges and one-pass iterators. (Lists are plain arrays.)
import { spend, spendText } from './budget.js';
import { compareSequences, equals } from './comparison.js';
import { hashOf, reprItems } from './protocols.js';
import { boundMethods } from './bound-methods.js';
import { sequenceMethods } from './sequence-methods.js';
import { identityHash, ValueObject, type Value } from './values.js';

export class Tuple extends ValueObject {
  readonly typeName = 'tuple';

  constructor(readonly items: Value[]) {
    super();
  }

  repr(): string {
    return `(${reprItems(this.items)}${this.items.length === 1 ? ',' : ''})`;
  }
  override size(): number {
    return this.items.length;
  }
  override iterate(): Iterable<Value> {
    return this.items;
  }
  override attribute(name: string): Value | undefined {
    return boundMethods(sequenceMethods, this.items, name, 'tuple');
  }
  override json(): Value {
    return this.items;
  }
  override hash(): string {
    const hashes = this.items.map(hashOf);
    const hash = `t:${hashes.map((part) => `${part.length}:${part}`).join('')}`;
    spendText(hash.length);
    return hash;
  }
  override equals(other: Value): boolean {
    return other instanceof Tuple && equals(this.items, other.items);
  }
  override compare(other: Value): number | undefined {
    return other instanceof Tuple ? compareSequences(this.items, other.items, '<') : undefined;
  }
}

export class ValueSet extends ValueObject {
  readonly typeName = 'set';

  constructor(readonly items: readonly Value[]) {
    super();
  }

  repr(): string {
    return this.items.length === 0 ? 'set()' : `{${reprItems(this.items)}}`;
  }
  override size(): number {
    return this.items.length;
  }
  override iterate(): Iterable<Value> {
    return this.items;
  }
  override json(): Value {
    return [...this.items];
  }
  override equals(other: Value): boolean {
    return (
      other instanceof ValueSet &&
      other.items.length === this.items.length &&
      this.items.every((item) => other.items.some((candidate) => equals(item, candidate)))
    );
  }
}

export class RangeValue extends ValueObject {
  readonly typeName = 'range';
  readonly length: number;

  constructor(
    readonly start: bigint,
    readonly stop: bigint,
    readonly step: bigint,
  ) {
    super();
    const span = step > 0n ? stop - start : start - stop;
    const stride = step > 0n ? step : -step;
    this.length = span <= 0n ? 0 : Number((span + stride - 1n) / stride);
  }

  repr(): string {
    return `range(${this.start}, ${this.stop}${this.step === 1n ? '' : `, ${this.step}`})`;
  }
  at(index: number): bigint {
    return this.start + BigInt(index) * this.step;
  }
  override size(): number {
    return this.length;
  }
  override *iterate(): Generator<Value> {
    for (let index = 0; index < this.length; index += 1) yield this.at(index);
  }
  override attribute(name: string): Value | undefined {
    if (name === 'start') return this.start;
    if (name === 'stop') return this.stop;
    if (name === 'step') return this.step;
    return boundMethods(sequenceMethods, [...this.iterate()], name, 'range');
  }
  override hash(): string {
    return `r:${[...this.iterate()].map(String).join(',')}`;
  }
  override equals(other: Value): boolean {
    return other instanceof RangeValue && other.hash() === this.hash();
  }
}

/** A one-pass sequence, as `map`, `select`, `batch` give it: it has no length, is true, and can be read once. */
export class Iter extends ValueObject {
  readonly #iterator: Iterator<Value>;

  constructor(
    source: Iterable<Value>,
    readonly typeName = 'generator',
  ) {
    super();
    this.#iterator = source[Symbol.iterator]();
  }

  repr(): string {
    return `<${this.typeName} object>`;
  }
  override iterate(): Iterable<Value> {
    const iterator = this.#iterator;
    // Without `return`, so that leaving a loop early keeps what is left, as a Python iterator does.
    return { [Symbol.iterator]: () => ({ next: () => (spend(), iterator.next()) }) };
  }
  override hash(): string {
    return identityHash(this);
  }
}

/** The items of a value that has both a length and positions, else `undefined`. */
export const sequenceItems = (value: Value): readonly Value[] | undefined => {
  if (Array.isArray(value)) return value;
  if (value instanceof Tuple) return value.items;
  if (value instanceof RangeValue) return [...value.iterate()];
  return undefined;
};
