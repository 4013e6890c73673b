// A task's result that other runs may use instead of running the task: kept under the key its cache policy makes.
import { z } from 'zod';
import { isInstant } from './instants.js';

export const cachedResultSchema = z.object({
  key: z.string().min(1),
  value: z
    .json()
    .nullish()
    .transform((value) => value ?? null),
  /** ISO 8601; null: it never expires. */
  expires_at: z.string().refine(isInstant, 'an ISO 8601 instant').nullable(),
  /** The task run that made it. */
  task_run_id: z.string(),
});
export type CachedResult = z.output<typeof cachedResultSchema>;
