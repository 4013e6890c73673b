// How a worker learns that Temporal has accepted the end of a workflow, and with what: one call that waits for the event that
// closes it, and one that reads the memo it closed with.
import type { WorkflowService } from '@temporalio/client';

export interface WorkflowServiceConnection {
  readonly workflowService: WorkflowService;
}

export interface WorkflowExecutionAddress {
  readonly namespace: string;
  readonly workflowId: string;
  readonly runId: string;
}

/** Of Temporal's protocol: HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT. */
const CLOSE_EVENT_ONLY = 2;

/**
 * Waits for one workflow run to close, as long as Temporal lets a call wait (about 20 s). Gives the history event of the
 * workflow task that closed it; null when it is still open, and 0 when it was closed from outside.
 */
export async function awaitClose(
  { workflowService }: WorkflowServiceConnection,
  { namespace, workflowId, runId }: WorkflowExecutionAddress,
): Promise<number | null> {
  const { history } = await workflowService.getWorkflowExecutionHistory({
    namespace,
    execution: { workflowId, runId },
    waitNewEvent: true,
    historyEventFilterType: CLOSE_EVENT_ONLY,
  });
  const event = history?.events?.at(-1);
  if (!event) return null;
  const ended =
    event.workflowExecutionCompletedEventAttributes ??
    event.workflowExecutionFailedEventAttributes ??
    event.workflowExecutionCanceledEventAttributes;
  return Number(ended?.workflowTaskCompletedEventId ?? 0);
}

/** The JSON value under a key of a workflow run's memo; undefined when there is none that is plain JSON. */
export async function readMemo(
  { workflowService }: WorkflowServiceConnection,
  { namespace, workflowId, runId }: WorkflowExecutionAddress,
  key: string,
): Promise<unknown> {
  const { workflowExecutionInfo } = await workflowService.describeWorkflowExecution({
    namespace,
    execution: { workflowId, runId },
  });
  const payload = workflowExecutionInfo?.memo?.fields?.[key];
  const encoding = Buffer.from(payload?.metadata?.['encoding'] ?? []).toString();
  return encoding === 'json/plain' ? JSON.parse(Buffer.from(payload?.data ?? []).toString()) : undefined;
}
