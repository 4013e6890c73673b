import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDurationMs } from '../../src/domain/durations.js';
import { isSluiceError } from '../../src/domain/errors.js';

describe('parseDurationMs', () => {
  it.each([
    [0, 0],
    [1, 1000],
    [0.25, 250],
    ['0s', 0],
    ['250ms', 250],
    ['90s', 90_000],
    ['10 minutes', 600_000],
    ['1 minute', 60_000],
    ['1h30m', 5_400_000],
    ['1h 30m', 5_400_000],
    ['2 hours 5 seconds', 7_205_000],
    ['1.5h', 5_400_000],
    ['3d', 259_200_000],
    ['1w', 604_800_000],
    ['2 weeks', 1_209_600_000],
    [' 5 secs ', 5000],
    ['PT10M', 600_000],
    ['P1DT12H', 129_600_000],
    ['PT0.5S', 500],
    ['P1W', 604_800_000],
  ])('reads %j as %d ms', (input, expected) => {
    expect(parseDurationMs(input, 'timeout')).toBe(expected);
  });

  it.each([
    -1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '',
    ' ',
    'soon',
    '10',
    '10 parsecs',
    '-5s',
    'P',
    'PT',
    'P1DT',
    '5s later',
    's5',
  ])('refuses %j, naming the field, what was found and what was expected', (input) => {
    try {
      parseDurationMs(input, 'timeout');
      expect.unreachable();
    } catch (error) {
      expect(isSluiceError(error, 'definition-invalid')).toBe(true);
      expect((error as Error).message).toContain("Expected 'timeout' to be seconds");
      expect((error as Error).message).toContain(`got ${JSON.stringify(input)}`);
    }
  });

  const units = [
    ['w', 604_800_000],
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1000],
    ['ms', 1],
  ] as const;
  const ms = fc.integer({ min: 1, max: 10 ** 12 });

  function format(total: number, separator: string): string {
    let left = total;
    const parts: string[] = [];
    for (const [unit, size] of units) {
      const count = Math.floor(left / size);
      left -= count * size;
      if (count > 0) parts.push(`${count}${unit}`);
    }
    return parts.join(separator);
  }

  it('reads back what is written in units', () => {
    fc.assert(
      fc.property(ms, fc.constantFrom('', ' '), (total, separator) => {
        expect(parseDurationMs(format(total, separator), 'x')).toBe(total);
      }),
    );
  });

  it('reads back ISO 8601', () => {
    fc.assert(
      fc.property(fc.nat(400), fc.nat(23), fc.nat(59), fc.nat(59_999), (days, hours, minutes, millis) => {
        const text = `P${days}DT${hours}H${minutes}M${millis / 1000}S`;
        expect(parseDurationMs(text, 'x')).toBe(((days * 24 + hours) * 60 + minutes) * 60_000 + millis);
      }),
    );
  });

  it('reads back seconds', () => {
    fc.assert(
      fc.property(ms, (total) => {
        expect(parseDurationMs(total / 1000, 'x')).toBe(total);
      }),
    );
  });
});
