// Spans of time for people. Apart from the parts that draw times, so that what is no component says them too.
import { TIME_UNITS } from './time-units.js';

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** `3 minutes ago`, `in 2 hours`. */
export function describeDistance(ms: number): string {
  const seconds = Math.round(ms / 1000);
  // Clocks differ a little: what has just happened is not said to come.
  if (seconds > 0 && seconds < 3) return relative.format(0, 'second');
  const [unit, size] = TIME_UNITS.find(([, least]) => Math.abs(seconds) >= least) ?? TIME_UNITS[3];
  return relative.format(Math.trunc(seconds / size), unit);
}

/** A span: `1m 5s`, `2h`, `0.4s`. */
export function describeSpan(seconds: number): string {
  if (seconds < 10) return `${Math.max(0, seconds).toFixed(1)}s`;
  const whole = Math.round(seconds);
  const parts = [
    [Math.floor(whole / 86_400), 'd'],
    [Math.floor(whole / 3_600) % 24, 'h'],
    [Math.floor(whole / 60) % 60, 'm'],
    [whole % 60, 's'],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count}${unit}`)
    .join(' ');
}
