// A tuple whose items have names, as `isocalendar()` and `timetuple()` give it.
import { Tuple } from './collections.js';
import { repr } from './protocols.js';
import type { Value } from './values.js';

export class NamedTuple extends Tuple {
  constructor(
    private readonly title: string,
    private readonly fields: readonly (readonly [name: string, value: Value])[],
  ) {
    super(fields.map(([, value]) => value));
  }

  override repr(): string {
    return `${this.title}(${this.fields.map(([name, value]) => `${name}=${repr(value)}`).join(', ')})`;
  }
  override attribute(name: string): Value | undefined {
    const field = this.fields.find(([known]) => known === name);
    return field ? field[1] : super.attribute(name);
  }
}
