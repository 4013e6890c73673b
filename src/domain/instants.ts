// Points in time as the wire writes them: ISO 8601 in UTC with microseconds and `Z`. JavaScript's Date ends at
// milliseconds, while states of one run are told apart by microseconds; so the arithmetic is here, on whole numbers.

const INSTANT_PATTERN = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:[.,](\d{1,9}))?\s*(Z|z|[+-]\d{2}(?::?\d{2})?)?$/;

/** The instant of a Date, with microseconds: `2026-07-29T12:00:00.123000Z`. */
export function toInstant(date: Date): string {
  return `${date.toISOString().slice(0, -1)}000Z`;
}

/**
 * Microseconds since 1970. A text without an offset is UTC.
 *
 * @returns NaN when the text is no instant
 */
export function parseInstantUs(text: string): number {
  const match = INSTANT_PATTERN.exec(text);
  if (!match) return Number.NaN;
  const [, day, time, fraction = '', offset = 'Z'] = match;
  const zone = /^[zZ]$/.test(offset) ? 'Z' : offset.length === 3 ? `${offset}:00` : offset;
  const wholeMs = Date.parse(`${day}T${time}${zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone}`);
  return wholeMs * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6));
}

/** Tells whether a text is an ISO 8601 instant; without an offset it is UTC. */
export function isInstant(text: string): boolean {
  return !Number.isNaN(parseInstantUs(text));
}

/** The instant that many microseconds after 1970. */
export function formatInstantUs(microseconds: number): string {
  const ms = Math.floor(microseconds / 1000);
  const us = String(microseconds - ms * 1000).padStart(3, '0');
  return `${new Date(ms).toISOString().slice(0, -1)}${us}Z`;
}

/** Seconds (float) from one instant to another. */
export function secondsBetween(from: string, to: string): number {
  return (parseInstantUs(to) - parseInstantUs(from)) / 1_000_000;
}

/** The instant some seconds after another. */
export function addSeconds(instant: string, seconds: number): string {
  return formatInstantUs(parseInstantUs(instant) + Math.round(seconds * 1_000_000));
}

/** Negative, 0 or positive, as `a` is before, at or after `b`. */
export function compareInstants(a: string, b: string): number {
  return parseInstantUs(a) - parseInstantUs(b);
}
