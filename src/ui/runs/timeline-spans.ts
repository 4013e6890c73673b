// The bars of a run's timeline as plain numbers: what was in which state from when to when. Apart from how they are drawn,
// so that they are tested without a browser.
import type { BriefState } from '../../domain/run-timeline.js';
import { isTerminal, type StateType } from '../../domain/state-types.js';

/** A stretch of time in one state. Instants are milliseconds since the epoch. */
export interface Span {
  readonly type: StateType;
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
}

export interface TimeRange {
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * The stretches between states. An ending state has none of its own; the last state of what goes on lasts until `nowMs`.
 *
 * @param states - first to last
 */
export function toSpans(states: readonly BriefState[], nowMs: number): Span[] {
  return states.flatMap(({ type, name, timestamp }, index) => {
    if (isTerminal(type)) return [];
    const startMs = Date.parse(timestamp);
    const next = states[index + 1];
    return [{ type, name, startMs, endMs: Math.max(startMs, next ? Date.parse(next.timestamp) : nowMs) }];
  });
}

/**
 * The line of time for a run: from its first step to its end, or to now. A time it was only scheduled for at its beginning
 * is left out, since it may be days.
 */
export function rangeOf(states: readonly BriefState[], nowMs: number): TimeRange {
  const first = states.find(({ type }) => type !== 'SCHEDULED') ?? states[0];
  const last = states.at(-1);
  const startMs = first ? Date.parse(first.timestamp) : nowMs;
  const endMs = last && isTerminal(last.type) ? Date.parse(last.timestamp) : nowMs;
  return { startMs, endMs: Math.max(endMs, startMs + 1) };
}

/** The part of a span that is within a range, as percents of it; null when none is. */
export function placeIn(span: Span, { startMs, endMs }: TimeRange): { left: number; width: number } | null {
  const from = Math.max(span.startMs, startMs);
  const to = Math.min(span.endMs, endMs);
  if (to < from) return null;
  const percent = (ms: number) => (100 * ms) / (endMs - startMs);
  return { left: percent(from - startMs), width: percent(to - from) };
}

/** Where a row of the timeline got to: its last state, how often it was tried, how long it took. */
export function outcomeOf(states: readonly BriefState[], nowMs: number) {
  const last = states.at(-1);
  const spans = toSpans(states, nowMs);
  const tries = states.filter(({ type }) => type === 'RUNNING').length;
  const pausedMs = spans
    .filter(({ type }) => type === 'PAUSED')
    .reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
  const { startMs, endMs } = rangeOf(states, nowMs);
  return { last, tries, pausedMs, tookMs: endMs - startMs };
}
