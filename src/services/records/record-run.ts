// Use case: write what a run tells about itself. A run's records are numbered without gaps and sent in order, one batch at
// a time; so the number of the last one applied, kept on the row and read under its lock, tells which are new. A batch
// sent twice, late, or by two workers at once changes nothing. Everything is in one transaction, shared with batches of
// other runs that came in meanwhile.
import type { RunRecord, RunRecordBatch } from '../../domain/run-records.js';
import { previousState } from '../../domain/run-progress.js';
import { eventSchema, type Event } from '../../domain/events/event.js';
import type { Repositories, Store } from '../../store/store.js';
import { relateToRun } from '../events/emit-events.js';
import {
  composeFlowRunStateEvents,
  composeTaskRunStateEvents,
  readSurroundings,
} from '../events/write-state-events.js';
import { logBellOf } from '../logs/log-bell.js';
import type { ServiceContext } from '../service-context.js';
import { openRuns, type OpenRun } from './open-runs.js';
import { RecordQueue } from './record-queue.js';
import { recordTaskRuns, type RecordedTasks } from './record-task-runs.js';
import { recordsOf } from './records-of.js';

const queues = new WeakMap<Store, RecordQueue>();

/** Writes a batch; durable when it resolves. A run that the platform has not heard of gets its row here. */
export function recordRun({ store }: Pick<ServiceContext, 'store'>, batch: RunRecordBatch): Promise<void> {
  let queue = queues.get(store);
  if (!queue) {
    const write = async (batches: readonly RunRecordBatch[]) => {
      await store.transaction((repositories) => writeBatches(repositories, batches));
      for (const { flow_run, records } of batches)
        if (recordsOf(records, 'log').length > 0) logBellOf(store).ring(flow_run.id);
    };
    queue = new RecordQueue(write);
    queues.set(store, queue);
  }
  return queue.add(batch);
}

/** Writes batches of different runs. Runs come first, then what hangs on them, then the events of it all. */
async function writeBatches(repositories: Repositories, batches: readonly RunRecordBatch[]): Promise<void> {
  const runs = await openRuns(repositories, batches);
  if (runs.length === 0) return;
  await repositories.flowRunStates.insertAll(
    runs.flatMap(({ run, entered }) => entered.states.map((state) => ({ flowRunId: run.id, state }))),
  );
  const tasks = await recordTaskRuns(
    repositories,
    runs.map(({ run, isNew, fresh }) => ({ run, isNew, records: recordsOf(fresh, 'task-run-state') })),
  );
  await writeDocuments(repositories, runs);
  const events: Event[] = [];
  for (const run of runs) events.push(...(await composeEvents(repositories, run, tasks)));
  await repositories.events.insert(events);
  await repositories.flowRuns.moveRecorded(runs.flatMap(({ isNew, move }) => (isNew ? [] : [move])));
}

async function composeEvents(
  repositories: Repositories,
  { run, flow, before, entered, fresh }: OpenRun,
  tasks: RecordedTasks,
): Promise<Event[]> {
  const surroundings = await readSurroundings(repositories, run, flow);
  return [
    ...composeFlowRunStateEvents(run, previousState(before), entered.counted, surroundings),
    ...composeTaskRunStateEvents(run, tasks.get(run.id) ?? [], surroundings),
    ...relateToRun(readEvents(fresh), run, surroundings),
  ];
}

/** Log lines, inputs and decisions: documents that only hang on the run. */
async function writeDocuments(repositories: Repositories, runs: readonly OpenRun[]): Promise<void> {
  await repositories.logs.insert(
    runs.flatMap(({ run, fresh }) =>
      recordsOf(fresh, 'log').map(({ type: _, sequence: __, ...line }) => ({ ...line, flow_run_id: run.id })),
    ),
  );
  await repositories.runInputs.put(
    runs.flatMap(({ run, fresh }) =>
      recordsOf(fresh, 'input').map((record) => ({
        id: record.id,
        flow_run_id: run.id,
        key: record.key,
        value: record.value,
        sender: record.sender,
        created: record.timestamp,
      })),
    ),
  );
  for (const { run, fresh } of runs) {
    await repositories.decisions.insert(
      run.id,
      recordsOf(fresh, 'decision').map(({ decision }) => decision),
    );
  }
}

/** The events a flow emitted; the engine has checked them, so one that does not fit is left out and not the batch. */
function readEvents(fresh: readonly RunRecord[]): Event[] {
  return recordsOf(fresh, 'event').flatMap(({ event }) => {
    const parsed = eventSchema.safeParse(event);
    return parsed.success ? [parsed.data] : [];
  });
}
