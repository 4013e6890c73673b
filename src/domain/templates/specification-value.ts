// What a trigger matches (`match`, `match_related`) as templates see it: labels with a pattern or a list of them. Unlike
// other objects of the platform it has a size and is false when it asks for nothing.
import { boundMethods, type MethodTable } from './bound-methods.js';
import { Tuple } from './collections.js';
import { equals } from './comparison.js';
import type { Dict } from './dict.js';
import { repr } from './protocols.js';
import { ValueObject, type Value } from './values.js';

export class SpecificationValue extends ValueObject {
  readonly typeName = 'ResourceSpecification';

  constructor(readonly root: Dict) {
    super();
  }

  repr(): string {
    return `${this.typeName}(${this.str()})`;
  }
  override str(): string {
    return `root=${repr(this.root)}`;
  }
  override size(): number {
    return this.root.size();
  }
  override truthy(): boolean {
    return this.size() > 0;
  }
  override contains(value: Value): boolean {
    return this.root.get(value) !== undefined;
  }
  override iterate(): Iterable<Value> {
    return [new Tuple(['root', this.root])];
  }
  override item(key: Value): Value | undefined {
    const found = this.root.get(key);
    return found === undefined ? undefined : listOfPatterns(found);
  }
  override attribute(name: string): Value | undefined {
    return name === 'root' ? this.root : boundMethods(methods, this, name, this.typeName);
  }
  override json(): Value {
    return this.root;
  }
  override equals(other: Value): boolean {
    return other instanceof SpecificationValue && equals(this.root, other.root);
  }
}

const listOfPatterns = (found: Value): Value => (Array.isArray(found) ? found : found === '' ? [] : [found]);

const methods: MethodTable<SpecificationValue> = new Map([
  [
    'items',
    {
      parameters: [],
      run: ({ root }) =>
        Array.from(root.entries(), ([label, patterns]) => {
          return new Tuple([label, Array.isArray(patterns) ? patterns : [patterns]]);
        }),
    },
  ],
  [
    'get',
    {
      parameters: ['key', 'default?'],
      run: (self, [key = null, fallback = null]) => self.item(key) ?? listOfPatterns(fallback ?? []),
    },
  ],
  ['matches_every_resource', { parameters: [], run: (self) => self.size() === 0 }],
]);
