// States: what a run is in, as documents with the reference's wire names. The type drives logic, the name is for
// people. Building, reading and classifying states is here; which transitions are allowed is in transitions.ts.
import { z } from 'zod';
import { STATE_TYPES, type StateType } from './state-types.js';

export { isTerminal, STATE_TYPES, type StateType } from './state-types.js';
export const stateTypeSchema = z.enum(STATE_TYPES);

export const runInputKeysetSchema = z.object({
  schema: z.string(),
  response: z.string(),
  description: z.string().nullish(),
});
export type RunInputKeyset = z.infer<typeof runInputKeysetSchema>;

/** Instants are ISO 8601 strings in UTC, durations seconds. Every key is present in answers. */
export const stateDetailsSchema = z.object({
  flow_run_id: z.string().nullable().default(null),
  task_run_id: z.string().nullable().default(null),
  child_flow_run_id: z.string().nullable().default(null),
  scheduled_time: z.string().nullable().default(null),
  cache_key: z.string().nullable().default(null),
  cache_expiration: z.string().nullable().default(null),
  deferred: z.boolean().nullable().default(false),
  untrackable_result: z.boolean().default(false),
  pause_timeout: z.string().nullable().default(null),
  pause_reschedule: z.boolean().default(false),
  pause_key: z.string().nullable().default(null),
  run_input_keyset: runInputKeysetSchema.nullable().default(null),
  refresh_cache: z.boolean().nullable().default(null),
  retriable: z.boolean().nullable().default(null),
  transition_id: z.string().nullable().default(null),
  task_parameters_id: z.string().nullable().default(null),
  traceparent: z.string().nullable().default(null),
  deployment_concurrency_lease_id: z.string().nullable().default(null),
});
export type StateDetails = z.infer<typeof stateDetailsSchema>;

export const stateSchema = z.object({
  id: z.string(),
  type: stateTypeSchema,
  name: z.string(),
  timestamp: z.string(),
  message: z.string().nullable(),
  data: z.unknown(),
  state_details: stateDetailsSchema,
});
export type State = z.infer<typeof stateSchema>;

/** A state as a client proposes it: the server gives it an id and a timestamp. */
export const stateCreateSchema = z.strictObject({
  type: stateTypeSchema,
  name: z.string().nullish(),
  message: z.string().nullish(),
  data: z.unknown().optional(),
  state_details: stateDetailsSchema.partial().nullish(),
});
export type StateCreate = z.infer<typeof stateCreateSchema>;

/** The name a type has when nobody gave one: `PAUSED` -> `Paused`. */
export function defaultStateName(type: StateType): string {
  return type.charAt(0) + type.slice(1).toLowerCase();
}

export const EMPTY_STATE_DETAILS: StateDetails = stateDetailsSchema.parse({});

/**
 * A whole state from a proposed one. SCHEDULED without a time is scheduled for `timestamp`.
 *
 * @param id - the state's id (UUID)
 * @param timestamp - ISO 8601, UTC
 */
export function createState(proposed: StateCreate, id: string, timestamp: string): State {
  const details: StateDetails = { ...EMPTY_STATE_DETAILS, ...withoutUndefined(proposed.state_details ?? {}) };
  if (proposed.type === 'SCHEDULED' && details.scheduled_time === null) details.scheduled_time = timestamp;
  return {
    id,
    type: proposed.type,
    name: proposed.name ?? defaultStateName(proposed.type),
    timestamp,
    message: proposed.message ?? null,
    data: proposed.data ?? null,
    state_details: details,
  };
}

/** Seconds as state messages write them: `5.0`, `0.25`. */
export function formatSeconds(seconds: number): string {
  return Number.isInteger(seconds) ? seconds.toFixed(1) : String(seconds);
}

/** A state for logs, as the reference prints it: `Suspended(type=PAUSED)`, `Failed('why')`. */
export function describeState(state: Pick<State, 'type' | 'name' | 'message'>): string {
  const parts: string[] = [];
  if (state.message) parts.push(`'${state.message}'`);
  if (state.name.toLowerCase() !== state.type.toLowerCase()) parts.push(`type=${state.type}`);
  return `${state.name}(${parts.join(', ')})`;
}

function withoutUndefined<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as Partial<T>;
}
