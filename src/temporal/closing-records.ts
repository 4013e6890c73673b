// The records a run closed with, as Temporal has accepted them. A worker knows what a workflow task of its meant to close the
// run with; the task may have been done again since, by another worker too, and have come out otherwise.
import { CLOSING_RECORDS_MEMO } from '../contract/messages.js';
import { runRecordBatchSchema, type RunRecordBatch } from '../domain/run-records.js';
import {
  awaitClose,
  readMemo,
  type WorkflowExecutionAddress,
  type WorkflowServiceConnection,
} from './workflow-close.js';

/** The records in the memo of a closed workflow; null when there are none, or none of ours. */
export function parseClosingRecords(memo: unknown): RunRecordBatch | null {
  const parsed = runRecordBatchSchema.safeParse(memo);
  return parsed.success ? parsed.data : null;
}

/**
 * Waits for a run to close and gives what it closed with; null when it goes on.
 *
 * @param task - the workflow task that meant to close it with `batch`, and how long the history was when it began
 */
export async function readAccepted(
  connection: WorkflowServiceConnection,
  { historyLength, ...run }: WorkflowExecutionAddress & { readonly historyLength: number },
  batch: RunRecordBatch,
): Promise<RunRecordBatch | null> {
  const closedBy = await awaitClose(connection, run);
  if (closedBy === null) return null;
  // The two events of one workflow task follow each other: begun, then completed.
  if (closedBy === historyLength + 1) return batch;
  return parseClosingRecords(await readMemo(connection, run, CLOSING_RECORDS_MEMO));
}
