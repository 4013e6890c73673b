// Events: something that happened to a resource, as documents with the reference's wire names. The schemas are the
// limits; what an event matches is in the files beside this one. `received` is ours to add, never the sender's.
import { z } from 'zod';
import { formatInstantUs, parseInstantUs } from '../instants.js';

export const MAX_EVENT_NAME_LENGTH = 1024;
export const MAX_LABELS_PER_RESOURCE = 500;
export const MAX_RELATED_RESOURCES = 100;
/** Bytes of the received event as JSON in UTF-8. Larger ones are refused, where the reference drops them unseen. */
export const MAX_EVENT_BYTES = 1_500_000;

export const RESOURCE_ID_LABEL = 'prefect.resource.id';
export const RESOURCE_ROLE_LABEL = 'prefect.resource.role';
export const RESOURCE_NAME_LABEL = 'prefect.resource.name';

// Without flags: the OpenAPI document, which takes the pattern over, has none.
const UUID_PATTERN = /^[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}$/;

/** A UUID in any case, with or without dashes; answers in its canonical form. */
const eventIdSchema = z
  .string()
  .regex(UUID_PATTERN, 'expected a UUID')
  .transform((text) => text.replaceAll('-', '').toLowerCase())
  .transform((hex) => hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'));

/** ISO 8601; a text without an offset is UTC. Answers in UTC with microseconds. */
export const instantSchema = z.string().transform((text, context) => {
  const us = parseInstantUs(text);
  if (Number.isFinite(us)) return formatInstantUs(us);
  context.addIssue({ code: 'custom', message: `expected an ISO 8601 date-time, got ${JSON.stringify(text)}` });
  return z.NEVER;
});

const labelsSchema = z.record(z.string(), z.string()).superRefine((labels, context) => {
  const count = Object.keys(labels).length;
  if (count > MAX_LABELS_PER_RESOURCE) {
    context.addIssue({ code: 'custom', message: `at most ${MAX_LABELS_PER_RESOURCE} labels a resource, got ${count}` });
  }
  requireLabel(labels, RESOURCE_ID_LABEL, context);
});

/** Label -> text. Holds `prefect.resource.id`, not empty. */
export const resourceSchema = labelsSchema;
export type Resource = z.infer<typeof resourceSchema>;

/** A resource that also took part; holds `prefect.resource.role` too. Several may share a role. */
export const relatedResourceSchema = labelsSchema.superRefine((labels, context) =>
  requireLabel(labels, RESOURCE_ROLE_LABEL, context),
);
export type RelatedResource = z.infer<typeof relatedResourceSchema>;

export const eventSchema = z.object({
  occurred: instantSchema,
  event: z.string().max(MAX_EVENT_NAME_LENGTH, `at most ${MAX_EVENT_NAME_LENGTH} characters`),
  resource: resourceSchema,
  related: z
    .array(relatedResourceSchema)
    .max(MAX_RELATED_RESOURCES, `at most ${MAX_RELATED_RESOURCES} related resources`)
    .default([]),
  payload: z.record(z.string(), z.unknown()).default({}),
  id: eventIdSchema,
  follows: eventIdSchema.nullable().default(null),
});
/** An event as its sender made it: `follows` is the id of an event known to have come before. */
export type Event = z.infer<typeof eventSchema>;
export type EventInput = z.input<typeof eventSchema>;

export const receivedEventSchema = eventSchema.extend({ received: instantSchema });
/** An event with the moment the platform took it in. */
export type ReceivedEvent = z.infer<typeof receivedEventSchema>;

/** Bytes of an event as JSON in UTF-8, to hold against MAX_EVENT_BYTES. */
export function eventBytes(event: Event | ReceivedEvent): number {
  return new TextEncoder().encode(JSON.stringify(event)).length;
}

/** The first related resource in a role, if any. */
export function firstInRole(related: readonly RelatedResource[], role: string): RelatedResource | undefined {
  return related.find((resource) => resource[RESOURCE_ROLE_LABEL] === role);
}

function requireLabel(labels: Record<string, string>, label: string, context: z.RefinementCtx): void {
  if (labels[label]) return;
  const message = label in labels ? `the ${label} label must not be empty` : `the ${label} label is missing`;
  context.addIssue({ code: 'custom', message });
}
