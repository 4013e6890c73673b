// Use case: how many events there were, by name, by resource, or over time. Intervals are aligned to one fixed instant, so
// that the same interval has the same edges whatever span is asked for.
import { SluiceError } from '../../domain/errors.js';
import { fixSpan, type EventFilter, type SpannedEventFilter } from '../../domain/filters/event-filter.js';
import { formatInstantUs, parseInstantUs } from '../../domain/instants.js';
import type { EventCount } from '../../store/store.js';
import { nowInstant, type ServiceContext } from '../service-context.js';

export const EVENT_COUNTABLES = ['day', 'time', 'event', 'resource'] as const;
export type EventCountable = (typeof EVENT_COUNTABLES)[number];
export const TIME_UNITS = ['week', 'day', 'hour', 'minute', 'second'] as const;
export type TimeUnit = (typeof TIME_UNITS)[number];

const UNIT_SECONDS = { week: 604_800, day: 86_400, hour: 3600, minute: 60, second: 1 } as const;
const PIVOT_US = Date.parse('2024-04-01T00:00:00Z') * 1000;
const MOST_INTERVALS = 1000;

export interface CountRequest {
  readonly filter: EventFilter;
  readonly time_unit: TimeUnit;
  /** How many units an interval is long. */
  readonly time_interval: number;
}

/**
 * Counts the events that fit. `day` is `time` in steps of one day.
 *
 * @throws SluiceError `request-invalid` when the span holds more than 1,000 intervals, whatever is counted
 */
export async function countEvents(
  context: ServiceContext,
  countable: EventCountable,
  request: CountRequest,
): Promise<EventCount[]> {
  const filter = fixSpan(request.filter, nowInstant(context));
  const byDay = countable === 'day';
  const lengthUs = byDay
    ? UNIT_SECONDS.day * 1_000_000
    : Math.round(UNIT_SECONDS[request.time_unit] * request.time_interval * 1_000_000);
  const [first, last] = intervalsOf(filter, lengthUs, nowInstant(context));
  refuseTooMany(last - first + 1);
  if (countable === 'event') return context.store.eventCounts.byName(filter);
  if (countable === 'resource') return context.store.eventCounts.byResource(filter);
  const counts = await context.store.eventCounts.byInterval(filter, PIVOT_US, lengthUs);
  return Array.from({ length: Math.max(last - first + 1, 0) }, (_, index) => {
    const start = PIVOT_US + (first + index) * lengthUs;
    return {
      value: String(index),
      label: formatInstantUs(start),
      count: counts.get(first + index) ?? 0,
      start_time: formatInstantUs(start),
      end_time: formatInstantUs(start + lengthUs - 1),
    };
  });
}

/** Numbers of the first and last interval of a span; an end beyond now is cut to the interval that now is in. */
function intervalsOf({ since, until }: SpannedEventFilter, lengthUs: number, now: string): [number, number] {
  const end = Math.min(parseInstantUs(until ?? now), parseInstantUs(now));
  const numberOf = (us: number) => Math.floor((us - PIVOT_US) / lengthUs);
  return [numberOf(parseInstantUs(since)), numberOf(end)];
}

function refuseTooMany(intervals: number): void {
  if (intervals <= MOST_INTERVALS) return;
  const way = `increase the interval or reduce the time range to produce ${MOST_INTERVALS} buckets or fewer`;
  const message = `The given interval would create ${intervals} buckets, which is too many. Please ${way}.`;
  throw new SluiceError('request-invalid', message, { fields: [{ path: 'time_interval', message }] });
}
