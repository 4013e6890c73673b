// What a run tells its worker of its record: its news at the end of each workflow task (workflow-interceptors.ts), and what it
// closes with. The latter is put into its history by the same workflow task that closes it, so it is durable if and only
// if the run has ended, at the price of one command; an activity in its place costs a third of a short run. The worker
// delivers both once Temporal has accepted the workflow task; if it dies, the run or the reconciler does.
import { proxySinks, upsertMemo, workflowInfo, type Sinks } from '@temporalio/workflow';
import { CLOSING_RECORDS_MEMO, type RECORD_SINK, type RecordSink } from '../contract/messages.js';
import type { RunRecordBatch } from '../domain/run-records.js';
import type { FlowRun } from './flow-run.js';

const { sluice } = proxySinks<Sinks & Record<typeof RECORD_SINK, RecordSink>>();

/** Called at the end of each workflow task; one that is replayed is no news. */
export function tellNews(run: FlowRun): void {
  if (workflowInfo().unsafe.isReplaying) return;
  const news = run.recorder.takeNews();
  if (news) sluice.tells(news);
}

/** Called in the activation that closes the workflow, with nothing awaited in between. */
export function closeWithRecords(run: FlowRun): void {
  const records = run.recorder.takeRest();
  if (records.length === 0) return;
  const batch: RunRecordBatch = { flow_run: run.head(), records };
  upsertMemo({ [CLOSING_RECORDS_MEMO]: batch });
  sluice.closes(batch);
}
