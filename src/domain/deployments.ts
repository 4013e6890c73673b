// Deployments as documents: a flow made startable from outside under a name, with parameters and tags of its own.
import { z } from 'zod';
import { createdBySchema, flowRunPolicySchema } from './flow-runs.js';
import { deploymentScheduleSchema, deploymentScheduleUpdateSchema } from './schedules/schedule.js';
import { stateCreateSchema } from './states.js';

const anyDocument = z.record(z.string(), z.unknown());

/** What becomes of a run for which the deployment's limit leaves no place: it waits, or is cancelled. */
const concurrencyOptionsSchema = z.strictObject({
  collision_strategy: z.enum(['ENQUEUE', 'CANCEL_NEW']),
  /** Accepted for the reference's clients; here a slot is held by the run itself and needs no lease. */
  grace_period_seconds: z.number().int().min(60).max(86_400).nullish(),
});

const bodyFields = {
  version: z.string().nullish(),
  description: z.string().nullish(),
  concurrency_limit: z.number().int().positive().nullish(),
  concurrency_options: concurrencyOptionsSchema.nullish(),
  parameters: anyDocument.default({}),
  parameter_openapi_schema: anyDocument.nullish(),
  enforce_parameter_schema: z.boolean().default(true),
  tags: z.array(z.string()).default([]),
  labels: anyDocument.nullish(),
  work_queue_name: z.string().nullish(),
  work_pool_name: z.string().nullish(),
  path: z.string().nullish(),
  entrypoint: z.string().nullish(),
  pull_steps: z.array(anyDocument).nullish(),
  job_variables: anyDocument.default({}),
  storage_document_id: z.uuid().nullish(),
  infrastructure_document_id: z.uuid().nullish(),
  version_info: anyDocument.nullish(),
  global_concurrency_limit_id: z.uuid().nullish(),
};
export const deploymentBodySchema = z.object(bodyFields);
/** What a deployment says beyond its identity. */
export type DeploymentBody = z.infer<typeof deploymentBodySchema>;

export const deploymentNameSchema = z.string().regex(/^[^/%&><]+$/, 'must not contain / % & > or <');

/** Body of `PATCH /deployments/{id}`: only what is given changes. */
export const deploymentUpdateSchema = z.strictObject({
  ...z.object(bodyFields).partial().shape,
  parameters: anyDocument.nullish(),
  tags: z.array(z.string()).optional(),
  enforce_parameter_schema: z.boolean().nullish(),
  job_variables: anyDocument.nullish(),
  paused: z.boolean().optional(),
  /** Those with a slug change the schedule of that slug; see services/schedules. */
  schedules: z.array(deploymentScheduleUpdateSchema).nullish(),
});
export type DeploymentUpdate = z.infer<typeof deploymentUpdateSchema>;

/** Body of `POST /deployments/`: of a deployment that is there already, only what is given changes. */
export const deploymentCreateSchema = deploymentUpdateSchema.extend({
  name: deploymentNameSchema,
  flow_id: z.guid().transform((id) => id.toLowerCase()),
});
export type DeploymentCreate = z.infer<typeof deploymentCreateSchema>;

export const deploymentSchema = z.object({
  id: z.string(),
  created: z.string(),
  updated: z.string(),
  name: z.string(),
  flow_id: z.string(),
  paused: z.boolean(),
  schedules: z.array(deploymentScheduleSchema),
  status: z.enum(['READY', 'NOT_READY']),
  last_polled: z.string().nullable(),
  work_queue_id: z.string().nullable(),
  /** The deployment's limit as the reference's clients read it. */
  global_concurrency_limit: z
    .object({
      id: z.string(),
      created: z.string(),
      updated: z.string(),
      active: z.boolean(),
      name: z.string(),
      limit: z.number().int(),
      active_slots: z.number().int(),
      slot_decay_per_second: z.number(),
    })
    .nullable(),
  created_by: createdBySchema.nullable(),
  updated_by: createdBySchema.nullable(),
  ...deploymentBodySchema.required().shape,
});
export type Deployment = z.infer<typeof deploymentSchema>;

/** Body of `POST /deployments/{id}/create_flow_run`. */
export const deploymentFlowRunCreateSchema = z.strictObject({
  state: stateCreateSchema.nullish(),
  name: z.string().nullish(),
  parameters: anyDocument.default({}),
  enforce_parameter_schema: z.boolean().nullish(),
  context: anyDocument.default({}),
  infrastructure_document_id: z.uuid().nullish(),
  empirical_policy: flowRunPolicySchema.partial().nullish(),
  tags: z.array(z.string()).default([]),
  idempotency_key: z.string().nullish(),
  labels: anyDocument.nullish(),
  parent_task_run_id: z.uuid().nullish(),
  work_queue_name: z.string().nullish(),
  job_variables: anyDocument.nullish(),
});
export type DeploymentFlowRunCreate = z.infer<typeof deploymentFlowRunCreateSchema>;
