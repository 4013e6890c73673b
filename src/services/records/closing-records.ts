// What runs closed with and nobody has told yet: their last records, read from the memo of their workflows. The worker that
// saw a run close delivers them at once; this is for what a worker left behind, because it died or was cut off.
import { CLOSING_RECORDS_MEMO } from '../../contract/messages.js';
import type { RunRecordBatch } from '../../domain/run-records.js';
import { parseClosingRecords } from '../../temporal/closing-records.js';
import type { ServiceContext } from '../service-context.js';
import { recordRun } from './record-run.js';

/** The records in a workflow's memo; null when there are none, or none of ours. */
export function readClosingRecords(memo: Readonly<Record<string, unknown>>): RunRecordBatch | null {
  return parseClosingRecords(memo[CLOSING_RECORDS_MEMO]);
}

/**
 * Delivers what is not on record, and tells of how many runs that was. Of runs never heard of, only those of task queues that
 * this platform serves.
 */
export async function deliverClosingRecords(
  context: ServiceContext,
  batches: readonly RunRecordBatch[],
): Promise<number> {
  const { reconciliation, servedFlows } = context.store;
  const sequences = await reconciliation.readRecordSequences(batches.map(({ flow_run }) => flow_run.id));
  const left = batches.filter(({ flow_run, records }) => {
    const applied = sequences.get(flow_run.id);
    return applied === undefined || applied < (records.at(-1)?.sequence ?? -1);
  });
  if (left.length === 0) return 0;
  const ours = await servedFlows.listTaskQueues();
  const wanted = left.filter(({ flow_run }) => sequences.has(flow_run.id) || ours.has(flow_run.task_queue));
  await Promise.all(wanted.map((batch) => recordRun(context, batch)));
  return wanted.length;
}
