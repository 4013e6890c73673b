// Wall time, what a clock in some place shows, and the instants it stands for. The library knows the zones' rules; that
// there is no half past two on a day in spring, and two of them on a day in autumn, is settled here once.
import { DateTime, IANAZone } from 'luxon';

/** Whether the tz database has a zone of this name. */
export function isTimeZone(name: string): boolean {
  return IANAZone.isValidZone(name);
}

/** A wall time as a number: the epoch milliseconds at which UTC shows it. */
export type WallMs = number;

/** The wall time of an instant (epoch milliseconds). */
export function toWall(instantMs: number, zone: string): WallMs {
  return instantMs + DateTime.fromMillis(instantMs, { zone }).offset * 60_000;
}

/**
 * The instant (epoch milliseconds) of a wall time. One that a zone skips is as much later as was skipped; of one that comes
 * twice, it is the first.
 */
export function fromWall(wallMs: WallMs, zone: string): number {
  const { year, month, day, hour, minute, second, millisecond } = DateTime.fromMillis(wallMs, { zone: 'utc' });
  const found = DateTime.fromObject({ year, month, day, hour, minute, second, millisecond }, { zone }).toMillis();
  // The library may take either of two; an hour is what zones put their clocks back by, half of one in one place.
  for (const earlierMs of [found - 3_600_000, found - 1_800_000])
    if (toWall(earlierMs, zone) === wallMs) return earlierMs;
  return found;
}
