// `namespace()`: the one value a template may change, with `{% set ns.name = value %}`. It lives for one rendering.
import type { Dict } from './dict.js';
import { repr } from './protocols.js';
import { identityHash, ValueObject, type Value } from './values.js';

export class Namespace extends ValueObject {
  readonly typeName = 'Namespace';
  readonly #values = new Map<string, Value>();

  constructor(initial: Dict) {
    super();
    for (const [key, value] of initial.entries()) if (typeof key === 'string') this.#values.set(key, value);
  }

  assign(name: string, value: Value): void {
    this.#values.set(name, value);
  }
  repr(): string {
    return `<Namespace {${Array.from(this.#values, ([key, value]) => `${repr(key)}: ${repr(value)}`).join(', ')}}>`;
  }
  override hash(): string {
    return identityHash(this);
  }
  override attribute(name: string): Value | undefined {
    return this.#values.get(name);
  }
}
