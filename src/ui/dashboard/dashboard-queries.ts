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

/** Runs that are late, or failed within the last day. */
const troubled = () => {
  const state = { operator: 'or_', type: { any_: ['FAILED', 'CRASHED'] }, name: { any_: ['Late'] } };
  const after = new Date(Date.now() - DAY_HOURS * HOUR_MS).toISOString();
  return { flow_runs: { state, expected_start_time: { after_: after } } };
};

/** Some of them, the newest first. */
export const troubledQuery = queryOptions({
  queryKey: ['runs', 'troubled'],
  queryFn: ({ signal }) =>
    ask<FlowRun[]>('/flow_runs/filter', { ...troubled(), sort: 'EXPECTED_START_TIME_DESC', limit: 10 }, signal),
});

export const troubledCountQuery = queryOptions({
  queryKey: ['runs', 'troubled count'],
  queryFn: ({ signal }) => ask<number>('/flow_runs/count', troubled(), signal),
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
