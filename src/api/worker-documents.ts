// Documents that only workers send or get, as the platform's interface has them.
import { z } from 'zod';
import { logCreateSchema } from '../domain/logs.js';
import { eventSchema } from '../domain/events/event.js';
import { idSchema, instantSchema } from './route-documents.js';

export const logBatchSchema = z.array(logCreateSchema.extend({ timestamp: instantSchema }));

export const flowRunEndSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('completed'), result: z.unknown() }),
  z.object({ status: z.enum(['failed', 'cancelled', 'crashed']), message: z.string() }),
]);

export const inputDeliverySchema = z.object({
  /** `prefect.flow-run.{id}` or `sluice.client.{id}`. */
  receiver: z.string().min(1),
  message: z.object({ key: z.string().min(1), value: z.unknown(), sender: z.string().nullable() }),
});

export const eventEmissionSchema = z.object({
  flow_run_id: idSchema.nullable(),
  task_run_id: idSchema.nullable(),
  events: z.array(eventSchema),
});

/** A run of a deployment that flow code asks for. */
export const deploymentRunRequestSchema = z.object({
  deployment: z.string().min(1),
  parameters: z.record(z.string(), z.unknown()),
  tags: z.array(z.string()),
  name: z.string().nullable(),
  idempotency_key: z.string().min(1),
  scheduled_time: instantSchema.nullable(),
  parent_task_run_id: idSchema.nullable(),
});
