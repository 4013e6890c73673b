// Run history over HTTP: its body and its rows, the same for flow runs and task runs.
import { z } from 'zod';
import { stateTypeSchema } from '../domain/states.js';
import { instantSchema } from './route-documents.js';

export const historySchema = z.array(
  z.object({
    interval_start: z.string(),
    interval_end: z.string(),
    states: z.array(
      z.object({
        state_type: stateTypeSchema,
        state_name: z.string(),
        count_runs: z.number().int(),
        /** Seconds. */
        sum_estimated_run_time: z.number(),
        /** Seconds. */
        sum_estimated_lateness: z.number(),
      }),
    ),
  }),
);

/** The body of a history request with the given filters. */
export function historyBodyOf<Filters extends z.ZodRawShape>(filters: Filters) {
  return z.object({
    ...filters,
    history_start: instantSchema,
    history_end: instantSchema,
    history_interval_seconds: z.number(),
  });
}
