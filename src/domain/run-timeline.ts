// What a run called, with when each of it was in which state: enough to draw it as bars on one line of time. Apart from the
// documents of runs, which hold only the state a run is in now.
import { z } from 'zod';
import { stateTypeSchema } from './states.js';

export const briefStateSchema = z.object({ type: stateTypeSchema, name: z.string(), timestamp: z.string() });
export type BriefState = z.infer<typeof briefStateSchema>;

/** One task run, or one subflow with the states of the run it started. */
export const timelineRowSchema = z.object({
  task_run_id: z.string(),
  name: z.string(),
  run_count: z.number().int(),
  /** The run of a subflow; null for a task. */
  flow_run_id: z.string().nullable(),
  /** The name of that run. */
  flow_run_name: z.string().nullable(),
  /** First to last. */
  states: z.array(briefStateSchema),
});
export type TimelineRow = z.infer<typeof timelineRowSchema>;

export const runTimelineSchema = z.object({
  rows: z.array(timelineRowSchema),
  /** How many were called in all; those beyond the rows are left out. */
  count: z.number().int(),
});
export type RunTimeline = z.infer<typeof runTimelineSchema>;
