// Labels read with dots: `labels.prefect.resource.name`. Each step is both a text (that label's value) and a branch (the
// labels that go on from there).
import { Tuple } from './collections.js';
import { Dict } from './dict.js';
import { repr } from './protocols.js';
import { isText, textOf } from './text-values.js';
import { ValueObject, type Value } from './values.js';

export class LabelTree extends ValueObject {
  readonly typeName = 'LabelDiver';

  constructor(
    private readonly labels: ReadonlyMap<string, string>,
    private readonly value = '',
  ) {
    super();
  }

  repr(): string {
    const branches = new Set(Array.from(this.labels.keys(), (label) => label.split('.')[0] ?? ''));
    const shown = Array.from(branches, (name) => `${repr(name)}: ${this.attribute(name)?.repr() ?? ''}`);
    return `LabelDiver(divers={${shown.join(', ')}}, value=${repr(this.value)})`;
  }
  override str(): string {
    return this.value;
  }
  override truthy(): boolean {
    return this.value !== '' || this.labels.size > 0;
  }
  override size(): number {
    return this.labels.size;
  }
  override iterate(): Iterable<Value> {
    return Array.from(this.labels, (pair) => new Tuple(pair));
  }
  override item(key: Value): Value | undefined {
    return isText(key) ? this.labels.get(textOf(key)) : undefined;
  }
  override attribute(name: string): LabelTree | undefined {
    const own = this.labels.get(name);
    const prefix = `${name}.`;
    const below = new Map<string, string>();
    for (const [label, value] of this.labels)
      if (label.startsWith(prefix)) below.set(label.slice(prefix.length), value);
    return own === undefined && below.size === 0 ? undefined : new LabelTree(below, own);
  }
  override json(): Value {
    return this.labels.size === 0 ? this.value : Dict.of(this.labels);
  }
  override equals(other: Value): boolean {
    return other instanceof LabelTree ? other.value === this.value : isText(other) && textOf(other) === this.value;
  }
}
