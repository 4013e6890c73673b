// What a trigger remembers between events: plain JSON, so that it survives continue-as-new, storage and a restart by
// being written down. Instants are microseconds since 1970. The evaluator changes it in place (see evaluate.ts).
import type { Event } from '../events/event.js';
import type { CompiledTrigger } from './compile.js';

/** Raised when the form of the state changes; read-trigger-state.ts then learns to read the version before. */
export const TRIGGER_STATE_VERSION = 2;

/** How late an event may be and still count into the window it belongs to, if that window has no successor. */
export const ALLOWED_LATENESS_US = 15 * 60 * 1_000_000;
/** How long a window without an end (`within: 0`) waits for what it still needs. */
export const RETENTION_US = 7 * 24 * 3600 * 1_000_000;
/** Event ids kept on a bucket and handed to its firing. */
export const MAX_EVENTS_PER_FIRING = 100;

/** One counting window of a leaf, for one key. */
export interface Bucket {
  readonly key: readonly string[];
  startUs: number;
  endUs: number;
  /** -1 right after an opener that is expected too: it must not count for itself. */
  count: number;
  /** Id of the last event that opened it or counted. */
  lastEvent: string | null;
  /** Ids of the events that opened it or counted, oldest first, the last so many. */
  events: string[];
}

/** One time a trigger of the tree fired. A wire document: ledgers and templates read it. */
export interface Firing {
  /** 0, 1, 2, ... in the order of firing, inner triggers included. With the trigger's id it names the firing. */
  readonly sequence: number;
  readonly state: 'Triggered' | 'Resolved';
  /** Path of the trigger that fired: `root`, `root.triggers[0]`, ... */
  readonly trigger: string;
  readonly trigger_id: string | null;
  readonly bucketing_key: readonly string[];
  readonly triggering_labels: Readonly<Record<string, string>>;
  /** Id of the last event, null for an absence of which no event was ever seen. */
  readonly triggering_event: string | null;
  /** Ids of all events that led to it, oldest first, at most MAX_EVENTS_PER_FIRING. */
  readonly triggering_events: readonly string[];
  /** The metric's value; null for other triggers. */
  readonly triggering_value: number | null;
  /** When the evaluator saw it (wall clock). ISO 8601. */
  readonly triggered: string;
  /** The moment in event time at which it became true. ISO 8601. */
  readonly occurred: string;
  /** For compound and sequence triggers: the firings of the children that made it. */
  readonly triggering_firings: readonly Firing[];
}

/** A child's firing that waits for its siblings. */
export interface StoredFiring {
  /** Event time. */
  readonly atUs: number;
  readonly firing: Firing;
}

/** The samples of one metric, gathered in cells of equal width, and how long it has been out of bounds. */
export interface MetricState {
  /** `[cell number, sum, count]`, oldest first. */
  cells: [number, number, number][];
  /** Runs seen but not finished: when they were due and when they began. */
  openRuns: Record<string, { dueUs: number | null; runningUs: number | null }>;
  breachedSinceUs: number | null;
  recoveredSinceUs: number | null;
  /** True from Triggered to Resolved. */
  alarmed: boolean;
  lastEvent: string | null;
  advancedToUs: number;
}

export interface HeldEvent {
  readonly event: Event;
  readonly receivedUs: number;
}

export interface TriggerState {
  version: number;
  createdUs: number;
  /** Firings so far, inner ones included. */
  firings: number;
  clock: {
    /** The newest `occurred` seen, never ahead of the wall clock. */
    newestUs: number | null;
    /** Wall clock of the last step. */
    nowUs: number;
    /** Wall clock when the last event was handled. */
    seenUs: number;
    /** The furthest that event time has come; windows are forgotten by it. */
    horizonUs: number;
  };
  /** Ids of handled events -> wall clock, in two generations so that forgetting costs nothing. */
  seen: { recent: Record<string, number>; older: Record<string, number>; recentSinceUs: number; recentCount: number };
  /** Id of an event not yet seen -> the events that follow it. */
  held: Record<string, HeldEvent[]>;
  /** By the node's path, so that another way of listing the nodes leaves it readable; inside, by the key as JSON. */
  buckets: Record<string, Record<string, Bucket>>;
  /** Likewise; innermost, by the path of the child that fired. */
  children: Record<string, Record<string, Record<string, StoredFiring>>>;
  metrics: Record<string, MetricState>;
}

/**
 * The state of a trigger that has seen nothing.
 *
 * @param createdUs - events received before this moment are not evaluated (they are remembered as seen)
 */
export function createTriggerState({ nodes }: CompiledTrigger, createdUs: number): TriggerState {
  const state: TriggerState = {
    version: TRIGGER_STATE_VERSION,
    createdUs,
    firings: 0,
    clock: { newestUs: null, nowUs: 0, seenUs: createdUs, horizonUs: 0 },
    seen: { recent: {}, older: {}, recentSinceUs: createdUs, recentCount: 0 },
    held: {},
    buckets: {},
    children: {},
    metrics: {},
  };
  for (const node of nodes) {
    if (node.kind === 'event') state.buckets[node.path] = {};
    else if (node.kind === 'composite') state.children[node.path] = {};
    else state.metrics[node.path] = emptyMetricState();
  }
  return state;
}

function emptyMetricState(): MetricState {
  return {
    cells: [],
    openRuns: {},
    breachedSinceUs: null,
    recoveredSinceUs: null,
    alarmed: false,
    lastEvent: null,
    advancedToUs: 0,
  };
}
