// What a run makes of the marks on its inputs: messages that overtake each other are no loss, one that was acknowledged
// before another was sent and did not come is, and it is told once.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Deliveries } from '../../src/sdk/deliveries.js';

const carried = (deliveries: Deliveries): Deliveries =>
  new Deliveries(JSON.parse(JSON.stringify(deliveries.toCarry())) as ReturnType<Deliveries['toCarry']>);

describe('the marks on inputs', () => {
  it('tell of no loss while messages are under way beside each other, in whatever order they come', () => {
    const sendersAndOrder = fc.record({
      atOnce: fc.integer({ min: 1, max: 30 }),
      picks: fc.array(fc.nat(), { maxLength: 200 }),
    });
    fc.assert(
      fc.property(sendersAndOrder, ({ atOnce, picks }) => {
        let deliveries = new Deliveries(undefined);
        const acknowledged = new Set<number>();
        const underWay: { number: number; floor: number }[] = [];
        let last = 0;
        for (const pick of picks) {
          while (underWay.length < atOnce) {
            let floor = 0;
            while (acknowledged.has(floor + 1)) floor += 1;
            underWay.push({ number: (last += 1), floor });
          }
          const [arrived] = underWay.splice(pick % underWay.length, 1);
          expect(deliveries.count({ by: 'a', number: 0, floor: 0, ...arrived })).toBe(0);
          acknowledged.add(arrived?.number ?? 0);
          if (pick % 7 === 0) deliveries = carried(deliveries);
        }
      }),
      { seed: 20261124 },
    );
  });

  it('tell once of each that is missing, and of none when it comes after all', () => {
    const deliveries = new Deliveries(undefined);
    const count = (number: number, floor: number) => deliveries.count({ by: 'a', number, floor });
    expect([count(1, 0), count(4, 1), count(5, 2), count(6, 4), count(7, 6)]).toEqual([0, 0, 1, 1, 0]);
    expect([count(2, 1), count(8, 7), count(9, 8)]).toEqual([0, 0, 0]);
  });

  it('are counted apart for each sender, of which the latest are known', () => {
    const deliveries = new Deliveries(undefined);
    for (let n = 0; n < 40; n += 1) expect(deliveries.count({ by: `process ${n}`, number: 1, floor: 0 })).toBe(0);
    expect(deliveries.toCarry().map(([by]) => by)).toEqual(Array.from({ length: 16 }, (_, n) => `process ${n + 24}`));
    const later = carried(deliveries);
    expect(later.count({ by: 'process 39', number: 2, floor: 1 })).toBe(0);
    expect(later.count({ by: 'another', number: 3, floor: 2 })).toBe(2);
  });
});
