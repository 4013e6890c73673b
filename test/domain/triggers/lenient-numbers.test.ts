// Numbers and spans in all the ways in which documents written for the reference may hold them.
import { expect, test } from 'vitest';
import { secondsSchema, wholeNumberSchema } from '../../../src/domain/triggers/lenient-numbers.js';

test.each<[unknown, number]>([
  [90, 90],
  ['PT1M', 60],
  ['-PT1M', -60],
  ['P1DT1.5H', 91_800],
  ['P1D1W', 691_200],
  ['PT1S1M', 61],
  ['00:05:00', 300],
  ['100:00', 360_000],
  ['00:00:01,5', 1.5],
  ['00:00:59.9999999', 59.999999],
  ['2 days', 172_800],
  ['1d', 86_400],
  ['1 day, 01:00:00', 90_000],
  ['1 day 1:00:00', 90_000],
  ['1:00:00', 3600],
  ['-1:00:00.5', -3600.5],
  ['1 day,', 86_400],
  [2.5e-6, 2e-6],
  [3.5e-6, 4e-6],
  [5e-7, 0],
  [0.1234565, 0.123456],
  [60.123456789, 60.123457],
  [-1.5, -1.5],
  ['999999999 days', 86_399_999_913_600],
])('%s is so many seconds', (written, seconds) => {
  expect(secondsSchema.parse(written)).toBe(seconds);
});

const NO_SPANS = [
  '',
  'P',
  'PT',
  'p1d',
  '1:00',
  '60',
  '3 01:00:00',
  '00:60:00',
  '1 day 01',
  '1000000000 days',
  1e15,
  null,
];
test.each([...NO_SPANS, '1:2:3', '1 day 1:00', '1 day 24:00:00', ' 1:00:00', ','])('%s is no span', (written) => {
  expect(secondsSchema.safeParse(written).success).toBe(false);
});

test('whole numbers may be text', () => {
  expect(['3', ' 3 ', '+3', '3.0', '1_000', true, 3].map((written) => wholeNumberSchema.parse(written))).toEqual([
    3, 3, 3, 3, 1000, 1, 3,
  ]);
  for (const written of ['', '1.5', '1__0', '0x3', '1e2', 1.5, null])
    expect(wholeNumberSchema.safeParse(written).success).toBe(false);
});
