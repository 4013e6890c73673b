// Input documents of a flow run: one key, one value as JSON text. A pause keeps its form and its answer here, and
// messages to a run arrive here. Apart from pauses, since inputs are sent at any time.
import { z } from 'zod';

export const flowRunInputSchema = z.object({
  id: z.string(),
  created: z.string(),
  updated: z.string(),
  flow_run_id: z.string(),
  key: z.string(),
  /** JSON text. */
  value: z.string(),
  sender: z.string().nullable(),
});
export type FlowRunInput = z.infer<typeof flowRunInputSchema>;

/** An input that a flow run sent, as long as whoever it was sent to keeps it. */
export const sentInputSchema = z.object({
  key: z.string(),
  created: z.string(),
  receiver: z.discriminatedUnion('type', [
    z.object({ type: z.literal('flow-run'), id: z.string(), name: z.string() }),
    z.object({ type: z.literal('client'), id: z.string() }),
  ]),
  /** JSON text. Null: the client has received it, and only that it was sent is still known. */
  value: z.string().nullable(),
});
export type SentInput = z.infer<typeof sentInputSchema>;

/** Letters of either case, digits, `-` and `_`. */
export const runInputKeySchema = z.string().regex(/^[A-Za-z0-9_-]*$/, 'must hold only letters, digits, - and _');

/** Body of `POST /flow_runs/{id}/input`. */
export const flowRunInputCreateSchema = z.strictObject({
  key: runInputKeySchema,
  value: z.string(),
  sender: z.string().nullish(),
});
export type FlowRunInputCreate = z.infer<typeof flowRunInputCreateSchema>;

/** Body of `POST /flow_runs/{id}/input/filter`. */
export const flowRunInputFilterSchema = z.strictObject({
  prefix: z.string(),
  limit: z.number().int().nonnegative().default(1),
  offset: z.number().int().nonnegative().default(0),
  exclude_keys: z.array(z.string()).default([]),
});
export type FlowRunInputFilter = z.infer<typeof flowRunInputFilterSchema>;
