// The flow run document, with the reference's wire names in its order, and what Sluice adds: where the run is to be
// found on Temporal. Apart from states.ts because a run has a history of states and much besides.
import { z } from 'zod';
import { stateCreateSchema, stateSchema, stateTypeSchema } from './states.js';

/** How a run retries, and what the transition rules remember about it. Delays are seconds. */
export const flowRunPolicySchema = z.object({
  max_retries: z.number().default(0),
  retry_delay_seconds: z.number().default(0),
  retries: z.number().int().nullable().default(null),
  retry_delay: z.number().nullable().default(null),
  pause_keys: z.array(z.string()).default([]),
  resuming: z.boolean().nullable().default(false),
  retry_type: z.enum(['in_process', 'reschedule']).nullable().default(null),
});
export type FlowRunPolicy = z.infer<typeof flowRunPolicySchema>;

export const createdBySchema = z.object({
  id: z.string().nullish(),
  type: z.string().nullish(),
  display_value: z.string().nullish(),
});

/** Instants are ISO 8601 in UTC, durations float seconds. */
export const flowRunSchema = z.object({
  id: z.string(),
  created: z.string(),
  updated: z.string(),
  name: z.string(),
  flow_id: z.string(),
  state_id: z.string().nullable(),
  deployment_id: z.string().nullable(),
  deployment_version: z.string().nullable(),
  work_queue_id: z.string().nullable(),
  work_queue_name: z.string().nullable(),
  flow_version: z.string().nullable(),
  parameters: z.record(z.string(), z.unknown()),
  idempotency_key: z.string().nullable(),
  context: z.record(z.string(), z.unknown()),
  empirical_policy: flowRunPolicySchema,
  tags: z.array(z.string()),
  labels: z.record(z.string(), z.unknown()),
  parent_task_run_id: z.string().nullable(),
  state_type: stateTypeSchema.nullable(),
  state_name: z.string().nullable(),
  run_count: z.number().int(),
  expected_start_time: z.string().nullable(),
  next_scheduled_start_time: z.string().nullable(),
  start_time: z.string().nullable(),
  end_time: z.string().nullable(),
  total_run_time: z.number(),
  estimated_run_time: z.number(),
  estimated_start_time_delta: z.number(),
  auto_scheduled: z.boolean(),
  infrastructure_document_id: z.string().nullable(),
  infrastructure_pid: z.string().nullable(),
  created_by: createdBySchema.nullable(),
  work_pool_id: z.string().nullable(),
  work_pool_name: z.string().nullable(),
  state: stateSchema.nullable(),
  job_variables: z.record(z.string(), z.unknown()).nullable(),
  /** The Temporal workflow id; equal to `id` unless a foreign client started the run under another. */
  workflow_id: z.string().nullable(),
  /** The task queue the run's worker polls; null for a run that only a foreign orchestrator drives. */
  task_queue: z.string().nullable(),
});
export type FlowRun = z.infer<typeof flowRunSchema>;

/** Body of `POST /flow_runs/`. */
export const flowRunCreateSchema = z.strictObject({
  id: z.uuid().nullish(),
  flow_id: z.uuid(),
  name: z.string().nullish(),
  state: stateCreateSchema.nullish(),
  flow_version: z.string().nullish(),
  parameters: z.record(z.string(), z.unknown()).default({}),
  context: z.record(z.string(), z.unknown()).default({}),
  parent_task_run_id: z.uuid().nullish(),
  infrastructure_document_id: z.uuid().nullish(),
  empirical_policy: flowRunPolicySchema.partial().nullish(),
  tags: z.array(z.string()).default([]),
  labels: z.record(z.string(), z.unknown()).default({}),
  idempotency_key: z.string().nullish(),
  work_pool_name: z.string().nullish(),
  work_queue_name: z.string().nullish(),
  job_variables: z.record(z.string(), z.unknown()).nullish(),
  deployment_id: z.uuid().nullish(),
});
export type FlowRunCreate = z.infer<typeof flowRunCreateSchema>;

/** Body of `PATCH /flow_runs/{id}`: only the given fields change, whole values are replaced. */
export const flowRunUpdateSchema = z.strictObject({
  name: z.string().nullish(),
  flow_version: z.string().nullish(),
  parameters: z.record(z.string(), z.unknown()).optional(),
  empirical_policy: flowRunPolicySchema.partial().optional(),
  tags: z.array(z.string()).optional(),
  infrastructure_pid: z.string().nullish(),
  job_variables: z.record(z.string(), z.unknown()).nullish(),
});
export type FlowRunUpdate = z.infer<typeof flowRunUpdateSchema>;
