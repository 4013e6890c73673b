// Limits on how many task runs with one tag are under way at a time, over all flow runs; and the documents by which a
// task run asks for its place.
import { z } from 'zod';

export const concurrencyLimitSchema = z.object({
  id: z.string(),
  created: z.string(),
  updated: z.string(),
  tag: z.string(),
  concurrency_limit: z.number().int(),
  /** Ids of the task runs that hold a slot. */
  active_slots: z.array(z.string()),
});
export type ConcurrencyLimit = z.output<typeof concurrencyLimitSchema>;

export const concurrencyLimitCreateSchema = z.strictObject({
  tag: z.string().min(1),
  concurrency_limit: z.int32().min(0),
});
export type ConcurrencyLimitCreate = z.output<typeof concurrencyLimitCreateSchema>;

/** How long a slot is held without a sign of life from the worker that runs the task. */
export const SLOT_LEASE_SECONDS = 60;

export const slotRequestSchema = z.object({
  task_run_id: z.guid(),
  flow_run_id: z.guid(),
  /** The workflow that is told when its turn may have come. */
  workflow_id: z.string(),
  tags: z.array(z.string()),
});
export type SlotRequest = z.output<typeof slotRequestSchema>;

/**
 * `unlimited`: none of the tags has a limit, nothing is held. `waiting`: the request keeps its place in line; ask again
 * when told or after `ask_again_seconds`.
 */
export const slotAnswerSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('unlimited') }),
  z.object({ status: z.literal('granted') }),
  z.object({ status: z.literal('waiting'), ask_again_seconds: z.number() }),
]);
export type SlotAnswer = z.output<typeof slotAnswerSchema>;
