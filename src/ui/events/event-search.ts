// What the feed of events is filtered by, as it stands in the address, and as the API takes it.
import type { EventFilterInput } from '../../domain/filters/event-filter.js';

export interface EventSearch {
  /** The beginning of the name. */
  readonly name?: string;
  /** The beginning of the resource's id. */
  readonly resource?: string;
  /** The last so many, unless an end is given. @default 24 */
  readonly hours?: number;
  /** ISO 8601. */
  readonly since?: string;
  /** ISO 8601. @default now */
  readonly until?: string;
}

/** What the address says beyond the filter: the event that is open. */
export interface EventPlace extends EventSearch {
  readonly open?: string;
}

export const DEFAULT_HOURS = 24;
const HOUR_MS = 3_600_000;
/** How far back a span without a beginning goes: as far as the server looks by itself. */
const LONGEST_HOURS = 180 * 24;

/** Reads an address; what does not fit is left out. */
export function readEventSearch(search: Record<string, unknown>): EventPlace {
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
  const instant = (value: unknown) =>
    typeof value === 'string' && Number.isFinite(Date.parse(value)) ? value : undefined;
  const hours = Number(search['hours']);
  return {
    name: text(search['name']),
    resource: text(search['resource']),
    hours: Number.isFinite(hours) && hours > 0 ? hours : undefined,
    since: instant(search['since']),
    until: instant(search['until']),
    open: text(search['open']),
  };
}

/** The span that is looked at. `nowMs`: milliseconds since the epoch, as are the answers. */
export function spanOf({ hours = DEFAULT_HOURS, since, until }: EventSearch, nowMs: number): readonly [number, number] {
  const untilMs = until === undefined ? nowMs : Date.parse(until);
  if (since !== undefined) return [Date.parse(since), untilMs];
  return [untilMs - (until === undefined ? hours : LONGEST_HOURS) * HOUR_MS, untilMs];
}

/** The filter document. `nowMs`: milliseconds since the epoch. */
export function toEventFilter(search: EventSearch, nowMs: number): EventFilterInput {
  const { name, resource, until } = search;
  const [sinceMs] = spanOf(search, nowMs);
  return {
    occurred: { since: new Date(sinceMs).toISOString(), ...(until === undefined ? {} : { until }) },
    ...(name === undefined ? {} : { event: { prefix: [name] } }),
    ...(resource === undefined ? {} : { resource: { id_prefix: [resource] } }),
  };
}
