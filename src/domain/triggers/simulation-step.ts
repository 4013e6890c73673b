// The lines of a simulation: events and moments, in the forms that people and recorded cases write them.
import { z } from 'zod';
import { eventSchema, instantSchema, type Event } from '../events/event.js';

/** An event written by hand: its id may be any text, and what is left out is filled in from its place (see numbered). */
export const writtenEventSchema = eventSchema.extend({
  id: z.string().min(1).optional(),
  follows: z.string().min(1).nullable().default(null),
});
export type WrittenEvent = z.infer<typeof writtenEventSchema>;

/** An event with an id: its own, or one made from its place among the steps. */
export function numbered(event: WrittenEvent, step: number): Event {
  return { ...event, id: event.id ?? `step-${step}` };
}

/** An event taken in at `at` (left out: when it occurred), or time passing to `at`. Instants are ISO 8601. */
export type SimulationStep =
  | { readonly event: WrittenEvent; readonly at?: string | undefined }
  | { readonly event?: undefined; readonly at: string };

const momentSchema = z.object({ at: instantSchema }).transform(({ at }): SimulationStep => ({ at }));
const eventStepSchema = z
  .object({ event: writtenEventSchema, at: instantSchema.optional() })
  .transform(({ event, at }): SimulationStep => ({ event, at }));
const plainEventSchema = writtenEventSchema
  .extend({ received: instantSchema.optional() })
  .transform(({ received, ...event }): SimulationStep => ({ event, at: received }));

/**
 * A step as written: an event document (`received` says when it came in), `{"at"}` for time that passes, or the
 * `{"at", "event": {...}}` and `{"at", "tick": true}` of recorded cases.
 */
export const simulationStepSchema = z.record(z.string(), z.unknown()).transform((step, context): SimulationStep => {
  const parsed = schemaFor(step).safeParse(step);
  if (parsed.success) return parsed.data;
  for (const { path, message } of parsed.error.issues) context.addIssue({ code: 'custom', path, message });
  return z.NEVER;
});

function schemaFor(step: Record<string, unknown>): z.ZodType<SimulationStep> {
  if (!('event' in step)) return momentSchema;
  return typeof step.event === 'string' ? plainEventSchema : eventStepSchema;
}
