// One group of `groupby`: a pair that can also be read as `.grouper` and `.list`.
import { Tuple } from './collections.js';
import type { Value } from './values.js';

export class GroupTuple extends Tuple {
  constructor(
    private readonly grouper: Value,
    private readonly list: Value[],
  ) {
    super([grouper, list]);
  }

  override attribute(name: string): Value | undefined {
    if (name === 'grouper') return this.grouper;
    if (name === 'list') return this.list;
    return super.attribute(name);
  }
}
