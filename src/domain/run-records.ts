// What a run tells the platform about itself: an ordered list of records, each with an id made from run id and
// sequence, so that a batch sent twice changes nothing. This is the only way a running flow reaches the read model.
import { z } from 'zod';
import { flowRunPolicySchema } from './flow-runs.js';
import { decisionSchema } from './pauses.js';
import { stateSchema } from './states.js';
import { taskInputSchema, taskRunPolicySchema } from './task-runs.js';

/** Who the run is: enough to make its row when a foreign client started it. */
export const flowRunHeadSchema = z.object({
  id: z.string(),
  name: z.string(),
  flow_name: z.string(),
  flow_version: z.string().nullable(),
  workflow_id: z.string(),
  task_queue: z.string(),
  parameters: z.record(z.string(), z.unknown()),
  tags: z.array(z.string()),
  deployment_id: z.string().nullable(),
  parent_task_run_id: z.string().nullable(),
  empirical_policy: flowRunPolicySchema,
  /** When the workflow started, ISO 8601. */
  created: z.string(),
});
export type FlowRunHead = z.infer<typeof flowRunHeadSchema>;

export const taskRunHeadSchema = z.object({
  id: z.string(),
  name: z.string(),
  task_key: z.string(),
  dynamic_key: z.string(),
  tags: z.array(z.string()),
  cache_key: z.string().nullable(),
  cache_expiration: z.string().nullable(),
  empirical_policy: taskRunPolicySchema,
  task_inputs: z.record(z.string(), z.array(taskInputSchema)),
});
export type TaskRunHead = z.infer<typeof taskRunHeadSchema>;

const recordBase = { id: z.string(), sequence: z.number().int().nonnegative() };

export const runRecordSchema = z.discriminatedUnion('type', [
  /** `run_count` is the count after this transition; `empirical_policy` likewise. */
  z.object({
    ...recordBase,
    type: z.literal('flow-run-state'),
    state: stateSchema,
    run_count: z.number().int(),
    empirical_policy: flowRunPolicySchema,
  }),
  z.object({
    ...recordBase,
    type: z.literal('task-run-state'),
    task_run: taskRunHeadSchema,
    state: stateSchema,
    run_count: z.number().int(),
    flow_run_run_count: z.number().int(),
  }),
  z.object({
    ...recordBase,
    type: z.literal('log'),
    name: z.string(),
    level: z.number().int(),
    message: z.string(),
    timestamp: z.string(),
    task_run_id: z.string().nullable(),
  }),
  /** A run input document: a pause's schema, description or response, or an input that was received. */
  z.object({
    ...recordBase,
    type: z.literal('input'),
    key: z.string(),
    /** JSON text. */
    value: z.string(),
    sender: z.string().nullable(),
    timestamp: z.string(),
  }),
  z.object({ ...recordBase, type: z.literal('decision'), decision: decisionSchema }),
  /** An event the flow emits; an event document as POST /events takes it. */
  z.object({ ...recordBase, type: z.literal('event'), event: z.record(z.string(), z.unknown()) }),
  /** The run's name, once a template or callable gave it another. */
  z.object({ ...recordBase, type: z.literal('flow-run-name'), name: z.string() }),
]);
export type RunRecord = z.infer<typeof runRecordSchema>;

export const runRecordBatchSchema = z.object({
  flow_run: flowRunHeadSchema,
  records: z.array(runRecordSchema).min(1),
});
export type RunRecordBatch = z.infer<typeof runRecordBatchSchema>;
