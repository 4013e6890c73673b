// A Python dict: insertion order, and keys compared by value. Keys are reduced to strings of ours for a `Map`, so no key
// (not even `__proto__`) can reach an object. And its live views (`items()`, `keys()`, `values()`).
import { boundMethods, type MethodTable } from './bound-methods.js';
import { spend, spendItems } from './budget.js';
import { Tuple } from './collections.js';
import { equals } from './comparison.js';
import { hashOf, iterate, repr, reprItems } from './protocols.js';
import { identityHash, ValueObject, type Value } from './values.js';

export class Dict extends ValueObject {
  readonly typeName: string = 'dict';
  readonly #entries = new Map<string, [Value, Value]>();

  static of(entries: Iterable<readonly [Value, Value]>): Dict {
    const dict = new Dict();
    for (const [key, value] of entries) dict.set(key, value);
    return dict;
  }

  /** Only for building: once a dict is handed to a template nothing calls this. */
  set(key: Value, value: Value): void {
    const hash = hashOf(key);
    const known = this.#entries.get(hash);
    if (known) known[1] = value;
    else this.#entries.set(hash, [key, value]);
  }
  /** @throws TypeError (as a template error) when the key cannot be a key */
  get(key: Value): Value | undefined {
    return this.#entries.get(hashOf(key))?.[1];
  }
  entries(): IterableIterator<[Value, Value]> {
    return this.#entries.values();
  }
  *keys(): Generator<Value> {
    for (const [key] of this.#entries.values()) yield key;
  }

  repr(): string {
    const parts: string[] = [];
    for (const [key, value] of this.entries()) {
      spend();
      parts.push(`${repr(key)}: ${repr(value)}`);
    }
    return `{${parts.join(', ')}}`;
  }
  override size(): number {
    return this.#entries.size;
  }
  override iterate(): Iterable<Value> {
    return this.keys();
  }
  override item(key: Value): Value | undefined {
    return this.get(key);
  }
  override contains(value: Value): boolean {
    return this.#entries.has(hashOf(value));
  }
  override attribute(name: string): Value | undefined {
    return boundMethods(dictMethods, this, name, 'dict');
  }
  override json(): Value {
    return this;
  }
  override equals(other: Value): boolean {
    if (!(other instanceof Dict) || other.size() !== this.size()) return false;
    for (const [key, value] of this.entries()) {
      const found = other.get(key);
      if (found === undefined || !equals(value, found)) return false;
    }
    return true;
  }
}

export class DictView extends ValueObject {
  readonly typeName: string;

  constructor(
    private readonly dict: Dict,
    private readonly part: 'keys' | 'values' | 'items',
  ) {
    super();
    this.typeName = `dict_${part}`;
  }

  repr(): string {
    return `${this.typeName}([${reprItems(this.iterate())}])`;
  }
  override size(): number {
    return this.dict.size();
  }
  override *iterate(): Generator<Value> {
    for (const [key, value] of this.dict.entries()) {
      yield this.part === 'keys' ? key : this.part === 'values' ? value : new Tuple([key, value]);
    }
  }
  override attribute(name: string): Value | undefined {
    return name === 'mapping' ? this.dict : undefined;
  }
  override hash(): string | undefined {
    return this.part === 'values' ? identityHash(this) : undefined;
  }
  /** Keys and items compare as sets, values only with themselves. */
  override equals(other: Value): boolean {
    if (other === this) return true;
    if (!(other instanceof DictView) || this.part === 'values' || other.part !== this.part) return false;
    if (this.part === 'items') return this.dict.equals(other.dict);
    return this.size() === other.size() && [...other.iterate()].every((key) => this.dict.get(key) !== undefined);
  }
}

const dictMethods: MethodTable<Dict> = new Map([
  ['items', { parameters: [], run: (self) => new DictView(self, 'items') }],
  ['keys', { parameters: [], run: (self) => new DictView(self, 'keys') }],
  ['values', { parameters: [], run: (self) => new DictView(self, 'values') }],
  [
    'get',
    {
      parameters: ['/', 'key', 'default?'],
      run: (self, [key = null, fallback = null]) => {
        const found = self.get(key);
        return found === undefined ? fallback : found;
      },
    },
  ],
  [
    'copy',
    {
      parameters: [],
      run: (self) => {
        spendItems(self.size());
        return Dict.of(self.entries());
      },
    },
  ],
  [
    'fromkeys',
    {
      parameters: ['/', 'iterable', 'value?'],
      run: (_self, [keys = null, value = null]) => {
        const dict = new Dict();
        for (const key of iterate(keys)) {
          spend();
          dict.set(key, value);
        }
        return dict;
      },
    },
  ],
]);
