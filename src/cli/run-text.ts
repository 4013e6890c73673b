// Runs as people read them: states in a colour of their type, instants as time since.
import type { FlowRun } from '../domain/flow-runs.js';
import type { StateType } from '../domain/states.js';
import type { Colors } from './terminal.js';

/** The name of a run's state, coloured by its type. */
export function stateText(run: Pick<FlowRun, 'state_type' | 'state_name'>, colors: Colors): string {
  if (run.state_type === null) return colors.dim('none');
  return colorOf(run.state_type, colors)(run.state_name ?? run.state_type);
}

/** The colour of a state type. */
export function colorOf(type: StateType, colors: Colors): (text: string) => string {
  switch (type) {
    case 'COMPLETED':
      return colors.green;
    case 'FAILED':
    case 'CRASHED':
      return colors.red;
    case 'PAUSED':
      return colors.magenta;
    case 'CANCELLED':
    case 'CANCELLING':
      return colors.yellow;
    case 'RUNNING':
      return colors.cyan;
    case 'PENDING':
    case 'SCHEDULED':
      return colors.blue;
  }
}

const STEPS: readonly (readonly [name: string, seconds: number])[] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];

/**
 * How long ago an instant was or how far ahead it is: `20 seconds ago`, `in 2 hours`, `now`.
 *
 * @param instant - ISO 8601; null gives `-`
 */
export function relativeTime(instant: string | null, nowMs: number): string {
  if (instant === null) return '-';
  const seconds = Math.round((Date.parse(instant) - nowMs) / 1000);
  const span = Math.abs(seconds);
  const [name, size] = STEPS.find(([, least]) => span >= least) ?? ['second', 1];
  const count = Math.floor(span / size);
  if (count === 0) return 'now';
  const text = `${count} ${name}${count === 1 ? '' : 's'}`;
  return seconds < 0 ? `${text} ago` : `in ${text}`;
}

/** An instant in local time to the millisecond: `2026-11-24 10:27:59.926`. */
export function localTime(instant: string): string {
  const date = new Date(instant);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return `${day} ${time}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}
