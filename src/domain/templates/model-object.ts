// A platform object with named fields: an event, an automation, a flow run. Prints as `name=value …`, walks as pairs,
// and may add computed attributes to its fields.
import { Tuple } from './collections.js';
import { Dict } from './dict.js';
import { equals } from './comparison.js';
import { spend } from './budget.js';
import { repr } from './protocols.js';
import { ValueObject, type Value } from './values.js';

export interface ModelShape {
  readonly typeName: string;
  /** The fields in order; they print, walk and go to JSON. */
  readonly fields: ReadonlyMap<string, Value>;
  /** Attributes that are computed when asked for. */
  readonly computed?: (name: string) => Value | undefined;
  /** Fields of the JSON form that do not print. */
  readonly unprinted?: readonly string[];
  /** What kind of platform object it is, e.g. `flow-run`, for links into the user interface. */
  readonly kind?: string;
}

export class ModelObject extends ValueObject {
  readonly typeName: string;

  constructor(readonly shape: ModelShape) {
    super();
    this.typeName = shape.typeName;
  }

  private printed(separator: string): string {
    const hidden = this.shape.unprinted ?? [];
    const parts: string[] = [];
    for (const [name, value] of this.shape.fields) {
      spend();
      if (!hidden.includes(name)) parts.push(`${name}=${repr(value)}`);
    }
    return parts.join(separator);
  }

  repr(): string {
    return `${this.typeName}(${this.printed(', ')})`;
  }
  override str(): string {
    return this.printed(' ');
  }
  override attribute(name: string): Value | undefined {
    const field = this.shape.fields.get(name);
    return field === undefined ? this.shape.computed?.(name) : field;
  }
  override iterate(): Iterable<Value> {
    return Array.from(this.shape.fields, ([name, value]) => new Tuple([name, value]));
  }
  override json(): Value {
    return Dict.of(this.shape.fields);
  }
  override equals(other: Value): boolean {
    return (
      other instanceof ModelObject &&
      (other === this || (other.typeName === this.typeName && equals(this.json(), other.json())))
    );
  }
}
