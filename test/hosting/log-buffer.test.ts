import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SluiceError } from '../../src/domain/errors.js';
import type { LogCreate } from '../../src/domain/logs.js';
import { LogBuffer } from '../../src/hosting/log-buffer.js';

const line = (message: string): LogCreate => ({ name: 'n', level: 20, message, timestamp: '2026-01-01T00:00:00Z' });

describe('the log buffer', () => {
  let sent: string[][];
  let failing: (lines: readonly LogCreate[]) => Error | undefined;
  let buffer: LogBuffer;
  beforeEach(() => {
    vi.useFakeTimers();
    sent = [];
    failing = () => undefined;
    buffer = new LogBuffer(async (lines) => {
      const error = failing(lines);
      if (error) throw error;
      sent.push(lines.map(({ message }) => message));
    });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('gathers lines and sends them soon', async () => {
    buffer.push(line('a'));
    buffer.push(line('b'));
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(sent).toEqual([['a', 'b']]);
  });

  it('sends by the hundreds, in order', async () => {
    for (let index = 0; index < 1201; index += 1) buffer.push(line(String(index)));
    await buffer.flush();
    expect(sent.map(({ length }) => length)).toEqual([500, 500, 201]);
    expect(sent.flat()).toEqual(Array.from({ length: 1201 }, (_, index) => String(index)));
  });

  it('keeps lines while nobody takes them', async () => {
    failing = () => new SluiceError('platform-unavailable');
    buffer.push(line('a'));
    await vi.advanceTimersByTimeAsync(5000);
    buffer.push(line('b'));
    failing = () => undefined;
    await vi.advanceTimersByTimeAsync(5000);
    expect(sent.flat()).toEqual(['a', 'b']);
  });

  it('loses the oldest lines when there are too many, and says how many', async () => {
    failing = () => new SluiceError('platform-unavailable');
    for (let index = 0; index < 20_003; index += 1) buffer.push(line(String(index)));
    failing = () => undefined;
    await buffer.flush();
    const messages = sent.flat();
    expect(messages).toHaveLength(20_001);
    expect(messages[0]).toBe('3 older log lines were dropped while the platform could not be reached.');
    expect(messages.slice(1, 3)).toEqual(['3', '4']);
    expect(messages.at(-1)).toBe('20002');
  });

  it('loses nothing but the oldest when it fills up while a batch is under way', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const slow = new LogBuffer(async (lines) => {
      if (sent.length === 0) await held;
      sent.push(lines.map(({ message }) => message));
    });
    for (let index = 0; index < 20_000; index += 1) slow.push(line(String(index)));
    const flushing = slow.flush();
    for (let index = 20_000; index < 20_500; index += 1) slow.push(line(String(index)));
    release();
    await flushing;
    expect(sent.flat()).toEqual(Array.from({ length: 20_500 }, (_, index) => String(index)));
  });

  it('gives up a line that is refused, and only that', async () => {
    failing = (lines) =>
      lines.some(({ message }) => message === 'bad') ? new SluiceError('request-invalid') : undefined;
    for (const message of ['a', 'bad', 'b']) buffer.push(line(message));
    await buffer.flush();
    expect(sent.flat()).toEqual(['a', 'b']);
  });
});
