// Triggers as programs write them: named options in, wire documents out. The types refuse what the server would; spans
// are seconds or text such as '10 minutes'.
import { parseDurationMs, type DurationInput } from '../domain/durations.js';

/** Label -> pattern, or patterns any of which fits. */
export type MatchLabels = Readonly<Record<string, string | readonly string[]>>;
type Names = readonly string[] | ReadonlySet<string>;

interface EventTriggerDocument {
  readonly type: 'event';
  readonly posture: 'Reactive' | 'Proactive';
  readonly match?: MatchLabels;
  readonly match_related?: MatchLabels | readonly MatchLabels[];
  readonly match_not?: MatchLabels | readonly MatchLabels[];
  readonly match_related_not?: MatchLabels | readonly MatchLabels[];
  readonly after?: readonly string[];
  readonly expect?: readonly string[];
  readonly for_each?: readonly string[];
  readonly threshold?: number;
  /** Seconds. */
  readonly within?: number;
}
interface CompoundTriggerDocument {
  readonly type: 'compound';
  readonly triggers: readonly TriggerDocument[];
  readonly require: 'any' | 'all' | number;
  readonly within: number | null;
  readonly for_each?: readonly string[];
}
interface SequenceTriggerDocument {
  readonly type: 'sequence';
  readonly triggers: readonly TriggerDocument[];
  readonly within: number | null;
  readonly for_each?: readonly string[];
}
interface MetricTriggerDocument {
  readonly type: 'metric';
  readonly posture: 'Metric';
  readonly match?: MatchLabels;
  readonly match_related?: MatchLabels | readonly MatchLabels[];
  readonly match_not?: MatchLabels | readonly MatchLabels[];
  readonly match_related_not?: MatchLabels | readonly MatchLabels[];
  readonly metric: Readonly<Record<string, unknown>>;
}
/** A trigger as it is sent. */
export type TriggerDocument =
  EventTriggerDocument | CompoundTriggerDocument | SequenceTriggerDocument | MetricTriggerDocument;

interface Matching {
  /** Labels of the event's own resource. */
  readonly match?: MatchLabels;
  /** Labels of one related resource; a list asks for one for each. */
  readonly matchRelated?: MatchLabels | readonly MatchLabels[];
  /** Leaves out events whose resource fits any of these. */
  readonly matchNot?: MatchLabels | readonly MatchLabels[];
  /** Leaves out events of which some related resource fits any of these. */
  readonly matchRelatedNot?: MatchLabels | readonly MatchLabels[];
}

export interface EventTriggerOptions extends Matching {
  /** Names of the events that count; `*` stands for any text. @default any event */
  readonly expect?: Names;
  /** Names of events that open the window. @default none is needed */
  readonly after?: Names;
  /** Labels whose values count apart, such as `prefect.resource.id`. */
  readonly forEach?: Names;
  /** Fires when enough events come, or when too few come. @default 'Reactive' */
  readonly posture?: 'Reactive' | 'Proactive';
  /** @default 1 */
  readonly threshold?: number;
  /** Length of the window. @default none for Reactive, 10 seconds for Proactive */
  readonly within?: DurationInput;
}

interface CompositeOptions {
  readonly triggers: readonly TriggerDocument[];
  /** @default without a limit */
  readonly within?: DurationInput | null;
  /** Labels for whose values the triggers count together. */
  readonly forEach?: Names;
}

export interface CompoundTriggerOptions extends CompositeOptions {
  /** How many of the triggers must fire. @default 'all' */
  readonly require?: 'any' | 'all' | number;
}

export interface MetricTriggerOptions extends Matching {
  readonly metric: {
    /** `successes` is a share from 0 to 1, `duration` and `lateness` are averages in seconds. */
    readonly name: 'lateness' | 'duration' | 'successes';
    readonly operator: '<' | '<=' | '>' | '>=';
    readonly threshold: number;
    /** The span over which it is measured. @default 5 minutes */
    readonly range?: DurationInput;
    /** How long it must be so. @default 5 minutes */
    readonly firingFor?: DurationInput;
  };
}

/** Fires on events, or on their absence. */
export function EventTrigger(options: EventTriggerOptions): EventTriggerDocument {
  const { threshold, within } = options;
  return {
    type: 'event',
    posture: options.posture ?? 'Reactive',
    ...matching(options),
    ...names('expect', options.expect),
    ...names('after', options.after),
    ...names('for_each', options.forEach),
    ...(threshold === undefined ? {} : { threshold }),
    ...(within === undefined ? {} : { within: seconds(within, 'within') }),
  };
}

/** Fires when any, all, or so many of its triggers fire. */
export function CompoundTrigger(options: CompoundTriggerOptions): CompoundTriggerDocument {
  return { type: 'compound', require: options.require ?? 'all', ...composite(options) };
}

/** Fires when its triggers fire in their order. */
export function SequenceTrigger(options: CompositeOptions): SequenceTriggerDocument {
  return { type: 'sequence', ...composite(options) };
}

/** Fires when a figure of flow runs leaves its bounds, and resolves when it comes back. */
export function MetricTrigger({ metric, ...options }: MetricTriggerOptions): MetricTriggerDocument {
  const { range, firingFor, ...rest } = metric;
  return {
    type: 'metric',
    posture: 'Metric',
    ...matching(options),
    metric: {
      ...rest,
      ...(range === undefined ? {} : { range: seconds(range, 'range') }),
      ...(firingFor === undefined ? {} : { firing_for: seconds(firingFor, 'firingFor') }),
    },
  };
}

function composite({ triggers, within = null, forEach }: CompositeOptions) {
  const span = within === null ? null : seconds(within, 'within');
  return { triggers: [...triggers], within: span, ...names('for_each', forEach) };
}

function matching({ match, matchRelated, matchNot, matchRelatedNot }: Matching) {
  return {
    ...(match === undefined ? {} : { match }),
    ...(matchRelated === undefined ? {} : { match_related: matchRelated }),
    ...(matchNot === undefined ? {} : { match_not: matchNot }),
    ...(matchRelatedNot === undefined ? {} : { match_related_not: matchRelatedNot }),
  };
}

type Listed<Field extends string> = { readonly [name in Field]?: readonly string[] };

function names<Field extends string>(field: Field, given: Names | undefined): Listed<Field> {
  const listed: Readonly<Record<string, readonly string[]>> = given === undefined ? {} : { [field]: [...given] };
  return listed as Listed<Field>;
}

const seconds = (span: DurationInput, field: string): number => parseDurationMs(span, field) / 1000;
