// The short form of a run filter as most people need it, turned into the filter documents the API takes. Apart because
// the command line and the client's list and count read the same short form.
import type { FlowRunSort } from '../domain/filters/flow-run-filter.js';
import { STATE_TYPES, type StateType } from '../domain/state-types.js';

export interface FlowRunQuery {
  readonly ids?: readonly string[];
  /** Run names, exactly. */
  readonly name?: string | readonly string[];
  readonly flowName?: string | readonly string[];
  /** State types (`PAUSED`) and state names (`Suspended`); a run fits when one of them does. */
  readonly state?: string | readonly string[];
  /** Runs that carry all of these. */
  readonly tags?: readonly string[];
  readonly deploymentId?: string;
  /** Filter documents of the API, over the above: `flow_runs`, `flows`, `task_runs`, `deployments`. */
  readonly filter?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface ListFlowRunsOptions extends FlowRunQuery {
  /** At most so many; more than 200 are fetched in pages. @default 200 */
  readonly limit?: number;
  /** @default 0 */
  readonly offset?: number;
  /** @default 'EXPECTED_START_TIME_DESC' */
  readonly sort?: FlowRunSort;
  readonly signal?: AbortSignal;
}

/** Tells whether a text names a state type and not a state name. */
export function isStateType(text: string): text is StateType {
  return (STATE_TYPES as readonly string[]).includes(text);
}

/** The filter documents of a query. */
export function toRunFilters(query: FlowRunQuery): Record<string, unknown> {
  const { filter = {} } = query;
  const flowRuns = {
    ...criterion('id', query.ids, (ids) => ({ any_: [...ids] })),
    ...criterion('name', query.name, (names) => ({ any_: listOf(names) })),
    ...criterion('state', query.state, (states) => stateFilter(listOf(states))),
    ...criterion('tags', query.tags, (tags) => ({ all_: [...tags] })),
    ...criterion('deployment_id', query.deploymentId, (id) => ({ any_: [id] })),
    ...filter['flow_runs'],
  };
  const flows = { ...criterion('name', query.flowName, (names) => ({ any_: listOf(names) })), ...filter['flows'] };
  return {
    ...filter,
    ...(Object.keys(flowRuns).length === 0 ? {} : { flow_runs: flowRuns }),
    ...(Object.keys(flows).length === 0 ? {} : { flows }),
  };
}

function criterion<Value>(name: string, value: Value | undefined, write: (value: Value) => unknown) {
  return value === undefined ? {} : { [name]: write(value) };
}

function stateFilter(states: readonly string[]): Record<string, unknown> {
  const types = states.filter(isStateType);
  const names = states.filter((state) => !isStateType(state));
  return {
    ...(types.length > 0 && names.length > 0 ? { operator: 'or_' } : {}),
    ...(types.length > 0 || names.length === 0 ? { type: { any_: types } } : {}),
    ...(names.length > 0 ? { name: { any_: names } } : {}),
  };
}

function listOf(value: string | readonly string[]): string[] {
  return typeof value === 'string' ? [value] : [...value];
}
