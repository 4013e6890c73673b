// Triggers as documents: the condition of an automation, with the reference's wire names. Parsing fills in defaults and
// refuses what has no meaning; what a trigger does with events is in compile.ts and evaluate.ts.
import { z } from 'zod';
import { sortedLabels } from '../events/bucketing-key.js';
import { secondsSchema, wholeNumberSchema } from './lenient-numbers.js';
import { inferTriggerType, MAX_TRIGGER_DEPTH, triggerDepth } from './trigger-shape.js';

/** Seconds. A Proactive trigger waits at least this long, and this long when nothing is said. */
export const MIN_PROACTIVE_WITHIN_SECONDS = 10;
/** Seconds. The shortest `range` and `firing_for` of a metric. */
export const MIN_METRIC_SECONDS = 300;

const specificationSchema = z.record(z.string(), z.union([z.string(), z.array(z.string())]));
/** A set: written as a list, answered sorted and without repeats. */
const nameSetSchema = z.array(z.string()).transform((names) => sortedLabels(names));
const forEachSchema = nameSetSchema.default([]);
const matchSchema = specificationSchema.default({});
const matchRelatedSchema = z.union([specificationSchema, z.array(specificationSchema)]).default({});
/** Beyond the reference, and in the answers only where it is given: what is left out. */
const exclusionSchema = z.union([specificationSchema, z.array(specificationSchema)]).optional();
/** A UUID in any of its written forms. A saved trigger is given one of its own. */
const UUID_TEXT =
  /^(?:(?:urn:uuid:)?[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9a-fA-F]{32}|\{[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\})$/;
const idSchema = z.string().regex(UUID_TEXT, 'expected a UUID').optional();

const reactiveWithinSchema = secondsSchema.refine((seconds) => seconds >= 0, 'expected 0 seconds or more');

export const eventTriggerSchema = z
  .object({
    type: z.literal('event'),
    id: idSchema,
    match: matchSchema,
    match_related: matchRelatedSchema,
    match_not: exclusionSchema,
    match_related_not: exclusionSchema,
    after: nameSetSchema.default([]),
    expect: nameSetSchema.default([]),
    for_each: forEachSchema,
    posture: z.enum(['Reactive', 'Proactive']),
    threshold: wholeNumberSchema.default(1),
    within: z.unknown().optional(),
  })
  .transform((trigger, context) => {
    const proactive = trigger.posture === 'Proactive';
    const absent = trigger.within === undefined || (proactive && saysNothing(trigger.within));
    if (absent) return { ...trigger, within: proactive ? MIN_PROACTIVE_WITHIN_SECONDS : 0 };
    const within = reactiveWithinSchema.safeParse(trigger.within);
    if (!within.success) {
      const message = within.error.issues[0]?.message ?? 'expected a span';
      context.addIssue({ code: 'custom', path: ['within'], message });
      return z.NEVER;
    }
    if (proactive && within.data < MIN_PROACTIVE_WITHIN_SECONDS) {
      const message = `a Proactive trigger waits at least ${MIN_PROACTIVE_WITHIN_SECONDS} seconds, got ${within.data}`;
      context.addIssue({ code: 'custom', path: ['within'], message });
      return z.NEVER;
    }
    return { ...trigger, within: within.data };
  });
export type EventTrigger = z.infer<typeof eventTriggerSchema>;

/** Zero and what is empty, which the reference takes as left out where silence is waited for. */
function saysNothing(within: unknown): boolean {
  if (typeof within === 'object') return within !== null && Object.keys(within).length === 0;
  return (
    within === '' || within === false || (typeof within === 'number' && secondsSchema.safeParse(within).data === 0)
  );
}

const metricSecondsSchema = secondsSchema.refine(
  (seconds) => seconds >= MIN_METRIC_SECONDS,
  `expected ${MIN_METRIC_SECONDS} seconds or more`,
);
export const metricTriggerSchema = z.object({
  type: z.literal('metric'),
  id: idSchema,
  match: matchSchema,
  match_related: matchRelatedSchema,
  match_not: exclusionSchema,
  match_related_not: exclusionSchema,
  posture: z.literal('Metric').default('Metric'),
  metric: z.object({
    name: z.enum(['lateness', 'duration', 'successes']),
    threshold: z.number(),
    operator: z.enum(['<', '<=', '>', '>=']),
    range: metricSecondsSchema.default(MIN_METRIC_SECONDS),
    firing_for: metricSecondsSchema.default(MIN_METRIC_SECONDS),
  }),
});
/** `successes` is a share from 0 to 1; `duration` and `lateness` are averages in seconds. */
export type MetricTrigger = z.infer<typeof metricTriggerSchema>;

export interface CompoundTrigger {
  type: 'compound';
  id?: string;
  triggers: Trigger[];
  /** Seconds in which the children must have fired; null is without a limit. */
  within: number | null;
  require: 'any' | 'all' | number;
  /** Beyond the reference: children count together only for equal values of these labels. */
  for_each: string[];
}
export interface SequenceTrigger extends Omit<CompoundTrigger, 'type' | 'require'> {
  type: 'sequence';
}
export type Trigger = EventTrigger | CompoundTrigger | SequenceTrigger | MetricTrigger;

const innerTriggerSchema: z.ZodType<Trigger> = z.lazy(() => z.preprocess(inferTriggerType, oneTriggerSchema));

export const compoundTriggerSchema = z
  .object({
    type: z.literal('compound'),
    id: idSchema,
    triggers: z.array(innerTriggerSchema),
    within: secondsSchema.nullable(),
    require: z.union([z.enum(['any', 'all']), wholeNumberSchema]),
    for_each: forEachSchema,
  })
  .superRefine(({ require, triggers }, context) => {
    if (typeof require === 'string' || (require >= 1 && require <= triggers.length)) return;
    const message = `expected "any", "all" or a number from 1 to ${triggers.length} (the triggers), got ${require}`;
    context.addIssue({ code: 'custom', path: ['require'], message });
  });

export const sequenceTriggerSchema = z.object({
  type: z.literal('sequence'),
  id: idSchema,
  triggers: z.array(innerTriggerSchema),
  within: secondsSchema.nullable(),
  for_each: forEachSchema,
});

/** A trigger whose type is known; inside compound and sequence triggers it holds itself. */
export const oneTriggerSchema = z.discriminatedUnion('type', [
  eventTriggerSchema,
  compoundTriggerSchema,
  sequenceTriggerSchema,
  metricTriggerSchema,
]);

/**
 * Any trigger. Alternatives are told apart by `type`; where it is left out, by their keys. Unknown keys are ignored, as
 * the reference ignores them.
 */
export const triggerSchema: z.ZodType<Trigger> = z.preprocess((document, context) => {
  if (triggerDepth(document) <= MAX_TRIGGER_DEPTH) return inferTriggerType(document);
  context.addIssue({ code: 'custom', message: `triggers nest at most ${MAX_TRIGGER_DEPTH} deep` });
  return z.NEVER;
}, oneTriggerSchema);
