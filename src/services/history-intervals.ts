// Run history: the intervals of a span, each with how many runs were expected in it by state. Apart because flow runs and
// task runs have the same.
import { SluiceError } from '../domain/errors.js';
import { addSeconds, formatInstantUs, parseInstantUs, secondsBetween } from '../domain/instants.js';
import type { HistoryCell } from '../store/store.js';

export interface HistorySpan {
  readonly history_start: string;
  readonly history_end: string;
  readonly history_interval_seconds: number;
}

export interface HistoryInterval {
  readonly interval_start: string;
  readonly interval_end: string;
  readonly states: readonly Omit<HistoryCell, 'interval'>[];
}

const MOST_INTERVALS = 10_000;

/**
 * Reads a history.
 *
 * @param readCells - counts by the interval's number, from 0
 * @returns a row an interval, also for those without runs; none for a reversed span
 * @throws `request-invalid` for intervals under a second, or more of them than one answer holds
 */
export async function readHistory(
  { history_start, history_end, history_interval_seconds: seconds }: HistorySpan,
  readCells: (span: { start: string; end: string; seconds: number }) => Promise<HistoryCell[]>,
): Promise<HistoryInterval[]> {
  if (seconds < 1) throw invalid('History interval must not be less than 1 second.');
  const [start, end] = [history_start, history_end].map((text) => formatInstantUs(parseInstantUs(text))) as [
    string,
    string,
  ];
  const intervals = Math.ceil(secondsBetween(start, end) / seconds);
  if (intervals > MOST_INTERVALS) {
    throw invalid(`The span holds ${intervals} intervals, more than the ${MOST_INTERVALS} of one answer.`);
  }
  if (intervals <= 0) return [];
  const rows = Array.from({ length: intervals }, (_, number) => ({
    interval_start: addSeconds(start, number * seconds),
    interval_end: addSeconds(start, (number + 1) * seconds),
    states: [] as Omit<HistoryCell, 'interval'>[],
  }));
  for (const { interval, ...cell } of await readCells({ start, end, seconds })) rows[interval]?.states.push(cell);
  return rows;
}

function invalid(message: string): SluiceError {
  return new SluiceError('request-invalid', message, { fields: [{ path: 'history_interval_seconds', message }] });
}
