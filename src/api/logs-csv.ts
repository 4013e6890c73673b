// A log as CSV (RFC 4180), line by line, so that a log of any length is never held whole.
import { LOG_LEVELS, type Log } from '../domain/logs.js';

const COLUMNS = ['timestamp', 'level', 'flow_run_id', 'task_run_id', 'message'];

/** The lines of a CSV file: a header, then one row a log line. */
export async function* writeLogsAsCsv(logs: AsyncIterable<Log>): AsyncGenerator<string> {
  yield row(COLUMNS);
  for await (const log of logs) {
    yield row([log.timestamp, levelName(log.level), log.flow_run_id ?? '', log.task_run_id ?? '', log.message]);
  }
}

function levelName(level: number): string {
  const known = Object.entries(LOG_LEVELS).find(([, number]) => number === level);
  return known === undefined ? String(level) : known[0].toUpperCase();
}

function row(values: readonly string[]): string {
  return `${values.map(quote).join(',')}\r\n`;
}

function quote(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
