// What a run closes with: the records nobody has been told yet, put into its history by the same workflow task that closes
// it. So they are durable if and only if the run has ended, at the price of one command; an activity in their place costs a
// third of a short run. The worker delivers them once Temporal has accepted the end; if it dies, the reconciler does.
import { proxySinks, upsertMemo, type Sinks } from '@temporalio/workflow';
import { CLOSING_RECORDS_MEMO, type CLOSING_SINK, type ClosingSink } from '../contract/messages.js';
import type { RunRecordBatch } from '../domain/run-records.js';
import type { FlowRun } from './flow-run.js';

const { sluice } = proxySinks<Sinks & Record<typeof CLOSING_SINK, ClosingSink>>();

/** Called in the activation that closes the workflow, with nothing awaited in between. */
export function closeWithRecords(run: FlowRun): void {
  const records = run.recorder.takeRest();
  if (records.length === 0) return;
  const batch: RunRecordBatch = { flow_run: run.head(), records };
  upsertMemo({ [CLOSING_RECORDS_MEMO]: batch });
  sluice.closes(batch);
}
