// The methods of lists, tuples and ranges that only read.
import type { MethodTable } from './bound-methods.js';
import { spendItems } from './budget.js';
import { equals } from './comparison.js';
import { typeError, valueError } from './template-error.js';
import type { Value } from './values.js';

function integerBound(bound: Value): number {
  if (typeof bound === 'boolean') return Number(bound);
  if (typeof bound !== 'bigint') throw typeError('slice indices must be integers or have an __index__ method');
  return Number(bound);
}

export const sequenceMethods: MethodTable<readonly Value[]> = new Map([
  [
    'count',
    {
      parameters: ['/', 'value'],
      run: (self, [wanted = null]) => BigInt(self.filter((item) => equals(item, wanted)).length),
    },
  ],
  [
    'index',
    {
      parameters: ['/', 'value', 'start?', 'stop?'],
      run: (self, [wanted = null, start = 0n, stop = BigInt(self.length)]) => {
        const [from, to] = [start, stop].map((bound) => {
          const given = integerBound(bound);
          return given < 0 ? given + self.length : given;
        }) as [number, number];
        const index = self.findIndex((item, at) => at >= from && at < to && equals(item, wanted));
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
