// Recurrence rules (RFC 5545), expanded by a library in wall time and only then placed in their zone, so that a rule keeps
// its hour across daylight saving. The library walks from DTSTART on; so that nobody's rule keeps the server busy for
// minutes, the walk has a limit, and a rule without COUNT is walked from shortly before the times that are asked for.
import * as rruleModule from 'rrule';
import type { Options, RRule as Rule } from 'rrule';
import { fromWall, toWall, type WallMs } from './wall-time.js';

/** Node sees a CommonJS module with everything in its default export, a bundler one with names. */
const library = (rruleModule as unknown as { default?: typeof rruleModule }).default ?? rruleModule;
const { RRule, RRuleSet, rrulestr } = library;

const MOST_CHARACTERS = 6_500;
const MOST_COUNTED = 10_000;
/** A rule that has no time within so many years has none for us. */
const HORIZON_MS = 10 * 366 * 86_400_000;
/** About a second's work. */
const MOST_READS = 1_000_000;
const DEFAULT_START = new Date('2020-01-01T00:00:00Z');
const EARLIEST_START = Date.UTC(1970, 0, 1);

/** What is wrong with a rule, as a sentence that follows the name of its field; null when nothing is. */
export function checkRecurrence(text: string): string | null {
  if (text.length > MOST_CHARACTERS) return `must have at most ${MOST_CHARACTERS} characters, found ${text.length}`;
  try {
    const set = parse(text);
    const rules = [...set._rrule, ...set._exrule];
    if (rules.length === 0 && set._rdate.length === 0) return 'must have a rule (RRULE) or dates (RDATE)';
    for (const { origOptions: options } of rules) {
      if ((options.count ?? 0) > MOST_COUNTED) return `must count at most ${MOST_COUNTED} times (COUNT)`;
      if ((options.dtstart?.getTime() ?? EARLIEST_START) < EARLIEST_START) return 'must begin in 1970 or later';
      if (options.freq === RRule.SECONDLY) return 'must not come every second; an interval schedule can';
    }
    return null;
  } catch (error) {
    return `is not a recurrence rule: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/**
 * The instants of a rule after another, in order, as epoch milliseconds.
 *
 * @param zone - the zone whose wall time the rule is written in
 * @param most - how many at most; fewer where the rule ends
 */
export function expandRecurrence(text: string, zone: string, afterMs: number, most: number): number[] {
  const after = toWall(afterMs, zone);
  const times = new Set<number>();
  // A little early, since putting clocks back moves wall time back as well.
  walk(narrow(parse(text), after - 2 * 86_400_000), after - 86_400_000, (wallMs) => {
    const instantMs = fromWall(wallMs, zone);
    if (instantMs > afterMs) times.add(instantMs);
    return times.size < most;
  });
  return [...times].sort((a, b) => a - b);
}

type ParsedSet = InstanceType<typeof RRuleSet>;

/** A rule in the wall time of its zone: what names a zone in the text is taken for that wall time. */
function parse(text: string): ParsedSet {
  const plain = text
    .replace(/\\n/g, '\n')
    .replace(/^(DTSTART|RDATE|EXDATE);TZID=[^:]*:/gim, '$1:')
    .trim();
  const set = rrulestr(plain, { forceset: true }) as ParsedSet;
  const started = new RRuleSet();
  for (const rule of set._rrule) started.rrule(withStart(rule));
  for (const rule of set._exrule) started.exrule(withStart(rule));
  for (const date of set._rdate) started.rdate(date);
  for (const date of set._exdate) started.exdate(date);
  return started;
}

function withStart(rule: Rule): Rule {
  const { dtstart } = rule.origOptions;
  return new RRule({ ...rule.origOptions, dtstart: dtstart ?? DEFAULT_START });
}

function narrow(set: ParsedSet, fromMs: WallMs): ParsedSet {
  const narrowed = new RRuleSet();
  for (const rule of set._rrule) narrowed.rrule(new RRule(narrowOptions(rule.origOptions, fromMs)));
  for (const rule of set._exrule) narrowed.exrule(new RRule(narrowOptions(rule.origOptions, fromMs)));
  for (const date of set._rdate) narrowed.rdate(date);
  for (const date of set._exdate) narrowed.exdate(date);
  return narrowed;
}

/** The same times from an instant on: the start is moved on by whole steps of the rule, the end is brought in. */
function narrowOptions(options: Partial<Options>, fromMs: WallMs): Partial<Options> {
  const start = (options.dtstart ?? DEFAULT_START).getTime();
  const until = Math.min(options.until?.getTime() ?? Infinity, Math.max(fromMs, start) + HORIZON_MS);
  const unitMs = STEP_MS[options.freq ?? RRule.YEARLY];
  const bounded = { ...options, until: new Date(until) };
  if (unitMs === undefined || options.count != null || fromMs <= start) return bounded;
  const stepMs = unitMs * (options.interval ?? 1);
  return { ...pinned(options), ...bounded, dtstart: new Date(start + Math.floor((fromMs - start) / stepMs) * stepMs) };
}

/** What a rule takes from its start, written out before the start is moved. */
function pinned({ freq, dtstart, byhour, byminute, byweekday }: Partial<Options>): Partial<Options> {
  if (freq !== RRule.WEEKLY || byweekday != null || !dtstart) return { byhour, byminute };
  return { byhour, byminute, byweekday: [(dtstart.getUTCDay() + 6) % 7] };
}

const STEP_MS: Partial<Record<number, number>> = {
  [RRule.WEEKLY]: 7 * 86_400_000,
  [RRule.DAILY]: 86_400_000,
  [RRule.HOURLY]: 3_600_000,
  [RRule.MINUTELY]: 60_000,
};

/** Hands over the times after another in order, until the visitor has had enough, or the walk has become too long. */
function walk(set: ParsedSet, afterMs: WallMs, visit: (wallMs: WallMs) => boolean): void {
  for (const rule of [...set._rrule, ...set._exrule]) rule.options = limitReads(rule.options);
  try {
    set.between(new Date(afterMs), new Date(afterMs + HORIZON_MS), false, (date) => visit(date.getTime()));
  } catch (error) {
    if (!(error instanceof WalkTooLong)) throw error;
  }
}

/** A rule that never comes (30 February) the library walks to the year 9999; it reads the options at every step. */
function limitReads<T extends object>(options: T): T {
  let reads = 0;
  return new Proxy(options, {
    get(target, property, receiver) {
      if ((reads += 1) > MOST_READS) throw new WalkTooLong();
      return Reflect.get(target, property, receiver) as unknown;
    },
  });
}

class WalkTooLong extends Error {}
