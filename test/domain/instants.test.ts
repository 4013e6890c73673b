// Instants to the microsecond: every form that comes in, and the one that goes out.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  addSeconds,
  compareInstants,
  formatInstantUs,
  parseInstantUs,
  secondsBetween,
  toInstant,
} from '../../src/domain/instants.js';

it.each([
  ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05.000000Z'],
  ['2026-01-02T03:04:05.678901Z', '2026-01-02T03:04:05.678901Z'],
  ['2026-01-02T03:04:05.6789019Z', '2026-01-02T03:04:05.678901Z'],
  ['2026-01-02T03:04:05.5', '2026-01-02T03:04:05.500000Z'],
  ['2026-01-02 03:04:05.678+00', '2026-01-02T03:04:05.678000Z'],
  ['2026-01-02T03:04:05+09:00', '2026-01-01T18:04:05.000000Z'],
  ['2026-01-02T03:04:05+0530', '2026-01-01T21:34:05.000000Z'],
  ['2026-01-02T03:04:05-02', '2026-01-02T05:04:05.000000Z'],
  ['1969-12-31T23:59:59.999999Z', '1969-12-31T23:59:59.999999Z'],
])('reads %s as %s', (text, expected) => expect(formatInstantUs(parseInstantUs(text))).toBe(expected));

it.each(['', 'yesterday', '2026-01-02', '2026-13-02T00:00:00Z', '2026-01-02T25:00:00Z'])('refuses %j', (text) => {
  expect(parseInstantUs(text)).toBeNaN();
});

it('gives every microsecond back', () => {
  const microseconds = fc.integer({ min: -62_135_596_800_000_000, max: 4_102_444_800_000_000 });
  fc.assert(fc.property(microseconds, (us) => parseInstantUs(formatInstantUs(us)) === us));
});

it('reckons in seconds', () => {
  expect(addSeconds('2026-01-01T00:00:00Z', 1.000001)).toBe('2026-01-01T00:00:01.000001Z');
  expect(secondsBetween('2026-01-01T00:00:00Z', '2026-01-01T09:00:01.5+09:00')).toBe(1.5);
  expect(compareInstants('2026-01-01T00:00:00.000001Z', '2026-01-01T00:00:00Z')).toBeGreaterThan(0);
  expect(toInstant(new Date('2026-01-01T00:00:00.123Z'))).toBe('2026-01-01T00:00:00.123000Z');
});
