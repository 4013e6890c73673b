import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generateRunName } from '../../src/domain/run-names.js';

describe('generateRunName', () => {
  it('is an adjective and an animal in lower case, for any randomness', () => {
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(random, random, (first, second) => {
        const draws = [first, second];
        expect(generateRunName(() => draws.shift() as number)).toMatch(/^[a-z]+(-[a-z]+)+$/);
      }),
    );
  });

  it('follows the randomness it is given', () => {
    expect(generateRunName(() => 0.5)).toBe(generateRunName(() => 0.5));
    expect(generateRunName(() => 0.1)).not.toBe(generateRunName(() => 0.9));
  });
});
