// Counts over time as bars of a chart, named by the hour and minute at which each begins.
import { describeInstant } from '../parts/moment.js';
import type { CountRow } from './dashboard-queries.js';

/** The hour and minute of an instant, in local time. */
export const hourOf = (iso: string): string =>
  new Date(iso).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });

/** @param name - what is counted: `events` */
export function hourBars(rows: readonly CountRow[], name: string) {
  return rows.map(({ start_time, count }) => ({
    label: hourOf(start_time),
    at: describeInstant(start_time),
    parts: count === 0 ? [] : [{ name, count, colour: 'var(--mantine-color-cyan-6)' }],
  }));
}
