// What the platform says to a run: signals, which are kept whoever is there to hear them, and queries, which a worker
// must answer. The resume update, which needs more care, is in flow-run-resume.ts.
import { QueryNotRegisteredError } from '@temporalio/client';
import { SluiceError } from '../domain/errors.js';
import { CALL_DEADLINE_MS, type TemporalConnection } from './connection.js';
import { isUnanswered } from './temporal-errors.js';

/** Sends a signal. It is durable when this resolves. Throws `flow-run-not-found` or `flow-run-finished`. */
export async function signalFlowRun(
  temporal: TemporalConnection,
  workflowId: string,
  signal: string,
  ...args: unknown[]
): Promise<void> {
  await temporal.callWorkflow(workflowId, CALL_DEADLINE_MS, () =>
    temporal.client.workflow.getHandle(workflowId).signal(signal, ...args),
  );
}

/** Asks Temporal to cancel the run. Throws `flow-run-not-found` or `flow-run-finished`. */
export async function cancelFlowRun(temporal: TemporalConnection, workflowId: string): Promise<void> {
  await temporal.callWorkflow(workflowId, CALL_DEADLINE_MS, () =>
    temporal.client.workflow.getHandle(workflowId).cancel(),
  );
}

/** Ends the run at once, without its code hearing of it. Throws `flow-run-not-found` or `flow-run-finished`. */
export async function terminateFlowRun(
  temporal: TemporalConnection,
  workflowId: string,
  reason: string,
): Promise<void> {
  await temporal.callWorkflow(workflowId, CALL_DEADLINE_MS, () =>
    temporal.client.workflow.getHandle(workflowId).terminate(reason),
  );
}

/**
 * Asks a run, open or closed. Throws `flow-run-not-found` when there is none or it is not a flow's, `wait-timeout` when
 * no worker answers in time.
 */
export async function queryFlowRun<T>(
  temporal: TemporalConnection,
  workflowId: string,
  query: string,
  deadlineMs: number,
): Promise<T> {
  return temporal.callWorkflow(workflowId, deadlineMs, async () => {
    try {
      return await temporal.client.workflow.getHandle(workflowId).query<T>(query);
    } catch (error) {
      if (error instanceof QueryNotRegisteredError) {
        throw new SluiceError(
          'flow-run-not-found',
          `Workflow ${workflowId} is not a flow run: it knows no query '${query}'.`,
        );
      }
      if (isUnanswered(error))
        throw new SluiceError('wait-timeout', 'No worker answered for the flow run in time.', { cause: error });
      throw error;
    }
  });
}
