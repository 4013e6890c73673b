// What can be asked about runs: the run itself, lists and counts, its pause and decisions, its history, its result.
import { isSluiceError, SluiceError } from '../domain/errors.js';
import type { FlowRun } from '../domain/flow-runs.js';
import type { Decision, OpenPause } from '../domain/pauses.js';
import type { Log } from '../domain/logs.js';
import type { State } from '../domain/states.js';
import { idOf, type FlowRunReference } from './flow-like.js';
import { toRunFilters, type FlowRunQuery, type ListFlowRunsOptions } from './flow-run-query.js';
import { listLogs, type ListLogsOptions } from './lists.js';
import { listAll } from './pages.js';
import type { Transport } from './transport.js';
import { waitForState, type WaitOptions } from './wait-for-state.js';

export interface FlowRunReads {
  /** Reads a run. Throws `flow-run-not-found`. */
  read(run: FlowRunReference): Promise<FlowRun>;
  /** Runs that fit. */
  list(options?: ListFlowRunsOptions): Promise<FlowRun[]>;
  count(query?: FlowRunQuery): Promise<number>;
  /**
   * The run once it is in a state (by type or name), or has ended.
   *
   * @throws `wait-timeout`, or `flow-run-finished` when the run ended in another state
   */
  wait(run: FlowRunReference, options?: WaitOptions): Promise<FlowRun>;
  /**
   * What the run returned, waiting for its end.
   *
   * @throws `flow-failed`, `flow-timeout`, `flow-run-cancelled` and the like with the run's own message; `wait-timeout`
   */
  result<Result = unknown>(
    run: FlowRunReference<Result>,
    options?: Pick<WaitOptions, 'timeoutMs' | 'signal'>,
  ): Promise<Result>;
  /** The pause the run waits in, with its form; null when it waits in none. */
  pause(run: FlowRunReference): Promise<OpenPause | null>;
  /** Who ended which pause, oldest first. */
  decisions(run: FlowRunReference): Promise<Decision[]>;
  /** Every state the run was in, oldest first. */
  states(run: FlowRunReference): Promise<State[]>;
  /** The run's log lines, oldest first. */
  logs(run: FlowRunReference, options?: Omit<ListLogsOptions, 'flowRun'>): Promise<Log[]>;
}

/** The calls that change nothing. */
export function createFlowRunReads(transport: Transport): FlowRunReads {
  const get = async <Document>(
    path: string,
    more: { query?: Record<string, string>; signal?: AbortSignal } = {},
  ): Promise<Document> => (await transport.send<Document>({ method: 'GET', path, ...more })).document;
  const pathOf = (run: FlowRunReference, part = ''): string => `/flow_runs/${encodeURIComponent(idOf(run))}${part}`;
  const wait = (run: FlowRunReference, options: WaitOptions = {}): Promise<FlowRun> =>
    waitForState(() => get<FlowRun>(pathOf(run), { signal: options.signal }), options);

  return {
    read: (run) => get(pathOf(run)),
    list: ({ limit, offset, sort = 'EXPECTED_START_TIME_DESC', signal, ...query } = {}) =>
      listAll<FlowRun>(transport, '/flow_runs/filter', { ...toRunFilters(query), sort }, { limit, offset, signal }),
    async count(query = {}) {
      const body = toRunFilters(query);
      const request = { method: 'POST', path: '/flow_runs/count', body, repeatable: true } as const;
      return (await transport.send<number>(request)).document;
    },
    wait,
    async result<Result>(run: FlowRunReference<Result>, options: Pick<WaitOptions, 'timeoutMs' | 'signal'> = {}) {
      const ended = await wait(run, options);
      try {
        return await get<Result>(pathOf(run, '/result'), { signal: options.signal });
      } catch (error) {
        throw isSluiceError(error) ? withRun(error, ended) : error;
      }
    },
    pause: (run) => get(pathOf(run, '/pause')),
    decisions: (run) => get(pathOf(run, '/decisions')),
    states: (run) => get('/flow_run_states/', { query: { flow_run_id: idOf(run) } }),
    logs: (run, options = {}) => listLogs(transport, { ...options, flowRun: run }),
  };
}

/** The same error, also saying which run and which state it is about. */
function withRun(error: SluiceError, run: FlowRun): SluiceError {
  return new SluiceError(error.code, error.message, {
    fields: error.fields,
    details: { ...error.details, flow_run_id: run.id, state_type: run.state_type, state_name: run.state_name },
    cause: error,
  });
}
