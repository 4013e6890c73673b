// The state of a trigger as it was written down, maybe by an earlier version of this software: read by the schema of that
// version and lifted to the form of today, so that an upgrade forgets no window that is open. What this very version
// wrote is taken as it is: with 100,000 windows, checking each again whenever a workflow continues as new would cost more
// than it could ever find.
import { z } from 'zod';
import { eventSchema } from '../events/event.js';
import { describeFields, fieldErrorsOf } from '../field-errors.js';
import type { CompiledTrigger } from './compile.js';
import {
  createTriggerState,
  TRIGGER_STATE_VERSION,
  type Firing,
  type StoredFiring,
  type TriggerState,
} from './trigger-state.js';

/** A state that can be gone on with, or why there is none. */
export type ReadTriggerState =
  { readonly state: TriggerState; readonly problem: null } | { readonly state: null; readonly problem: string };

/** Reads the state of this very trigger. Never throws, whatever the document is. */
export function readTriggerState(document: unknown, compiled: CompiledTrigger): ReadTriggerState {
  const version = versionOf(document);
  if (version === TRIGGER_STATE_VERSION) return { state: document as TriggerState, problem: null };
  if (version !== 1) {
    const found = version === undefined ? 'no version' : `version ${version}`;
    return { state: null, problem: `its state has ${found}, expected 1 to ${TRIGGER_STATE_VERSION}` };
  }
  const read = firstVersionSchema().safeParse(document);
  if (read.success) return { state: liftFirstVersion(read.data, compiled), problem: null };
  return { state: null, problem: `its state of version 1 is not whole: ${describeFields(fieldErrorsOf(read.error))}` };
}

function versionOf(document: unknown): number | undefined {
  const { version } = (document ?? {}) as { readonly version?: unknown };
  return typeof version === 'number' ? version : undefined;
}

const firingSchema: z.ZodType<Firing> = z.lazy(() =>
  z.object({
    sequence: z.number(),
    state: z.enum(['Triggered', 'Resolved']),
    trigger: z.string(),
    trigger_id: z.string().nullable(),
    bucketing_key: z.array(z.string()),
    triggering_labels: z.record(z.string(), z.string()),
    triggering_event: z.string().nullable(),
    triggering_events: z.array(z.string()),
    triggering_value: z.number().nullable(),
    triggered: z.string(),
    occurred: z.string(),
    triggering_firings: z.array(firingSchema),
  }),
);

/**
 * Version 1 numbered the nodes in tree order, a parent before its children, and had its parts by those numbers. The schema is
 * made when it is needed: each of thousands of automations in a worker's memory would hold one otherwise.
 */
const firstVersionSchema = () =>
  z.object({
    createdUs: z.number(),
    firings: z.number(),
    clock: z.object({
      newestUs: z.number().nullable(),
      nowUs: z.number(),
      seenUs: z.number(),
      horizonUs: z.number(),
    }),
    seen: z.object({
      recent: z.record(z.string(), z.number()),
      older: z.record(z.string(), z.number()),
      recentSinceUs: z.number(),
      recentCount: z.number(),
    }),
    held: z.record(z.string(), z.array(z.object({ event: eventSchema, receivedUs: z.number() }))),
    buckets: z.record(
      z.string(),
      z.record(
        z.string(),
        z.object({
          key: z.array(z.string()),
          startUs: z.number(),
          endUs: z.number(),
          count: z.number(),
          lastEvent: z.string().nullable(),
          events: z.array(z.string()),
        }),
      ),
    ),
    children: z.record(
      z.string(),
      z.record(z.string(), z.record(z.string(), z.object({ atUs: z.number(), firing: firingSchema }))),
    ),
    metrics: z.record(
      z.string(),
      z.object({
        cells: z.array(z.tuple([z.number(), z.number(), z.number()])),
        openRuns: z.record(z.string(), z.object({ dueUs: z.number().nullable(), runningUs: z.number().nullable() })),
        breachedSinceUs: z.number().nullable(),
        recoveredSinceUs: z.number().nullable(),
        alarmed: z.boolean(),
        lastEvent: z.string().nullable(),
        advancedToUs: z.number(),
      }),
    ),
  });

function liftFirstVersion(
  first: z.infer<ReturnType<typeof firstVersionSchema>>,
  compiled: CompiledTrigger,
): TriggerState {
  const { createdUs, firings, clock, seen, held } = first;
  const { nodes } = compiled;
  const state: TriggerState = { ...createTriggerState(compiled, createdUs), firings, clock, seen, held };
  for (const [number, { path }] of nodes.entries()) {
    const [buckets, groups, metric] = [first.buckets[number], first.children[number], first.metrics[number]];
    if (buckets) state.buckets[path] = buckets;
    if (metric) state.metrics[path] = metric;
    for (const [key, stored] of Object.entries(groups ?? {})) {
      const byPath = Object.entries(stored).map(([child, firing]) => [nodes[Number(child)]?.path ?? '', firing]);
      (state.children[path] ??= {})[key] = Object.fromEntries(byPath) as Record<string, StoredFiring>;
    }
  }
  return state;
}
