// The ledger of automations as documents: each firing with its events, and each of its actions with every attempt.
import { z } from 'zod';
import type { Firing } from '../triggers/trigger-state.js';
import { actionSchema } from './action.js';

export const actionAttemptSchema = z.object({ at: z.string(), error: z.string().nullable() });

export const firingActionSchema = z.object({
  index: z.number().int(),
  list: z.enum(['actions', 'actions_on_trigger', 'actions_on_resolve']),
  action: actionSchema,
  idempotency_key: z.string(),
  status: z.enum(['running', 'executed', 'failed']),
  /** Why it failed. */
  reason: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
  attempts: z.array(actionAttemptSchema),
  updated: z.string(),
});
export type FiringAction = z.infer<typeof firingActionSchema>;

export const firingStatusSchema = z.enum(['running', 'completed', 'failed', 'cancelled']);
export type FiringStatus = z.infer<typeof firingStatusSchema>;

export const firingRecordSchema = z.object({
  id: z.string(),
  automation_id: z.string(),
  automation_name: z.string(),
  triggered: z.string(),
  /** How many firings led to it, itself included. */
  depth: z.number().int(),
  firing: z.custom<Firing>(),
  status: firingStatusSchema,
  ended: z.string().nullable(),
  actions: z.array(firingActionSchema),
});
export type FiringRecord = z.infer<typeof firingRecordSchema>;
