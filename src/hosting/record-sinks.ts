// How runs reach the worker with their records: the sink that the engine calls, and the two kinds of delivery behind it.
import type { InjectedSinks } from '@temporalio/worker';
import type { RECORD_SINK, RecordSink } from '../contract/messages.js';
import type { ClosingDeliveries } from './closing-deliveries.js';
import type { ProgressDeliveries } from './progress-deliveries.js';

export function createRecordSinks(
  progress: ProgressDeliveries,
  closings: ClosingDeliveries,
): InjectedSinks<Record<typeof RECORD_SINK, RecordSink>> {
  return {
    sluice: {
      tells: {
        callDuringReplay: false,
        fn: ({ workflowId, runId, historyLength }, news) => progress.add({ workflowId, runId, historyLength }, news),
      },
      closes: {
        callDuringReplay: false,
        fn: ({ workflowId, runId, historyLength }, batch) => {
          progress.forget(batch.flow_run.id);
          closings.add({ workflowId, runId, historyLength }, batch);
        },
      },
    },
  };
}
