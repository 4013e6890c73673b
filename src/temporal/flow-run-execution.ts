// What Temporal knows of a flow run's workflow: whether it is open, how it ended and with what. Used to start idempotently
// and by the reconciler, which learns from here about runs that ended without telling the platform.
import { CancelledFailure, TerminatedFailure, TimeoutFailure, type TypedSearchAttributes } from '@temporalio/common';
import { WorkflowFailedError, type WorkflowExecutionStatusName } from '@temporalio/client';
import { errorOf } from '../contract/failures.js';
import { isSluiceError } from '../domain/errors.js';
import { CALL_DEADLINE_MS, type TemporalConnection } from './connection.js';
import { sluiceErrorOf } from './temporal-errors.js';

export type FlowRunExecutionStatus =
  'running' | 'completed' | 'failed' | 'cancelled' | 'terminated' | 'timed-out' | 'continued-as-new';

export interface FlowRunExecution {
  readonly workflowId: string;
  readonly status: FlowRunExecutionStatus;
  readonly runId: string;
  readonly firstRunId: string;
  readonly workflowType: string;
  readonly taskQueue: string;
  readonly startedAt: Date;
  readonly closedAt: Date | null;
  readonly historyLength: number;
  readonly memo: Record<string, unknown>;
  readonly searchAttributes: TypedSearchAttributes;
  readonly summary: string | undefined;
}

/** How a closed workflow ended. `code` is ours where the failure carries one. */
export type FlowRunOutcome =
  | { readonly type: 'completed'; readonly result: unknown }
  | {
      readonly type: 'failed' | 'cancelled' | 'terminated' | 'timed-out';
      readonly message: string;
      readonly code: string | null;
    };

export interface ClosedFlowRun {
  readonly workflowId: string;
  readonly runId: string;
  readonly status: FlowRunExecutionStatus;
  readonly closedAt: Date;
  readonly memo: Record<string, unknown>;
}

/** The latest run of a workflow id; undefined when there is no such workflow. */
export async function readExecution(
  temporal: TemporalConnection,
  workflowId: string,
): Promise<FlowRunExecution | undefined> {
  try {
    const description = await temporal.callWorkflow(workflowId, CALL_DEADLINE_MS, () =>
      temporal.client.workflow.getHandle(workflowId).describe(),
    );
    const { raw } = description;
    return {
      workflowId,
      status: statusOf(description.status.name),
      runId: description.runId,
      firstRunId: raw.workflowExecutionInfo?.firstRunId || description.runId,
      workflowType: description.type,
      taskQueue: description.taskQueue,
      startedAt: description.startTime,
      closedAt: description.closeTime ?? null,
      historyLength: description.historyLength,
      memo: description.memo ?? {},
      searchAttributes: description.typedSearchAttributes,
      summary: await description.staticSummary(),
    };
  } catch (error) {
    if (isSluiceError(error, 'flow-run-not-found')) return undefined;
    throw error;
  }
}

/**
 * How a workflow ended, following continue-as-new; null while it is open. Throws `flow-run-not-found`.
 */
export async function readOutcome(temporal: TemporalConnection, workflowId: string): Promise<FlowRunOutcome | null> {
  const handle = temporal.client.workflow.getHandle(workflowId);
  return temporal.callWorkflow(workflowId, CALL_DEADLINE_MS, async () => {
    const { status } = await handle.describe();
    if (status.name === 'RUNNING') return null;
    try {
      return { type: 'completed', result: await handle.result() };
    } catch (error) {
      if (error instanceof WorkflowFailedError) return failureOutcome(error.cause ?? error);
      throw error;
    }
  });
}

/** A run may close with 32 KB in its memo, and an answer of Temporal's carries 4 MB. */
const CLOSED_AT_ONCE = 100;

/** Flow runs that closed at or after an instant, in Temporal's order (latest first). Continued runs are not closed. */
export async function* listClosedFlowRuns(temporal: TemporalConnection, since: Date): AsyncGenerator<ClosedFlowRun> {
  const query = [
    'SluiceFlow IS NOT NULL',
    "ExecutionStatus NOT IN ('Running', 'ContinuedAsNew')",
    `CloseTime >= '${since.toISOString()}'`,
  ].join(' AND ');
  const found = temporal.client.workflow.list({ query, pageSize: CLOSED_AT_ONCE });
  try {
    for await (const { workflowId, runId, status, closeTime, memo = {} } of found) {
      if (closeTime) yield { workflowId, runId, status: statusOf(status.name), closedAt: closeTime, memo };
    }
  } catch (error) {
    throw sluiceErrorOf(error);
  }
}

function failureOutcome(cause: Error): FlowRunOutcome {
  const type =
    cause instanceof CancelledFailure
      ? 'cancelled'
      : cause instanceof TerminatedFailure
        ? 'terminated'
        : cause instanceof TimeoutFailure
          ? 'timed-out'
          : 'failed';
  return { type, message: cause.message, code: errorOf(cause)?.code ?? null };
}

function statusOf(name: WorkflowExecutionStatusName): FlowRunExecutionStatus {
  const names: Partial<Record<WorkflowExecutionStatusName, FlowRunExecutionStatus>> = {
    COMPLETED: 'completed',
    FAILED: 'failed',
    CANCELLED: 'cancelled',
    TERMINATED: 'terminated',
    TIMED_OUT: 'timed-out',
    CONTINUED_AS_NEW: 'continued-as-new',
  };
  return names[name] ?? 'running';
}
