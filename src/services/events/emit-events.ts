// Use case: take in events that code inside runs emits, related to the run and task they were emitted in. Flows hand
// theirs over with the run's record, in its transaction; tasks by a call of their own.
import { addRunContext } from '../../domain/events/run-context.js';
import type { Event } from '../../domain/events/event.js';
import type { RunSurroundings } from '../../domain/events/state-events.js';
import type { EventEmission } from '../../contract/platform.js';
import type { ServiceContext } from '../service-context.js';
import { receiveEvents } from './receive-events.js';
import { causalLabels, readSurroundings, type RunFacts } from './write-state-events.js';

/**
 * Takes in what a task emitted. A task may be quicker than its run's record, which is sent in batches: a run or task that is
 * not on record yet is named by its id alone.
 *
 * @throws SluiceError as receiveEvents does
 */
export async function emitEvents(context: ServiceContext, emission: EventEmission): Promise<void> {
  const { flow_run_id, task_run_id, events } = emission;
  const { store } = context;
  if (flow_run_id === null) return void (await receiveEvents(context, events));
  const stored = (await store.flowRuns.find(flow_run_id))?.flowRun;
  const run = stored ?? { id: flow_run_id, name: null, labels: {} };
  const around = stored ? await readSurroundings(store, stored) : { flow: null, deployment: null, tags: [] };
  const task = task_run_id === null ? undefined : (await store.taskRuns.find(task_run_id))?.taskRun;
  const taskRun = task_run_id === null ? null : (task ?? { id: task_run_id, name: null, tags: [] });
  await receiveEvents(context, relateToRun(events, run, around, taskRun));
}

/** Events as emitted in a run, or in a task of it. */
export function relateToRun(
  events: readonly Event[],
  run: Pick<RunFacts, 'id' | 'labels'> & { readonly name: string | null },
  around: Pick<RunSurroundings, 'flow' | 'deployment' | 'tags'>,
  taskRun: { readonly id: string; readonly name: string | null; readonly tags: readonly string[] } | null = null,
): Event[] {
  const { flow, deployment } = around;
  const tags = [...around.tags, ...(taskRun?.tags ?? [])];
  const context = { flowRun: run, taskRun, flow, deployment, tags, causalLabels: causalLabels(run.labels) };
  return events.map((event) => addRunContext(event, context));
}
