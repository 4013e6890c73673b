// Whether Temporal has accepted a workflow task of a run that goes on, read from the end of the run's history.
import type { WorkflowExecutionAddress, WorkflowServiceConnection } from './workflow-close.js';

/** Of Temporal's protocol: numbers of EVENT_TYPE_. */
const WORKFLOW_TASK_COMPLETED = 7;
/** Completed, failed, timed out, cancelled, terminated, continued as new. */
const CLOSING = new Set([2, 3, 4, 21, 27, 28]);
/** A run that has gone further than this since will tell more. */
const EVENTS_LOOKED_AT = 30;

/**
 * Whether a workflow task was accepted; null while it is under way, and when it was too long ago to see. False also for a run
 * that has closed: what it closed with tells more, and one that was terminated is past telling.
 *
 * @param task - with the length of history when it began, which is the number of the event that it began with
 */
export async function isTaskAccepted(
  { workflowService }: WorkflowServiceConnection,
  { namespace, workflowId, runId, historyLength }: WorkflowExecutionAddress & { readonly historyLength: number },
): Promise<boolean | null> {
  const { history } = await workflowService.getWorkflowExecutionHistoryReverse({
    namespace,
    execution: { workflowId, runId },
    maximumPageSize: EVENTS_LOOKED_AT,
  });
  const events = history?.events ?? [];
  if (CLOSING.has(Number(events[0]?.eventType))) return false;
  const next = events.find(({ eventId }) => Number(eventId) === historyLength + 1);
  return next ? Number(next.eventType) === WORKFLOW_TASK_COMPLETED : null;
}
