// Numbers and spans of time given to options, refused at once with what was expected.
import { InvalidArgumentError } from 'commander';
import { parseDurationMs } from '../domain/durations.js';

/** A whole number from 1 up. */
export function parseCount(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError('Expected a whole number from 1 up.');
}

/** A whole number from 0 up, as limits are. */
export function parseLimit(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a whole number from 0 up.');
}

/** A port: 0 (any free one) to 65535. */
export function parsePort(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= 65_535) return value;
  throw new InvalidArgumentError('Expected a port from 0 to 65535.');
}

/** Milliseconds of a span such as `90`, `90s`, `10 minutes`; a bare number is seconds. */
export function parseSpanMs(text: string): number {
  try {
    return parseDurationMs(/^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text, 'duration');
  } catch {
    throw new InvalidArgumentError("Expected a span of time such as '90s' or '10 minutes'; a bare number is seconds.");
  }
}

/** An http or https address. */
export function parseUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError('Expected an http or https address such as http://127.0.0.1:4200/api.');
}
