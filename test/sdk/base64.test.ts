import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64, encodeBase64 } from '../../src/sdk/base64.js';

const binary = fc.uint8Array().map((bytes) => String.fromCharCode(...bytes));
const anyText = fc.oneof(
  fc.string(),
  fc.string({ unit: fc.constantFrom('A', 'z', '0', '+', '/', '=', ' ', '-', '_'), maxLength: 9 }),
);

function orRefused(decode: () => string): string {
  try {
    return decode();
  } catch {
    return 'refused';
  }
}

describe('base64 in the sandbox', () => {
  it('is written as btoa writes it', () => {
    fc.assert(
      fc.property(binary, (text) => {
        expect(encodeBase64(text)).toBe(btoa(text));
      }),
    );
    expect(() => encodeBase64('€')).toThrow();
  });

  it('is read, or refused, as atob does', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, binary.map(btoa)), (text) => {
        expect(orRefused(() => decodeBase64(text))).toBe(orRefused(() => atob(text)));
      }),
      { numRuns: 2000 },
    );
  });
});
