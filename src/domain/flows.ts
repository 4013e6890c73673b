// The flow document, and what a worker tells the platform about the flows it serves: that registration is how the
// platform knows a flow's task queue and parameter schema without ever loading flow code.
import { z } from 'zod';

export const flowSchema = z.object({
  id: z.string(),
  created: z.string(),
  updated: z.string(),
  name: z.string(),
  tags: z.array(z.string()),
  labels: z.record(z.string(), z.unknown()),
});
export type Flow = z.infer<typeof flowSchema>;

export const flowNameSchema = z.string().regex(/^[^/%&><]+$/, 'must not contain / % & > or <');

export const flowCreateSchema = z.strictObject({
  name: flowNameSchema,
  tags: z.array(z.string()).default([]),
  labels: z.record(z.string(), z.unknown()).default({}),
});
export type FlowCreate = z.infer<typeof flowCreateSchema>;

/** One flow as a worker serves it. */
export const servedFlowSchema = z.object({
  name: flowNameSchema,
  /** The Temporal workflow type: the export name. */
  workflow_type: z.string().min(1),
  description: z.string().nullable(),
  version: z.string().nullable(),
  /** JSON Schema (draft 2020-12) of the parameters; null when the flow takes anything. */
  parameter_schema: z.record(z.string(), z.unknown()).nullable(),
  retries: z.int32().nonnegative(),
  retry_delay_seconds: z.number().nonnegative(),
});
export type ServedFlow = z.infer<typeof servedFlowSchema>;

/** What a worker sends when it starts. */
export const workerRegistrationSchema = z.object({
  task_queue: z.string().min(1),
  flows: z.array(servedFlowSchema),
});
export type WorkerRegistration = z.infer<typeof workerRegistrationSchema>;
