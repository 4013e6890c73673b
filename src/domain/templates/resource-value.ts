// A labelled resource of an event: read by label, by `.id`, `.name`, `.role`, or with dots under `.labels`; walks as pairs
// of label and value.
import { boundMethods, type Method, type MethodTable } from './bound-methods.js';
import { Tuple } from './collections.js';
import { Dict, DictView } from './dict.js';
import { equals } from './comparison.js';
import { LabelTree } from './label-tree.js';
import { repr } from './protocols.js';
import { isText, textOf } from './text-values.js';
import { ValueObject, type Value } from './values.js';

export class ResourceValue extends ValueObject {
  readonly typeName: string;
  readonly root: Dict;

  /** @param isRelated whether it stands in a role to the event's own resource, which has none */
  constructor(
    readonly labels: ReadonlyMap<string, string>,
    private readonly isRelated: boolean,
  ) {
    super();
    this.typeName = isRelated ? 'RelatedResource' : 'Resource';
    this.root = Dict.of(labels);
  }

  repr(): string {
    return `${this.typeName}(root=${repr(this.root)})`;
  }
  override str(): string {
    return `root=${repr(this.root)}`;
  }
  override truthy(): boolean {
    return true;
  }
  override item(key: Value): Value | undefined {
    return isText(key) ? this.labels.get(textOf(key)) : undefined;
  }
  override contains(value: Value): boolean {
    return isText(value) && this.labels.has(textOf(value));
  }
  override iterate(): Iterable<Value> {
    return Array.from(this.labels, (pair) => new Tuple(pair));
  }
  override size(): number {
    return this.labels.size;
  }
  override json(): Value {
    return this.root;
  }
  override equals(other: Value): boolean {
    return other instanceof ResourceValue && equals(this.root, other.root);
  }
  override attribute(name: string): Value | undefined {
    switch (name) {
      case 'id':
        return this.labels.get('prefect.resource.id');
      case 'name':
        return this.labels.get('prefect.resource.name') ?? null;
      case 'role':
        return this.isRelated ? this.labels.get('prefect.resource.role') : undefined;
      case 'labels':
        return new LabelTree(this.labels);
      case 'root':
        return this.root;
      default:
        return boundMethods(resourceMethods, this, name, this.typeName);
    }
  }
}

const method = (parameters: readonly string[], run: Method<ResourceValue>['run']): Method<ResourceValue> => ({
  parameters,
  run,
});

const resourceMethods: MethodTable<ResourceValue> = new Map([
  ['items', method([], (self) => new DictView(self.root, 'items'))],
  ['keys', method([], (self) => new DictView(self.root, 'keys'))],
  ['values', method([], (self) => new DictView(self.root, 'values'))],
  ['get', method(['label', 'default?'], (self, [label = null, fallback = null]) => self.item(label) ?? fallback)],
  [
    'has_all_labels',
    method(['labels'], (self, [labels = null]) => {
      if (!(labels instanceof Dict)) return false;
      return Array.from(labels.entries()).every(([label, value]) => equals(self.item(label) ?? null, value));
    }),
  ],
  [
    'as_label_value_array',
    method([], (self) =>
      Array.from(self.labels, ([label, value]) =>
        Dict.of([
          ['label', label],
          ['value', value],
        ]),
      ),
    ),
  ],
]);
