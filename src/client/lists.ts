// The lists beside flow runs: flows, task runs and log lines, each read by the filter documents of the API.
import type { FlowRun } from '../domain/flow-runs.js';
import type { Flow } from '../domain/flows.js';
import { UUID_FORM } from '../domain/uuid-form.js';
import type { Log } from '../domain/logs.js';
import type { TaskRun } from '../domain/task-runs.js';
import { idOf, type FlowRunReference } from './flow-like.js';
import { listAll } from './pages.js';
import type { Transport } from './transport.js';

export interface PageOptions {
  /** At most so many; more than 200 are fetched in pages. @default 200 */
  readonly limit?: number;
  /** @default 0 */
  readonly offset?: number;
  readonly signal?: AbortSignal;
}

export interface ListFlowsOptions extends PageOptions {
  readonly name?: string;
  /** @default 'NAME_ASC' */
  readonly sort?: 'NAME_ASC' | 'NAME_DESC' | 'CREATED_DESC' | 'UPDATED_DESC';
  /** Filter documents: `flows`, `flow_runs`, `task_runs`, … */
  readonly filter?: Readonly<Record<string, unknown>>;
}

/** Flows that fit. */
export function listFlows(transport: Transport, options: ListFlowsOptions = {}): Promise<Flow[]> {
  const { name, sort, filter = {} } = options;
  const flows = name === undefined ? {} : { flows: { name: { any_: [name] } } };
  return listAll<Flow>(
    transport,
    '/flows/filter',
    { ...flows, ...filter, ...(sort === undefined ? {} : { sort }) },
    options,
  );
}

export interface ListTaskRunsOptions extends PageOptions {
  readonly flowRun?: FlowRunReference;
  /** @default 'EXPECTED_START_TIME_ASC' */
  readonly sort?: 'ID_DESC' | 'EXPECTED_START_TIME_ASC' | 'EXPECTED_START_TIME_DESC' | 'NAME_ASC' | 'NAME_DESC';
  /** Filter documents: `task_runs`, `flow_runs`, … */
  readonly filter?: Readonly<Record<string, unknown>>;
}

/** Task runs that fit. */
export async function listTaskRuns(transport: Transport, options: ListTaskRunsOptions = {}): Promise<TaskRun[]> {
  const { flowRun, sort = 'EXPECTED_START_TIME_ASC', filter = {} } = options;
  const ofRun = flowRun === undefined ? {} : { flow_run_id: { any_: [await findIdOf(transport, flowRun)] } };
  const taskRuns = { ...ofRun, ...(filter['task_runs'] as object | undefined) };
  const narrowed = Object.keys(taskRuns).length === 0 ? {} : { task_runs: taskRuns };
  return listAll<TaskRun>(transport, '/task_runs/filter', { ...filter, ...narrowed, sort }, options);
}

export interface ListLogsOptions extends PageOptions {
  readonly flowRun?: FlowRunReference;
  /** Lines of this level (a number, see LOG_LEVELS) and above. */
  readonly minLevel?: number;
  /** Lines written at or after this instant (ISO 8601). */
  readonly after?: string;
  /** @default 'TIMESTAMP_ASC' */
  readonly sort?: 'TIMESTAMP_ASC' | 'TIMESTAMP_DESC';
}

/** Log lines that fit. */
export async function listLogs(transport: Transport, options: ListLogsOptions = {}): Promise<Log[]> {
  const { flowRun, minLevel, after, sort = 'TIMESTAMP_ASC' } = options;
  const logs = {
    ...(flowRun === undefined ? {} : { flow_run_id: { any_: [await findIdOf(transport, flowRun)] } }),
    ...(minLevel === undefined ? {} : { level: { ge_: minLevel } }),
    ...(after === undefined ? {} : { timestamp: { after_: after } }),
  };
  return listAll<Log>(transport, '/logs/filter', { logs, sort }, options);
}

/** Filters take flow run ids alone, so a run that is given by its workflow id is looked up. Throws `flow-run-not-found`. */
async function findIdOf(transport: Transport, run: FlowRunReference): Promise<string> {
  const id = idOf(run);
  if (UUID_FORM.test(id)) return id;
  const path = `/flow_runs/${encodeURIComponent(id)}`;
  return (await transport.send<FlowRun>({ method: 'GET', path })).document.id;
}
