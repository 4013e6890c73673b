// The rows of the runs that batches tell of: locked where they are there, made where they are not. A run that tells all
// about itself in its first batch is written once, as it is after it: its row has many indexes, and moving it on later
// would keep each of them twice.
import { deriveId } from '../../domain/ids.js';
import { NO_PROGRESS, type RunProgress } from '../../domain/run-progress.js';
import type { FlowRunHead, RunRecord, RunRecordBatch } from '../../domain/run-records.js';
import type { FlowRunInsert, RecordedFlowRun, RecordedMove, Repositories } from '../../store/store.js';
import { ensureFlow } from '../flows/create-flow.js';
import { enterStates, type EnteredStates } from './enter-states.js';
import { recordsOf } from './records-of.js';

/** A run with records that are new, worked out but for what hangs on it. */
export interface OpenRun {
  /** With the name its records give it. */
  readonly run: RecordedFlowRun['run'];
  readonly flow: RecordedFlowRun['flow'];
  readonly before: RunProgress;
  readonly fresh: readonly RunRecord[];
  readonly entered: EnteredStates;
  /** Its row was made with the move applied. */
  readonly isNew: boolean;
  readonly move: RecordedMove;
}

/** Opens the runs of batches, one batch a run; leaves out runs that were deleted or have nothing new to tell. */
export async function openRuns(repositories: Repositories, batches: readonly RunRecordBatch[]): Promise<OpenRun[]> {
  const known = await lockRuns(repositories, batches);
  const unknown = batches.filter(({ flow_run }) => !known.has(flow_run.id));
  const deleted = await repositories.reconciliation.listDeleted(unknown.map(({ flow_run }) => flow_run.id));
  const missing = unknown.filter(({ flow_run }) => !deleted.has(flow_run.id));
  const made = await makeRuns(repositories, missing);
  const raced = missing.filter(({ flow_run }) => !made.some(({ run }) => run.id === flow_run.id));
  // Somebody else made the row in between.
  for (const [id, stored] of await lockRuns(repositories, raced)) known.set(id, stored);
  const opened = batches.flatMap((batch) => {
    const stored = known.get(batch.flow_run.id);
    return stored ? [openRun(stored, batch, false)] : [];
  });
  if (opened.length + made.length < batches.length - deleted.size)
    throw new Error('A flow run was deleted while its row was made.');
  return [...opened, ...made].filter(({ fresh }) => fresh.length > 0);
}

async function lockRuns(
  repositories: Repositories,
  batches: readonly RunRecordBatch[],
): Promise<Map<string, RecordedFlowRun>> {
  const stored = await repositories.flowRuns.lockForRecord(batches.map(({ flow_run }) => flow_run.id));
  return new Map(stored.map((entry) => [entry.run.id, entry]));
}

function openRun({ run, progress, flow }: RecordedFlowRun, batch: RunRecordBatch, isNew: boolean): OpenRun {
  const { flow_run: head, records } = batch;
  const fresh = records
    .filter(({ sequence }) => sequence > run.record_sequence)
    .sort((a, b) => a.sequence - b.sequence);
  const entered = enterStates(progress, recordsOf(fresh, 'flow-run-state'));
  const name = recordsOf(fresh, 'flow-run-name').at(-1)?.name ?? run.name;
  return {
    run: { ...run, name },
    flow,
    before: progress,
    fresh,
    entered,
    isNew,
    move: {
      ...entered.progress,
      id: run.id,
      name,
      empirical_policy: entered.policy,
      workflow_id: head.workflow_id,
      task_queue: head.task_queue,
      flow_version: run.flow_version ?? head.flow_version,
      record_sequence: fresh.at(-1)?.sequence ?? run.record_sequence,
    },
  };
}

/** Makes rows for runs that are not there, with their flows; gives those that nobody else made meanwhile. */
async function makeRuns(repositories: Repositories, batches: readonly RunRecordBatch[]): Promise<OpenRun[]> {
  const flows = new Map<string, RecordedFlowRun['flow']>();
  for (const name of [...new Set(batches.map(({ flow_run }) => flow_run.flow_name))].sort()) {
    const { flow } = await ensureFlow(repositories, { name, tags: [], labels: {} }, deriveId('flow', name));
    flows.set(name, flow);
  }
  const planned = batches.map((batch) => {
    const { flow_run: head } = batch;
    const flow = flows.get(head.flow_name) as RecordedFlowRun['flow'];
    const row = newRow(head, flow.id);
    const unplaced = { ...row, record_sequence: -1, work_queue_name: null, work_pool_name: null };
    const run = openRun({ run: unplaced, progress: NO_PROGRESS, flow }, batch, true);
    const { empirical_policy, ...move } = run.move;
    return { run, row: { ...row, ...move, empirical_policy: empirical_policy ?? row.empirical_policy } };
  });
  const inserted = await repositories.flowRuns.insertRecorded(planned.map(({ row }) => row));
  return planned.flatMap(({ run }) => (inserted.has(run.run.id) ? [run] : []));
}

function newRow(head: FlowRunHead, flowId: string) {
  return {
    id: head.id,
    created: head.created,
    name: head.name,
    flow_id: flowId,
    flow_version: head.flow_version,
    parameters: head.parameters,
    context: {},
    empirical_policy: head.empirical_policy,
    tags: [...new Set(head.tags)],
    labels: { 'prefect.flow.id': flowId },
    deployment_id: head.deployment_id,
    parent_task_run_id: head.parent_task_run_id,
    created_by: null,
    workflow_id: head.workflow_id,
    task_queue: head.task_queue,
  } satisfies FlowRunInsert;
}
