// Log lines of flows and tasks, with the reference's levels. Apart because both the sandbox and workers write them.
import { z } from 'zod';

export const LOG_LEVELS = { debug: 10, info: 20, warning: 30, error: 40, critical: 50 } as const;
export type LogLevelName = keyof typeof LOG_LEVELS;

export const logCreateSchema = z.strictObject({
  /** Repeating a log line with the same id changes nothing; made by the server when absent. */
  id: z.uuid().optional(),
  name: z.string(),
  level: z.number().int(),
  message: z.string(),
  timestamp: z.string(),
  flow_run_id: z.uuid().nullish(),
  task_run_id: z.uuid().nullish(),
});
export type LogCreate = z.infer<typeof logCreateSchema>;

export const logSchema = z.object({
  id: z.string(),
  created: z.string(),
  updated: z.string(),
  name: z.string(),
  level: z.number().int(),
  message: z.string(),
  timestamp: z.string(),
  flow_run_id: z.string().nullable(),
  task_run_id: z.string().nullable(),
});
export type Log = z.infer<typeof logSchema>;
