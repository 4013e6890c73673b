// What a flow run's state event says about the run, for metrics. Apart because it knows the events of runs, while the
// rest of the evaluation knows no event in particular.
import { parseInstantUs } from '../instants.js';
import type { Event } from '../events/event.js';

const RUN_EVENT_PREFIX = 'prefect.flow-run.';
const RUN_RESOURCE_PREFIX = 'prefect.flow-run.';
/** State names that events carry, for events without the `prefect.state-type` label. */
const TYPES_BY_NAME: Readonly<Record<string, string>> = {
  Scheduled: 'SCHEDULED',
  Late: 'SCHEDULED',
  Pending: 'PENDING',
  Running: 'RUNNING',
  Completed: 'COMPLETED',
  Failed: 'FAILED',
  TimedOut: 'FAILED',
  Crashed: 'CRASHED',
  Cancelled: 'CANCELLED',
};

export interface RunFact {
  /** The run's resource id. */
  readonly run: string;
  readonly stateType: string;
  /** When the run was due, if the event says so (`scheduled_time` in the payload or in its validated state). */
  readonly dueUs: number | null;
}

/** Reads a flow run's state event; null for any other event. */
export function readRunFact({ event, resource, payload }: Event): RunFact | null {
  const run = resource['prefect.resource.id'] ?? '';
  if (!event.startsWith(RUN_EVENT_PREFIX) || !run.startsWith(RUN_RESOURCE_PREFIX)) return null;
  const stateType = resource['prefect.state-type'] ?? TYPES_BY_NAME[event.slice(RUN_EVENT_PREFIX.length)];
  return stateType === undefined ? null : { run, stateType, dueUs: dueTimeUs(payload) };
}

function dueTimeUs(payload: Event['payload']): number | null {
  const validated = payload.validated_state;
  const inState = typeof validated === 'object' && validated !== null && 'scheduled_time' in validated;
  const text = payload.scheduled_time ?? (inState ? validated.scheduled_time : undefined);
  const us = typeof text === 'string' ? parseInstantUs(text) : Number.NaN;
  return Number.isFinite(us) ? us : null;
}
