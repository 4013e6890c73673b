// Recorded cases of a trigger: what comes in, when time is looked at, and what must fire. Users keep them as tests of
// their automations; the recorded cases in test/vectors have the same form.
//
// Here time is looked at only where the case says `tick`, as if a timer went off late, while a live automation looks at
// every deadline. So a case says exactly what fires at each step, and one recorded with a slow clock can be replayed.
import { z } from 'zod';
import { instantSchema } from '../events/event.js';
import { describeFields, fieldErrorsOf } from '../field-errors.js';
import { parseInstantUs } from '../instants.js';
import { compileTrigger } from './compile.js';
import { evaluateTrigger } from './evaluate.js';
import { numbered, writtenEventSchema } from './simulation-step.js';
import { triggerSchema } from './trigger.js';
import { withClientDefaults } from './trigger-shape.js';
import { createTriggerState, type Firing } from './trigger-state.js';

const recordedFiringSchema = z.object({
  step: z.number(),
  state: z.string().default('Triggered'),
  trigger: z.string().optional(),
  bucketing_key: z.array(z.string()).optional(),
  triggering_labels: z.record(z.string(), z.string()).default({}),
  triggering_event: z.string().nullable().default(null),
});
const stepSchema = z.object({ at: instantSchema, event: writtenEventSchema.optional(), tick: z.boolean().optional() });

/** One case: a line of a `*.jsonl` file. `tags`, `outcomes` and what else a line holds are left alone. */
export const triggerCaseSchema = z.object({
  name: z.string().optional(),
  trigger: z.preprocess(withClientDefaults, triggerSchema),
  /** Events received before are not evaluated. @default the first step's moment */
  created: instantSchema.optional(),
  steps: z.array(stepSchema),
  firings: z.array(recordedFiringSchema),
  child_firings: z.array(recordedFiringSchema).optional(),
});
export type TriggerCase = z.infer<typeof triggerCaseSchema>;
export type RecordedFiring = z.infer<typeof recordedFiringSchema>;

export interface CaseFirings {
  readonly firings: readonly RecordedFiring[];
  readonly childFirings: readonly RecordedFiring[];
}

/** What keeps a case from passing: firings that were expected and did not come, and those that came unexpected. */
export interface CaseDifference {
  readonly missing: readonly RecordedFiring[];
  readonly unexpected: readonly RecordedFiring[];
}
export interface CaseResult {
  readonly name: string;
  readonly passed: boolean;
  readonly difference: CaseDifference;
  /** Why the case could not be run; then it has not passed. */
  readonly error?: string;
}

/**
 * Runs a case as read from a file, and compares the root's firings, step by step and in any order within a step. A
 * document that is no case has not passed.
 *
 * @param fallbackName - what a case without a name is called
 */
export function runTriggerCase(document: unknown, fallbackName = 'a case without a name'): CaseResult {
  const parsed = triggerCaseSchema.safeParse(document);
  const name = nameOf(document) ?? fallbackName;
  if (parsed.success) return judgeCase(name, parsed.data);
  const error = describeFields(fieldErrorsOf(parsed.error));
  return { name, passed: false, difference: { missing: [], unexpected: [] }, error };
}

function nameOf(document: unknown): string | undefined {
  const name = typeof document === 'object' && document !== null && 'name' in document ? document.name : undefined;
  return typeof name === 'string' ? name : undefined;
}

function judgeCase(name: string, recorded: TriggerCase): CaseResult {
  const difference = compareFirings(recorded.firings, caseFirings(recorded).firings);
  const passed = difference.missing.length === 0 && difference.unexpected.length === 0;
  return { name, passed, difference };
}

/** What fires in a case, each with the index of its step; events in the order of the steps. */
export function caseFirings({
  trigger,
  created,
  steps,
}: Pick<TriggerCase, 'trigger' | 'created' | 'steps'>): CaseFirings {
  const compiled = compileTrigger(trigger);
  const state = createTriggerState(compiled, parseInstantUs(created ?? steps[0]?.at ?? '1970-01-01T00:00:00Z'));
  const firings: RecordedFiring[] = [];
  const childFirings: RecordedFiring[] = [];
  for (const [step, { at, event }] of steps.entries()) {
    const input = event ? ({ kind: 'event', event: numbered(event, step) } as const) : ({ kind: 'tick' } as const);
    const result = evaluateTrigger(compiled, state, input, parseInstantUs(at));
    firings.push(...result.firings.map((firing) => recordedFiring(step, firing)));
    childFirings.push(...result.childFirings.map((firing) => recordedFiring(step, firing)));
  }
  return { firings, childFirings };
}

/** Takes expected and actual firings apart as multisets; what an expected firing does not say is not compared. */
export function compareFirings(expected: readonly RecordedFiring[], actual: readonly RecordedFiring[]): CaseDifference {
  const unexpected = [...actual];
  const missing = expected.filter((wanted) => {
    const found = unexpected.findIndex((firing) => isSameFiring(wanted, firing));
    if (found >= 0) unexpected.splice(found, 1);
    return found < 0;
  });
  return { missing, unexpected };
}

function isSameFiring(wanted: RecordedFiring, firing: RecordedFiring): boolean {
  return (
    wanted.step === firing.step &&
    wanted.state === firing.state &&
    wanted.triggering_event === firing.triggering_event &&
    (wanted.trigger === undefined || wanted.trigger === firing.trigger) &&
    (wanted.bucketing_key === undefined ||
      JSON.stringify(wanted.bucketing_key) === JSON.stringify(firing.bucketing_key)) &&
    sortedJson(wanted.triggering_labels) === sortedJson(firing.triggering_labels)
  );
}

function sortedJson(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(labels).sort(([left], [right]) => (left < right ? -1 : 1)));
}

function recordedFiring(step: number, firing: Firing): RecordedFiring {
  return {
    step,
    state: firing.state,
    trigger: firing.trigger,
    bucketing_key: [...firing.bucketing_key],
    triggering_labels: firing.triggering_labels,
    triggering_event: firing.triggering_event,
  };
}
