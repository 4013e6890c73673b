// The `loop` of a `for`: where the loop is, and its neighbours.
import { equals } from './comparison.js';
import { typeError } from './template-error.js';
import { Callable, Undefined, ValueObject, type Value } from './values.js';

export class LoopValue extends ValueObject {
  readonly typeName = 'LoopContext';
  private index = -1;
  private lastChanged: readonly Value[] | undefined;
  private readonly recurse: Callable | undefined;

  constructor(
    private readonly items: readonly Value[],
    private readonly depth: number,
    recurse: ((items: Value) => Value) | undefined,
  ) {
    super();
    this.recurse =
      recurse &&
      new Callable('loop', ({ positional }) => {
        const [children] = positional;
        if (children === undefined) throw typeError("loop() missing 1 required positional argument: 'iterable'");
        return recurse(children);
      });
  }

  /** The next item, or `undefined` at the end. */
  advance(): Value | undefined {
    this.index += 1;
    return this.items[this.index];
  }

  /** What `loop(items)` calls, in a loop marked `recursive`. */
  get callable(): Callable | undefined {
    return this.recurse;
  }

  repr(): string {
    return `<LoopContext ${this.index + 1}/${this.items.length}>`;
  }
  override size(): number {
    return this.items.length;
  }
  override truthy(): boolean {
    return true;
  }
  override attribute(name: string): Value | undefined {
    const { index, items, depth } = this;
    switch (name) {
      case 'index':
        return BigInt(index + 1);
      case 'index0':
        return BigInt(index);
      case 'revindex':
        return BigInt(items.length - index);
      case 'revindex0':
        return BigInt(items.length - index - 1);
      case 'first':
        return index === 0;
      case 'last':
        return index === items.length - 1;
      case 'length':
        return BigInt(items.length);
      case 'depth':
        return BigInt(depth + 1);
      case 'depth0':
        return BigInt(depth);
      case 'previtem':
        return items[index - 1] ?? this.neighbour(index - 1, 'there is no previous item');
      case 'nextitem':
        return items[index + 1] ?? this.neighbour(index + 1, 'there is no next item');
      case 'cycle':
        return new Callable('cycle', ({ positional }) => {
          if (positional.length === 0) throw typeError('no items for cycling given');
          return positional[index % positional.length] ?? null;
        });
      case 'changed':
        return new Callable('changed', ({ positional }) => this.changed(positional));
      default:
        return undefined;
    }
  }

  // An item may be `None`, which `??` above cannot tell from no item.
  private neighbour(index: number, hint: string): Value {
    return index >= 0 && index < this.items.length ? null : new Undefined(hint);
  }

  private changed(values: readonly Value[]): boolean {
    const before = this.lastChanged;
    if (
      before &&
      before.length === values.length &&
      values.every((value, index) => equals(value, before[index] ?? null))
    ) {
      return false;
    }
    this.lastChanged = values;
    return true;
  }
}
