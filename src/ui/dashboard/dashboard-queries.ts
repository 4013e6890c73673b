// What the dashboard asks for: the last day, in hours, and the last hour, in minutes.
import { queryOptions } from '@tanstack/react-query';
import type { ReceivedEvent } from '../../domain/events/event.js';
import type { FlowRun } from '../../domain/flow-runs.js';
import type { StateType } from '../../domain/state-types.js';
import { ask } from '../server/connection.js';

const HOUR_MS = 3_600_000;
export const DAY_HOURS = 24;

export interface HistoryRow {
  readonly interval_start: string;
  readonly interval_end: string;
  readonly states: readonly {
    readonly state_type: StateType;
    readonly state_name: string;
    readonly count_runs: number;
  }[];
}

export interface CountRow {
  readonly value: string;
  readonly label: string;
  readonly count: number;
  readonly start_time: string;
}

/** Runs that wait for a person, those that wait longest first. */
export const waitingQuery = queryOptions({
  queryKey: ['runs', 'waiting'],
  queryFn: ({ signal }) =>
    ask<FlowRun[]>(
      '/flow_runs/filter',
      { flow_runs: { state: { type: { any_: ['PAUSED'] } } }, sort: 'START_TIME_ASC', limit: 20 },
      signal,
    ),
});

const LATE = { flow_runs: { state: { name: { any_: ['Late'] } } } };

/** By when they ended: a run that was due days ago may have failed just now. */
const failed = () => {
  const after = new Date(Date.now() - DAY_HOURS * HOUR_MS).toISOString();
  return { flow_runs: { state: { type: { any_: ['FAILED', 'CRASHED'] } }, end_time: { after_: after } } };
};

/** Of each kind, so that neither pushes the other out of sight. */
const SHOWN_TROUBLED = 5;

/** Some of those that are late, however long, the longest first; then of those that failed within the last day. */
export const troubledQuery = queryOptions({
  queryKey: ['runs', 'troubled'],
  queryFn: async ({ signal }) => {
    const some = (filter: object, sort: string) =>
      ask<FlowRun[]>('/flow_runs/filter', { ...filter, sort, limit: SHOWN_TROUBLED }, signal);
    return (await Promise.all([some(LATE, 'EXPECTED_START_TIME_ASC'), some(failed(), 'END_TIME_DESC')])).flat();
  },
});

export const troubledCountQuery = queryOptions({
  queryKey: ['runs', 'troubled count'],
  queryFn: async ({ signal }) => {
    const [late, broken] = await Promise.all(
      [LATE, failed()].map((filter) => ask<number>('/flow_runs/count', filter, signal)),
    );
    return (late ?? 0) + (broken ?? 0);
  },
});

/** Runs by state, an hour a row. */
export const historyQuery = queryOptions({
  queryKey: ['runs', 'history'],
  queryFn: ({ signal }) => {
    // Whole hours, the one that runs included.
    const endMs = Math.ceil(Date.now() / HOUR_MS) * HOUR_MS;
    const body = {
      history_start: new Date(endMs - DAY_HOURS * HOUR_MS).toISOString(),
      history_end: new Date(endMs).toISOString(),
      history_interval_seconds: 3_600,
    };
    return ask<HistoryRow[]>('/flow_runs/history', body, signal);
  },
});

/** Events of the last hour, a minute a row. */
export const eventsPerMinuteQuery = queryOptions({
  queryKey: ['events', 'per minute'],
  queryFn: ({ signal }) => {
    const occurred = { since: new Date(Date.now() - HOUR_MS).toISOString() };
    return ask<CountRow[]>(
      '/events/count-by/time',
      { filter: { occurred }, time_unit: 'minute', time_interval: 1 },
      signal,
    );
  },
});

const FIRED = { event: { name: ['prefect.automation.triggered'] } };
const SHOWN_FIRINGS = 5;

interface Fired {
  readonly total: number;
  /** The newest first. */
  readonly events: readonly ReceivedEvent[];
}

/** How many times automations fired within the last day, and the last times. */
export const firedQuery = queryOptions({
  queryKey: ['events', 'fired'],
  queryFn: ({ signal }) => {
    const occurred = { since: new Date(Date.now() - DAY_HOURS * HOUR_MS).toISOString() };
    return ask<Fired>('/events/filter', { filter: { occurred, ...FIRED }, limit: SHOWN_FIRINGS }, signal);
  },
});

/** Firings of the last day, an hour a row. */
export const firedPerHourQuery = queryOptions({
  queryKey: ['events', 'fired per hour'],
  queryFn: ({ signal }) => {
    const occurred = { since: new Date(Date.now() - DAY_HOURS * HOUR_MS).toISOString() };
    const body = { filter: { occurred, ...FIRED }, time_unit: 'hour', time_interval: 1 };
    return ask<CountRow[]>('/events/count-by/time', body, signal);
  },
});
