// The methods of lists, tuples and ranges that only read.
import type { MethodTable } from './bound-methods.js';
import { spendItems } from './budget.js';
import { equals } from './comparison.js';
import { valueError } from './template-error.js';
import type { Value } from './values.js';

export const sequenceMethods: MethodTable<readonly Value[]> = new Map([
  [
    'count',
    {
      parameters: ['value'],
      run: (self, [wanted = null]) => BigInt(self.filter((item) => equals(item, wanted)).length),
    },
  ],
  [
    'index',
    {
      parameters: ['value'],
      run: (self, [wanted = null]) => {
        const index = self.findIndex((item) => equals(item, wanted));
        if (index < 0) throw valueError('The value is not in the list');
        return BigInt(index);
      },
    },
  ],
]);

export const listMethods: MethodTable<readonly Value[]> = new Map([
  ...sequenceMethods,
  [
    'copy',
    {
      parameters: [],
      run: (self) => {
        spendItems(self.length);
        return [...self];
      },
    },
  ],
]);
