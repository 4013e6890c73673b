// The answer to a proposed state, as the wire gives it: accepted, refused with a reason, or to be proposed again later.
// Apart from the rules because the engine, the services and clients all read it.
import { z } from 'zod';
import { stateSchema } from './states.js';

/** `REJECT`: not this state, perhaps another. `ABORT`: not at all. `WAIT`: propose it again after `delay_seconds`. */
export const setStateStatusSchema = z.enum(['ACCEPT', 'REJECT', 'ABORT', 'WAIT']);

export const orchestrationDetailsSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('accept_details') }),
  z.object({ type: z.literal('reject_details'), reason: z.string().nullable() }),
  z.object({ type: z.literal('abort_details'), reason: z.string().nullable() }),
  z.object({ type: z.literal('wait_details'), delay_seconds: z.number().int(), reason: z.string().nullable() }),
]);
export type OrchestrationDetails = z.infer<typeof orchestrationDetailsSchema>;

/** `state` is the state the run is in after the proposal; null when it has none. */
export const orchestrationResultSchema = z.object({
  state: stateSchema.nullable(),
  status: setStateStatusSchema,
  details: orchestrationDetailsSchema,
});
export type OrchestrationResult = z.infer<typeof orchestrationResultSchema>;

/** An orchestration result, and whether it wrote a state (the proposed one or another in its place). */
export interface SetStateOutcome {
  readonly result: OrchestrationResult;
  readonly written: boolean;
}
