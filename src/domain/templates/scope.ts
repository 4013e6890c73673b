// Where names live while a template runs. Reading looks outwards; setting stays in the innermost scope, which is why a
// `{% set %}` in a loop is gone after it.
import type { Value } from './values.js';

export class Scope {
  readonly #names = new Map<string, Value>();

  constructor(private readonly parent?: Scope) {}

  get(name: string): Value | undefined {
    const own = this.#names.get(name);
    return own === undefined ? this.parent?.get(name) : own;
  }

  set(name: string, value: Value): void {
    this.#names.set(name, value);
  }

  child(): Scope {
    return new Scope(this);
  }
}
