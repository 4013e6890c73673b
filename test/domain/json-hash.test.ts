import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hashJson } from '../../src/domain/json-hash.js';

describe('hashJson', () => {
  it('is the SHA-256 of the JSON text', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const expected = createHash('sha256').update(JSON.stringify(value)).digest('hex');
        expect(hashJson(value)).toBe(expected);
      }),
    );
  });

  it('is the same for what crossed Temporal and what did not', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (value) => {
        expect(hashJson(JSON.parse(JSON.stringify(value)))).toBe(hashJson(value));
      }),
    );
  });

  it('takes what is no JSON at all', () => {
    expect(hashJson(undefined)).toBe(hashJson(undefined));
    expect(hashJson([undefined])).toBe(hashJson([null]));
  });
});
