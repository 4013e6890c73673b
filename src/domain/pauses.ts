// What an open pause publishes (so that a form can be drawn) and what is kept once it was answered. The machine that
// resolves a pause exactly once is in pause-machine.ts; these are its documents.
import { z } from 'zod';

export const pauseKindSchema = z.enum(['paused', 'suspended']);
export type PauseKind = z.infer<typeof pauseKindSchema>;

/** An open pause, as `GET /flow_runs/{id}/pause` and the `pause` query give it. */
export const openPauseSchema = z.object({
  key: z.string(),
  kind: pauseKindSchema,
  paused_at: z.string(),
  /** Null: waits without a limit. */
  timeout_at: z.string().nullable(),
  /** JSON Schema of the input waited for; null when a bare resume is enough. */
  schema: z.record(z.string(), z.unknown()).nullable(),
  initial_data: z.record(z.string(), z.unknown()).nullable(),
  /** Markdown. */
  description: z.string().nullable(),
});
export type OpenPause = z.infer<typeof openPauseSchema>;

/** Body of a resume: over HTTP, as the update's argument and as the signal's argument alike. */
export const resumeRequestSchema = z.object({
  run_input: z.record(z.string(), z.unknown()).nullish(),
  /** Who answers, for the decision record. */
  actor: z.string().max(500).nullish(),
  /** A repeated resume with the same key gets the first answer again. */
  idempotency_key: z.string().min(1).max(500).nullish(),
  /** Refuses to resume another pause than this one. */
  pause_key: z.string().nullish(),
});
export type ResumeRequest = z.infer<typeof resumeRequestSchema>;

export const pauseOutcomeSchema = z.enum(['resumed', 'timed-out', 'defaulted', 'cancelled']);
export type PauseOutcome = z.infer<typeof pauseOutcomeSchema>;

/** Who ended a pause, when, with what answer, against which form. Kept for good on the run. */
export const decisionSchema = z.object({
  id: z.string(),
  pause_key: z.string(),
  kind: pauseKindSchema,
  outcome: pauseOutcomeSchema,
  actor: z.string().nullable(),
  decided_at: z.string(),
  paused_at: z.string(),
  answer: z.unknown(),
  /** The form as it was shown: schema, initial data and description. */
  schema: z.record(z.string(), z.unknown()).nullable(),
  initial_data: z.record(z.string(), z.unknown()).nullable(),
  description: z.string().nullable(),
  idempotency_key: z.string().nullable(),
});
export type Decision = z.infer<typeof decisionSchema>;

/** The answer to a resume that was accepted. */
export interface ResumeAnswer {
  readonly status: 'ACCEPT';
  readonly pause_key: string;
  readonly kind: PauseKind;
  readonly decision_id: string;
}
