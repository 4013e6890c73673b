// Small readings and writings of the command line: values, spans, times, failures.
import { describe, expect, it } from 'vitest';
import pc from 'picocolors';
import { SluiceError } from '../../src/domain/errors.js';
import { parseCount, parsePort, parseSpanMs } from '../../src/cli/option-values.js';
import { QuietFailure, reportFailure, UsageError } from '../../src/cli/failure.js';
import { parseKeyValue, parseLoosely, withValueAt } from '../../src/cli/key-values.js';
import { levelNameOf } from '../../src/cli/log-lines.js';
import { relativeTime } from '../../src/cli/run-text.js';
import type { Terminal } from '../../src/cli/terminal.js';

describe('values on the command line', () => {
  it('split at the first equals sign', () => {
    expect(parseKeyValue('a=b=c', '--param')).toEqual({ key: 'a', text: 'b=c' });
    expect(() => parseKeyValue('=b', '--param')).toThrow("Expected --param to be key=value, got '=b'.");
  });

  it('are JSON or else text', () => {
    expect(['1', 'true', '[1]', 'x', '01'].map(parseLoosely)).toEqual([1, true, [1], 'x', '01']);
  });

  it('reach inside documents without touching prototypes', () => {
    expect(withValueAt({ a: { b: 1 } }, ['a', 'c'], 2)).toEqual({ a: { b: 1, c: 2 } });
    withValueAt({}, ['__proto__', 'polluted'], true);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('are spans, counts and ports', () => {
    expect([parseSpanMs('90'), parseSpanMs('1.5'), parseSpanMs('2 minutes')]).toEqual([90_000, 1500, 120_000]);
    expect(() => parseSpanMs('soon')).toThrow('span of time');
    expect(() => parseCount('0')).toThrow('from 1 up');
    expect(parsePort('4200')).toBe(4200);
    expect(() => parsePort('70000')).toThrow('65535');
  });
});

describe('times', () => {
  it('are told from now', () => {
    const now = Date.parse('2026-01-02T00:00:00Z');
    const told = ['2026-01-02T00:00:00.2Z', '2026-01-01T23:59:59Z', '2026-01-01T00:00:00Z', '2026-01-02T02:30:00Z'];
    expect(told.map((instant) => relativeTime(instant, now))).toEqual([
      'now',
      '1 second ago',
      '1 day ago',
      'in 2 hours',
    ]);
    expect(relativeTime(null, now)).toBe('-');
  });

  it('levels between two names have the lower name', () => {
    expect([0, 10, 25, 40, 99].map(levelNameOf)).toEqual(['debug', 'debug', 'info', 'error', 'critical']);
  });
});

describe('a failure', () => {
  function report(thrown: unknown, asJson = false): { code: number; text: string } {
    const lines: string[] = [];
    const colors = pc.createColors(false);
    const printAside = (line = ''): void => void lines.push(line);
    const print = (): void => expect.fail('a failure is no answer');
    const terminal: Terminal = { print, printAside, colors, asideColors: colors, columns: 80 };
    return { code: reportFailure(thrown, terminal, asJson), text: lines.join('\n') };
  }
  const refused = new SluiceError('run-input-invalid', 'The input does not fit.', {
    fields: [{ path: 'age', message: 'expected number' }],
    details: { pause_key: '1' },
  });

  it('is told with its code, its fields and the way on', () => {
    const { code, text } = report(refused);
    expect(code).toBe(1);
    expect(text.split('\n')).toEqual([
      'Error: The input does not fit. (run-input-invalid)',
      '  age: expected number',
      'Answer by --field name=value or --input JSON; `sluice flow-run pause ID` shows the form.',
    ]);
  });

  it('is a document when documents were asked for', () => {
    expect(JSON.parse(report(refused, true).text)).toEqual({
      error: {
        code: 'run-input-invalid',
        message: 'The input does not fit.',
        fields: [{ path: 'age', message: 'expected number' }],
        details: { pause_key: '1' },
      },
    });
  });

  it('of use is another exit code than a failure of the work', () => {
    expect(report(new UsageError('Expected more.'))).toEqual({ code: 2, text: 'Error: Expected more.' });
    expect(report(new QuietFailure())).toEqual({ code: 1, text: '' });
  });

  it('that nobody foresaw keeps its stack', () => {
    expect(report(new TypeError('oops')).text).toMatch(/TypeError: oops\n\s+at /);
  });
});
