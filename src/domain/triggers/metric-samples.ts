// The numbers behind a metric: one sample for each run, kept in cells of equal width so that a busy metric takes no more
// room than a quiet one. A cell leaves whole, so a value is exact to a three-hundredth of its range.
import type { MetricNode } from './compile.js';
import { readRunFact, type RunFact } from './run-facts.js';
import { RETENTION_US, type MetricState } from './trigger-state.js';
import type { Event } from '../events/event.js';

const CELLS_PER_RANGE = 300;
const SECOND_US = 1_000_000;
/** Open runs are looked through for abandoned ones when there are more than so many. */
const OPEN_RUNS_BEFORE_PRUNING = 10_000;

/** Share of completed runs, or the average of their seconds; null when no run is in the range. */
export function metricValue({ cells }: MetricState): number | null {
  const count = cells.reduce((total, cell) => total + cell[2], 0);
  return count === 0 ? null : cells.reduce((total, cell) => total + cell[1], 0) / count;
}

/** When the oldest cell leaves the range, in event time; Infinity when there is none. */
export function oldestLeavesUs(node: MetricNode, { cells }: MetricState): number {
  const oldest = cells[0];
  return oldest ? (oldest[0] + 1) * cellWidthUs(node) + rangeUs(node) : Infinity;
}

/** Drops what has left the range at a moment of event time. */
export function dropOldCells(node: MetricNode, metric: MetricState, atUs: number): void {
  while (oldestLeavesUs(node, metric) <= atUs) metric.cells.shift();
}

/**
 * Reads an event into the metric.
 *
 * @returns the sample it gave; null when it gave none (the run goes on, or its beginning was never seen)
 */
export function readSample(node: MetricNode, metric: MetricState, event: Event, occurredUs: number): number | null {
  const fact = readRunFact(event);
  if (!fact) return null;
  const run = (metric.openRuns[fact.run] ??= { dueUs: null, runningUs: null });
  run.dueUs = fact.dueUs ?? run.dueUs;
  if (fact.stateType === 'SCHEDULED') run.dueUs ??= occurredUs;
  const begins = fact.stateType === 'RUNNING' && run.runningUs === null;
  if (begins) run.runningUs = occurredUs;
  const ends = ['COMPLETED', 'FAILED', 'CRASHED', 'CANCELLED'].includes(fact.stateType);
  if (ends) delete metric.openRuns[fact.run];
  pruneOpenRuns(metric, occurredUs);
  return sampleOf(node, fact, run, begins, ends, occurredUs);
}

/** Adds a sample at its moment; one older than the range is dropped. */
export function addSample(node: MetricNode, metric: MetricState, value: number, occurredUs: number): void {
  const number = Math.floor(occurredUs / cellWidthUs(node));
  let position = metric.cells.length;
  while (position > 0 && (metric.cells[position - 1] as [number, number, number])[0] > number) position -= 1;
  const cell = metric.cells[position - 1];
  if (cell?.[0] === number) {
    cell[1] += value;
    cell[2] += 1;
  } else {
    metric.cells.splice(position, 0, [number, value, 1]);
  }
}

function sampleOf(
  node: MetricNode,
  fact: RunFact,
  run: MetricState['openRuns'][string],
  begins: boolean,
  ends: boolean,
  occurredUs: number,
): number | null {
  switch (node.trigger.metric.name) {
    case 'successes':
      // A cancelled run is neither a success nor a failure: somebody decided so.
      return ends && fact.stateType !== 'CANCELLED' ? Number(fact.stateType === 'COMPLETED') : null;
    case 'duration':
      return ends && run.runningUs !== null ? Math.max(0, occurredUs - run.runningUs) / SECOND_US : null;
    case 'lateness':
      return begins && run.dueUs !== null ? Math.max(0, occurredUs - run.dueUs) / SECOND_US : null;
  }
}

function pruneOpenRuns(metric: MetricState, occurredUs: number): void {
  const runs = Object.entries(metric.openRuns);
  if (runs.length <= OPEN_RUNS_BEFORE_PRUNING) return;
  for (const [id, run] of runs) {
    if ((run.runningUs ?? run.dueUs ?? 0) < occurredUs - RETENTION_US) delete metric.openRuns[id];
  }
}

function rangeUs({ trigger }: MetricNode): number {
  return trigger.metric.range * SECOND_US;
}

function cellWidthUs(node: MetricNode): number {
  return Math.max(SECOND_US, Math.ceil(rangeUs(node) / CELLS_PER_RANGE));
}
