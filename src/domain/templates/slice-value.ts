// The `1:3:2` of `value[1:3:2]` on its way to the lookup. A template cannot hold one.
import { ValueObject, type Value } from './values.js';

export class SliceValue extends ValueObject {
  readonly typeName = 'slice';

  constructor(readonly bounds: readonly (Value | undefined)[]) {
    super();
  }

  repr(): string {
    return 'slice';
  }
}
