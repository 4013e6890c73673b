// What the list of runs is filtered by, as it stands in the address, and as the API takes it.
import { STATE_TYPES, type StateType } from '../../domain/state-types.js';

/** A type of states for people: `Scheduled`. */
export const stateTypeName = (type: StateType): string => type.charAt(0) + type.slice(1).toLowerCase();

export interface RunSearch {
  readonly state?: readonly StateType[];
  readonly flow?: string;
  readonly deployment?: string;
  readonly tag?: string;
  readonly name?: string;
  /** Runs expected to start within so many hours up to now, or later. */
  readonly hours?: number;
}

/** Reads an address; what does not fit is left out. */
export function readRunSearch(search: Record<string, unknown>): RunSearch {
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
  const states = STATE_TYPES.filter((type) => [search['state']].flat().includes(type));
  const hours = Number(search['hours']);
  return {
    state: states.length > 0 ? states : undefined,
    flow: text(search['flow']),
    deployment: text(search['deployment']),
    tag: text(search['tag']),
    name: text(search['name']),
    hours: Number.isFinite(hours) && hours > 0 ? hours : undefined,
  };
}

/** The filter documents of `POST /flow_runs/filter`. `nowMs`: milliseconds since the epoch. */
export function toRunFilters(search: RunSearch, nowMs: number): Record<string, unknown> {
  const { state, flow, deployment, tag, name, hours } = search;
  const since = hours === undefined ? undefined : new Date(nowMs - hours * 3_600_000).toISOString();
  const flowRuns = {
    ...(state === undefined ? {} : { state: { type: { any_: state } } }),
    ...(deployment === undefined ? {} : { deployment_id: { any_: [deployment] } }),
    ...(tag === undefined ? {} : { tags: { all_: [tag] } }),
    ...(name === undefined ? {} : { name: { like_: name } }),
    ...(since === undefined ? {} : { expected_start_time: { after_: since } }),
  };
  return { flow_runs: flowRuns, ...(flow === undefined ? {} : { flows: { name: { any_: [flow] } } }) };
}
