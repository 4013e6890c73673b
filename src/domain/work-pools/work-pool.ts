// Work pools and their queues as documents with the reference's wire names: named places where runs wait for workers, with
// pauses, limits and priorities. On Temporal each is a task queue; see task-queues.ts.
import { z } from 'zod';

const anyDocument = z.record(z.string(), z.unknown());
const nameSchema = z.string().regex(/^[^/%&><]+$/, 'must not contain / % & > or <');
const limitSchema = z.number().int().min(0).nullish();

export const workStatusSchema = z.enum(['READY', 'NOT_READY', 'PAUSED']);
export type WorkStatus = z.infer<typeof workStatusSchema>;

const storageSchema = z.strictObject({
  bundle_upload_step: anyDocument.nullish(),
  bundle_execution_step: anyDocument.nullish(),
  default_result_storage_block_id: z.uuid().nullish(),
});

/** Body of `POST /work_pools/`. */
export const workPoolCreateSchema = z.strictObject({
  name: nameSchema,
  description: z.string().nullish(),
  type: z.string().default('sluice'),
  base_job_template: anyDocument.default({}),
  is_paused: z.boolean().default(false),
  /** How many runs of the pool may be under way at once. */
  concurrency_limit: limitSchema,
  storage_configuration: storageSchema.nullish(),
});
export type WorkPoolCreate = z.infer<typeof workPoolCreateSchema>;

/** Body of `PATCH /work_pools/{name}`: only what is given changes. */
export const workPoolUpdateSchema = z.strictObject({
  description: z.string().nullish(),
  is_paused: z.boolean().nullish(),
  base_job_template: anyDocument.nullish(),
  concurrency_limit: limitSchema,
  storage_configuration: storageSchema.nullish(),
});
export type WorkPoolUpdate = z.infer<typeof workPoolUpdateSchema>;

export const workPoolSchema = z.object({
  id: z.string(),
  created: z.string(),
  updated: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  type: z.string(),
  base_job_template: anyDocument,
  is_paused: z.boolean(),
  concurrency_limit: z.number().int().nullable(),
  /** READY: a worker polls. Null for pools of the reference's agents, which say nothing. */
  status: workStatusSchema.nullable(),
  default_queue_id: z.string().nullable(),
  storage_configuration: anyDocument,
  /** Runs under way that count under the limit; null without one. */
  active_slots: z.number().int().nullable(),
});
export type WorkPool = z.infer<typeof workPoolSchema>;

/** Body of `POST /work_pools/{name}/queues`. */
export const workQueueCreateSchema = z.strictObject({
  name: nameSchema,
  description: z.string().nullish(),
  is_paused: z.boolean().default(false),
  concurrency_limit: limitSchema,
  /** 1 is the most urgent. @default after the others */
  priority: z.number().int().positive().nullish(),
  filter: z.unknown().optional(),
});
export type WorkQueueCreate = z.infer<typeof workQueueCreateSchema>;

/** Body of `PATCH /work_queues/{id}`: only what is given changes. */
export const workQueueUpdateSchema = z.strictObject({
  name: nameSchema.nullish(),
  description: z.string().nullish(),
  is_paused: z.boolean().nullish(),
  concurrency_limit: limitSchema,
  priority: z.number().int().positive().nullish(),
  last_polled: z.string().nullish(),
  filter: z.unknown().optional(),
});
export type WorkQueueUpdate = z.infer<typeof workQueueUpdateSchema>;

export const workQueueSchema = z.object({
  id: z.string(),
  created: z.string(),
  updated: z.string(),
  name: z.string(),
  description: z.string(),
  is_paused: z.boolean(),
  concurrency_limit: z.number().int().nullable(),
  priority: z.number().int(),
  work_pool_id: z.string(),
  filter: z.null(),
  last_polled: z.string().nullable(),
  work_pool_name: z.string(),
  status: workStatusSchema,
  active_slots: z.number().int().nullable(),
});
export type WorkQueue = z.infer<typeof workQueueSchema>;

export const poolWorkerSchema = z.object({
  id: z.string(),
  created: z.string(),
  updated: z.string(),
  name: z.string(),
  work_pool_id: z.string(),
  last_heartbeat_time: z.string(),
  heartbeat_interval_seconds: z.number().int(),
  status: z.enum(['ONLINE', 'OFFLINE']),
});
export type PoolWorker = z.infer<typeof poolWorkerSchema>;
