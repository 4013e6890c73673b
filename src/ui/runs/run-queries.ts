// What the views of runs ask the server for.
import { queryOptions } from '@tanstack/react-query';
import type { ReceivedEvent } from '../../domain/events/event.js';
import type { Flow } from '../../domain/flows.js';
import type { FlowRun } from '../../domain/flow-runs.js';
import type { Decision, OpenPause } from '../../domain/pauses.js';
import type { RunTimeline } from '../../domain/run-timeline.js';
import type { FlowRunInput, SentInput } from '../../domain/run-inputs.js';
import type { State } from '../../domain/states.js';
import type { TaskRun } from '../../domain/task-runs.js';
import { ask, read } from '../server/connection.js';
import { documentPages } from '../server/document-pages.js';
import { toRunFilters, type RunSearch } from './run-search.js';

export const PAGE_ROWS = 50;
/** The most rows one answer has. */
const MOST_ROWS = 200;
/** More than a person has; beyond, a run's flow is shown without its name. */
const MOST_FLOWS = 2000;

/** A page of the runs that fit, newest first. */
export const runPageQuery = (search: RunSearch, page: number) => ({
  queryKey: ['runs', 'list', search, page],
  queryFn: ({ signal }: { readonly signal: AbortSignal }) => {
    const order = { sort: 'EXPECTED_START_TIME_DESC', limit: PAGE_ROWS, offset: page * PAGE_ROWS };
    return ask<FlowRun[]>('/flow_runs/filter', { ...toRunFilters(search, Date.now()), ...order }, signal);
  },
});

export const runCountQuery = (search: RunSearch) =>
  queryOptions({
    queryKey: ['runs', 'count', search],
    queryFn: ({ signal }) => ask<number>('/flow_runs/count', toRunFilters(search, Date.now()), signal),
  });

/** All flows, to show their names. */
export const flowsQuery = queryOptions({
  queryKey: ['flows'],
  queryFn: async ({ signal }) => {
    const flows: Flow[] = [];
    for (let offset = 0; offset < MOST_FLOWS; offset += MOST_ROWS) {
      const page = await ask<Flow[]>('/flows/filter', { limit: MOST_ROWS, offset, sort: 'NAME_ASC' }, signal);
      flows.push(...page);
      if (page.length < MOST_ROWS) break;
    }
    return flows;
  },
  staleTime: 60_000,
});

/** Where Temporal's Web UI is; it does not move while the page is open. */
export const temporalQuery = queryOptions({
  queryKey: ['temporal'],
  queryFn: ({ signal }) => read<{ ui: { url: string; namespace: string } | null }>('/temporal', signal),
  staleTime: Infinity,
});

const of = (id: string) => `/flow_runs/${encodeURIComponent(id)}`;

export const runQuery = (id: string) =>
  queryOptions({ queryKey: ['run', id], queryFn: ({ signal }) => read<FlowRun>(of(id), signal) });

export const pauseQuery = (id: string) =>
  queryOptions({
    queryKey: ['run', id, 'pause'],
    queryFn: ({ signal }) => read<OpenPause | null>(`${of(id)}/pause`, signal),
  });

export const decisionsQuery = (id: string) =>
  queryOptions({
    queryKey: ['run', id, 'decisions'],
    queryFn: ({ signal }) => read<Decision[]>(`${of(id)}/decisions`, signal),
  });

export const statesQuery = (id: string) =>
  queryOptions({
    queryKey: ['run', id, 'states'],
    queryFn: ({ signal }) => read<State[]>(`/flow_run_states/?flow_run_id=${encodeURIComponent(id)}`, signal),
  });

/** The run that called a subflow, by the task run that stands for the call; null when it is gone. */
export const parentQuery = (taskRunId: string) =>
  queryOptions({
    queryKey: ['parent', taskRunId],
    queryFn: async ({ signal }) =>
      (await read<TaskRun>(`/task_runs/${encodeURIComponent(taskRunId)}`, signal)).flow_run_id,
    staleTime: Infinity,
  });

/** The tasks and subflows that a run called, with their states. */
export const timelineQuery = (id: string) =>
  queryOptions({
    queryKey: ['run', id, 'timeline'],
    queryFn: ({ signal }) => read<RunTimeline>(`${of(id)}/timeline`, signal),
  });

/** What a run received, oldest first, page after page. */
export const inputsQuery = (id: string) =>
  documentPages<FlowRunInput>(['run', id, 'inputs'], `${of(id)}/input/filter`, { prefix: '' });

/** What a run sent to other runs and to clients outside flows, oldest first, page after page. */
export const sentInputsQuery = (id: string) =>
  documentPages<SentInput>(['run', id, 'sent-inputs'], `${of(id)}/sent_inputs/filter`, {});

export const runEventsQuery = (id: string) =>
  queryOptions({
    queryKey: ['events', 'run', id],
    queryFn: ({ signal }) =>
      ask<{ events: ReceivedEvent[] }>(
        '/events/filter',
        { filter: { any_resource: { id: [`prefect.flow-run.${id}`] } }, limit: 50 },
        signal,
      ),
  });
