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
  /** Instead of hours, runs expected to start from then on. ISO 8601. */
  readonly since?: string;
  /** Runs expected to start up to then. ISO 8601. */
  readonly until?: string;
}

const HOUR_MS = 3_600_000;

/** Reads an address; what does not fit is left out. */
export function readRunSearch(search: Record<string, unknown>): RunSearch {
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
  const states = STATE_TYPES.filter((type) => [search['state']].flat().includes(type));
  const instant = (value: unknown) =>
    typeof value === 'string' && Number.isFinite(Date.parse(value)) ? new Date(value).toISOString() : undefined;
  const hours = Number(search['hours']);
  return {
    state: states.length > 0 ? states : undefined,
    flow: text(search['flow']),
    deployment: text(search['deployment']),
    tag: text(search['tag']),
    name: text(search['name']),
    hours: Number.isFinite(hours) && hours > 0 ? hours : undefined,
    since: instant(search['since']),
    until: instant(search['until']),
  };
}

/** When the span of the last so many hours began, to the minute. `nowMs`: milliseconds since the epoch. */
export function beginningOf(hours: number, nowMs: number): string {
  const date = new Date(nowMs - hours * HOUR_MS);
  date.setSeconds(0, 0);
  return date.toISOString();
}

/** The span as the filter has it: its own ends, else the last hours. */
function spanFilter({ hours, since, until }: RunSearch, nowMs: number): Record<string, string> | undefined {
  if (since !== undefined || until !== undefined) {
    return { ...(since === undefined ? {} : { after_: since }), ...(until === undefined ? {} : { before_: until }) };
  }
  return hours === undefined ? undefined : { after_: new Date(nowMs - hours * HOUR_MS).toISOString() };
}

/** The filter documents of `POST /flow_runs/filter`. `nowMs`: milliseconds since the epoch. */
export function toRunFilters(search: RunSearch, nowMs: number): Record<string, unknown> {
  const { state, flow, deployment, tag, name } = search;
  const span = spanFilter(search, nowMs);
  const flowRuns = {
    ...(state === undefined ? {} : { state: { type: { any_: state } } }),
    ...(deployment === undefined ? {} : { deployment_id: { any_: [deployment] } }),
    ...(tag === undefined ? {} : { tags: { all_: [tag] } }),
    ...(name === undefined ? {} : { name: { like_: name } }),
    ...(span === undefined ? {} : { expected_start_time: span }),
  };
  return { flow_runs: flowRuns, ...(flow === undefined ? {} : { flows: { name: { any_: [flow] } } }) };
}
