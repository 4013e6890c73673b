// Event time. Absence is judged by the newest event seen and not by the wall clock alone, so that a backlog of late
// events raises no false alarm. Apart because every leaf, the timers and the forgetting read the same clock.
import type { TriggerState } from './trigger-state.js';

type Clock = TriggerState['clock'];

/** How far event time is behind the wall clock, 0 or less: as far as the newest event was behind when one last came. */
export function clockLagUs(clock: Clock): number {
  return clock.newestUs === null ? 0 : Math.min(0, clock.newestUs - clock.seenUs);
}

/** Event time at a moment of the wall clock. */
export function eventTimeUs(clock: Clock, nowUs: number): number {
  return nowUs + clockLagUs(clock);
}

/** The moment of the wall clock at which event time reaches `atUs`, if no event comes before. */
export function wallTimeUs(clock: Clock, atUs: number): number {
  return atUs - clockLagUs(clock);
}

/** Takes in an event. An event from the future does not push the clock ahead of the wall. */
export function advanceClock(clock: Clock, occurredUs: number, nowUs: number): void {
  const capped = Math.min(occurredUs, nowUs);
  clock.newestUs = clock.newestUs === null ? capped : Math.max(clock.newestUs, capped);
  clock.seenUs = nowUs;
}

/**
 * Moves the horizon up to the present event time and gives it. It never moves back, as the event time itself may. Before
 * the first event nobody knows how far behind events are, and there is nothing to forget.
 */
export function raiseHorizon(clock: Clock, nowUs: number): number {
  if (clock.newestUs === null) return clock.horizonUs;
  clock.horizonUs = Math.max(clock.horizonUs, eventTimeUs(clock, nowUs));
  return clock.horizonUs;
}
