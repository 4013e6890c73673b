// Documents of the automation routes that are answers or requests of the API alone: simulations, explanations, firings.
import { z } from 'zod';
import { automationCreateSchema } from '../domain/automations/automation.js';
import { firingRecordSchema } from '../domain/automations/ledger.js';
import { instantSchema } from '../domain/events/event.js';
import { simulationStepSchema } from '../domain/triggers/simulation-step.js';
import { triggerSchema } from '../domain/triggers/trigger.js';
import { idSchema } from './route-documents.js';

const openDocument = z.record(z.string(), z.unknown());

/** How an automation's trigger stands: `domain/triggers/explain.ts` has it in full. */
export const triggerExplanationSchema = z.object({
  firings: z.number().int(),
  event_time: z.string(),
  lag_seconds: z.number(),
  next_check: z.string().nullable(),
  nodes: z.array(openDocument),
  held_events: z.array(openDocument),
});

export const automationExplanationSchema = z.object({
  automation_id: z.string(),
  enabled: z.boolean(),
  since: z.string(),
  explanation: triggerExplanationSchema,
  recent_firings: z.array(
    z.object({
      id: z.string(),
      triggered: z.string(),
      state: z.string(),
      labels: z.record(z.string(), z.string()),
      event: z.string().nullable(),
    }),
  ),
  /** Absences that were not acted on, since asked again it turned out that what was awaited had come. */
  withheld: z.array(z.object({ triggered: z.string(), labels: z.record(z.string(), z.string()), reason: z.string() })),
  /** After an upgrade what the trigger had gathered could not be read, so it began afresh. */
  state_lost: z.object({ at: z.string(), reason: z.string() }).nullable(),
});

/** A firing with its actions; the firing itself carries the trigger, the labels and the ids of the events. */
export const firingAnswerSchema = firingRecordSchema.extend({ firing: openDocument });

/** A draft is only looked at for its trigger, so nothing else of it has to be there. */
const draftSchema = z.object({ trigger: automationCreateSchema.shape.trigger });

/** What is simulated: a stored automation, a draft, or a trigger alone; and over which events. */
export const simulateBodySchema = z
  .strictObject({
    automation_id: idSchema.nullish(),
    automation: draftSchema.nullish(),
    trigger: triggerSchema.nullish(),
    events: z.array(simulationStepSchema).max(20_000).nullish(),
    since: instantSchema.nullish(),
    until: instantSchema.nullish(),
    created: instantSchema.nullish(),
  })
  .superRefine((body, context) => {
    const given = (['automation_id', 'automation', 'trigger'] as const).filter((field) => body[field] != null);
    if (given.length !== 1) {
      const message = `expected exactly one of automation_id, automation and trigger, found ${given.join(' and ') || 'none'}`;
      context.addIssue({ code: 'custom', path: [given[1] ?? 'automation_id'], message });
    }
    if ((body.events == null) === (body.since == null)) {
      const found = body.events == null ? 'neither' : 'both';
      const message = `expected either events, or since (and until) for events of the log, found ${found}`;
      context.addIssue({ code: 'custom', path: ['events'], message });
    }
  });
export type SimulateBody = z.infer<typeof simulateBodySchema>;

export const simulationSchema = z.object({
  firings: z.array(
    z.object({
      step: z.number().int(),
      at: z.string(),
      state: z.string(),
      triggering_labels: z.record(z.string(), z.string()),
      triggering_event: z.string().nullable(),
    }),
  ),
  explanation: triggerExplanationSchema,
  events: z.number().int(),
  truncated: z.boolean(),
});
