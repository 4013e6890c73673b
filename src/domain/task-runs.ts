// The task run document: one call of a task inside a flow run. Its key and dynamic key (the n-th call) make its identity,
// so a call that runs again after a suspension is the same task run.
import { z } from 'zod';
import { stateCreateSchema, stateSchema, stateTypeSchema } from './states.js';

export const taskRunPolicySchema = z.object({
  max_retries: z.number().default(0),
  retry_delay_seconds: z.number().default(0),
  retries: z.number().int().nullable().default(null),
  retry_delay: z
    .union([z.number(), z.array(z.number())])
    .nullable()
    .default(null),
  retry_jitter_factor: z.number().nullable().default(null),
});
export type TaskRunPolicy = z.infer<typeof taskRunPolicySchema>;

export const taskInputSchema = z.discriminatedUnion('input_type', [
  z.object({ input_type: z.literal('task_run'), id: z.string() }),
  z.object({ input_type: z.literal('flow_run'), id: z.string() }),
  z.object({ input_type: z.literal('parameter'), name: z.string() }),
  z.object({ input_type: z.literal('constant'), type: z.string() }),
]);

export const taskRunSchema = z.object({
  id: z.string(),
  created: z.string(),
  updated: z.string(),
  name: z.string(),
  flow_run_id: z.string().nullable(),
  task_key: z.string(),
  dynamic_key: z.string(),
  cache_key: z.string().nullable(),
  cache_expiration: z.string().nullable(),
  task_version: z.string().nullable(),
  empirical_policy: taskRunPolicySchema,
  tags: z.array(z.string()),
  labels: z.record(z.string(), z.unknown()),
  state_id: z.string().nullable(),
  task_inputs: z.record(z.string(), z.array(taskInputSchema)),
  state_type: stateTypeSchema.nullable(),
  state_name: z.string().nullable(),
  run_count: z.number().int(),
  flow_run_run_count: z.number().int(),
  expected_start_time: z.string().nullable(),
  next_scheduled_start_time: z.string().nullable(),
  start_time: z.string().nullable(),
  end_time: z.string().nullable(),
  total_run_time: z.number(),
  estimated_run_time: z.number(),
  estimated_start_time_delta: z.number(),
  state: stateSchema.nullable(),
});
export type TaskRun = z.infer<typeof taskRunSchema>;

/** Body of `POST /task_runs/`. */
export const taskRunCreateSchema = z.strictObject({
  id: z.uuid().nullish(),
  flow_run_id: z.uuid().nullish(),
  task_key: z.string(),
  dynamic_key: z.string(),
  name: z.string().nullish(),
  state: stateCreateSchema.nullish(),
  cache_key: z.string().max(2000).nullish(),
  cache_expiration: z.string().nullish(),
  task_version: z.string().nullish(),
  empirical_policy: taskRunPolicySchema.partial().nullish(),
  tags: z.array(z.string()).default([]),
  labels: z.record(z.string(), z.unknown()).default({}),
  task_inputs: z.record(z.string(), z.array(taskInputSchema)).default({}),
});
export type TaskRunCreate = z.infer<typeof taskRunCreateSchema>;
