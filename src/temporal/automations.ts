// The calls about automations: events and edits to their workflows, their end, what they explain, and a firing that is to
// be carried out again.
import {
  AUTOMATION_WORKFLOW,
  automationWorkflowId,
  DEFINE_SIGNAL,
  EVENTS_SIGNAL,
  EXPLAIN_QUERY,
  FIRING_WORKFLOW,
  firingWorkflowId,
  STOP_SIGNAL,
  SYSTEM_TASK_QUEUE,
  type AutomationDefinition,
  type AutomationEvent,
  type AutomationExplanation,
  type FiringRequest,
} from '../contract/automations.js';
import { isSluiceError } from '../domain/errors.js';
import { CALL_DEADLINE_MS, type TemporalConnection } from './connection.js';

export interface AutomationCalls {
  /** Sends events to a running automation, to the workflow of one shard. False: that is not there. */
  sendEvents(automationId: string, shard: number, events: readonly AutomationEvent[]): Promise<boolean>;
  /** Starts the automation's workflows, one a shard, or tells the running ones how it was edited. */
  defineAutomation(definition: AutomationDefinition): Promise<void>;
  /** Ends the automation's workflows from a shard on and what they have under way; one that is not there is no error. */
  stopAutomation(automationId: string, shards: { readonly from: number; readonly to: number }): Promise<void>;
  /** What one shard tells; null: its workflow is not running. */
  explainAutomation(automationId: string, shard: number): Promise<AutomationExplanation | null>;
  /** Carries an ended firing out again under its own id. */
  startFiring(request: FiringRequest): Promise<void>;
}

/**
 * The calls over an open connection.
 *
 * @param systemTaskQueue - where the system worker polls; tests have one each
 */
export function createAutomationCalls(
  temporal: TemporalConnection,
  systemTaskQueue: string = SYSTEM_TASK_QUEUE,
): AutomationCalls {
  const { workflow } = temporal.client;
  return {
    async sendEvents(automationId, shard, events) {
      const workflowId = automationWorkflowId(automationId, shard);
      return unlessGone(() =>
        temporal.callWorkflow(workflowId, CALL_DEADLINE_MS, () =>
          workflow.getHandle(workflowId).signal(EVENTS_SIGNAL, events),
        ),
      );
    },
    async defineAutomation(definition) {
      const start = (shard: number) => {
        const own = { ...definition, shard };
        return temporal.call(CALL_DEADLINE_MS, () =>
          workflow.signalWithStart(AUTOMATION_WORKFLOW, {
            workflowId: automationWorkflowId(definition.id, shard),
            taskQueue: systemTaskQueue,
            args: [own],
            signal: DEFINE_SIGNAL,
            signalArgs: [own],
            staticSummary: `automation ${definition.name}`,
          }),
        );
      };
      await Promise.all(Array.from({ length: definition.shards }, (_, shard) => start(shard)));
    },
    async stopAutomation(automationId, { from, to }) {
      const ids = Array.from({ length: Math.max(0, to - from) }, (_, index) =>
        automationWorkflowId(automationId, from + index),
      );
      const stop = (workflowId: string) =>
        temporal.callWorkflow(workflowId, CALL_DEADLINE_MS, () => workflow.getHandle(workflowId).signal(STOP_SIGNAL));
      await Promise.all(ids.map((workflowId) => unlessGone(() => stop(workflowId))));
    },
    async explainAutomation(automationId, shard) {
      const workflowId = automationWorkflowId(automationId, shard);
      try {
        return await temporal.callWorkflow(workflowId, CALL_DEADLINE_MS, () =>
          workflow.getHandle(workflowId).query<AutomationExplanation>(EXPLAIN_QUERY),
        );
      } catch (error) {
        if (!isGone(error)) throw error;
        return null;
      }
    },
    async startFiring(request) {
      await temporal.call(CALL_DEADLINE_MS, () =>
        workflow.start(FIRING_WORKFLOW, {
          workflowId: firingWorkflowId(request.id),
          // The ledger says that it ended: what is still open is only on its way out.
          workflowIdConflictPolicy: 'TERMINATE_EXISTING',
          taskQueue: systemTaskQueue,
          args: [request],
          staticSummary: `firing of ${request.automation.name}`,
        }),
      );
    },
  };
}

async function unlessGone(call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call();
    return true;
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}

function isGone(error: unknown): boolean {
  return isSluiceError(error, 'flow-run-not-found') || isSluiceError(error, 'flow-run-finished');
}
