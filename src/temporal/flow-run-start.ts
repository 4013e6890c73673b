// Starting a flow run on Temporal: once for its id however often it is asked for, and once more from where it failed.
// What a person sees in the Temporal Web UI from the first moment (summary, search attributes) is put on it here.
import {
  defineSearchAttributeKey,
  WorkflowExecutionAlreadyStartedError,
  type SearchAttributePair,
} from '@temporalio/common';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/codec-helpers.js';
import type { Carry } from '../contract/carry.js';
import { CARRY_QUERY, FLOW_RUN_MEMO, type FlowRunMemo, type SEARCH_ATTRIBUTES } from '../contract/messages.js';
import { SluiceError } from '../domain/errors.js';
import { CALL_DEADLINE_MS, type TemporalConnection } from './connection.js';
import { readExecution } from './flow-run-execution.js';
import { queryFlowRun } from './flow-run-messages.js';

export interface StartFlowRunOptions {
  /** The flow run id, by the UUID rule. */
  readonly workflowId: string;
  readonly workflowType: string;
  readonly taskQueue: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly memo: FlowRunMemo;
  readonly flowName: string;
  readonly tags: readonly string[];
  /** How long from now the run starts; a scheduled run. @default 0 */
  readonly startDelayMs?: number;
}

export interface StartedFlowRun {
  /** False: a workflow with this id was there already, open or closed, and nothing was done. */
  readonly started: boolean;
  readonly firstRunId: string;
}

/** Starts a flow run. Repeating it changes nothing. */
export async function startFlowRun(
  temporal: TemporalConnection,
  options: StartFlowRunOptions,
): Promise<StartedFlowRun> {
  const { workflowId, workflowType, memo } = options;
  try {
    const handle = await temporal.call(CALL_DEADLINE_MS, () =>
      temporal.client.workflow
        .start(workflowType, {
          workflowId,
          taskQueue: options.taskQueue,
          args: [options.parameters],
          memo: { [FLOW_RUN_MEMO]: memo },
          typedSearchAttributes: searchAttributesOf(options),
          staticSummary: summaryOf(options.flowName, memo.name),
          startDelay: options.startDelayMs || undefined,
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
        })
        .catch(orAlreadyStarted),
    );
    if (handle) return { started: true, firstRunId: handle.firstExecutionRunId };
  } catch (error) {
    throw nameParameters(error, options);
  }
  const existing = await readExecution(temporal, workflowId);
  if (!existing) throw new SluiceError('conflict', `A workflow with the id ${workflowId} came and went.`);
  return { started: false, firstRunId: existing.firstRunId };
}

/**
 * Runs a failed flow run once more under the same workflow id: tasks that finished and pauses that were answered are
 * carried over. A worker must serve the flow, since the failed run's own code is asked what it still knows.
 *
 * @throws `flow-run-not-found`; `conflict` when it is open or completed; `wait-timeout` when no worker answers
 */
export async function retryFlowRun(temporal: TemporalConnection, workflowId: string): Promise<StartedFlowRun> {
  const execution = await readExecution(temporal, workflowId);
  if (!execution) throw new SluiceError('flow-run-not-found');
  if (execution.status === 'running' || execution.status === 'completed') {
    throw new SluiceError('conflict', `Only a run that failed can be retried; this one is ${execution.status}.`);
  }
  const carry = await queryFlowRun<Carry>(temporal, workflowId, CARRY_QUERY, CALL_DEADLINE_MS);
  const parameters = await readParameters(temporal, workflowId, execution.runId);
  const { workflowType, taskQueue, memo, searchAttributes, summary } = execution;
  const handle = await temporal.call(CALL_DEADLINE_MS, () =>
    temporal.client.workflow
      .start(workflowType, {
        workflowId,
        taskQueue,
        args: [parameters, carry],
        memo,
        typedSearchAttributes: searchAttributes,
        staticSummary: summary,
        workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
      })
      .catch(orAlreadyStarted),
  );
  if (!handle) throw new SluiceError('conflict', 'The flow run was already retried.');
  return { started: true, firstRunId: handle.firstExecutionRunId };
}

/** The first argument of a run, out of its first history event. */
async function readParameters(temporal: TemporalConnection, workflowId: string, runId: string): Promise<unknown> {
  const { client, namespace } = temporal;
  const { history } = await temporal.call(CALL_DEADLINE_MS, () =>
    client.connection.workflowService.getWorkflowExecutionHistory({
      namespace,
      execution: { workflowId, runId },
      maximumPageSize: 1,
    }),
  );
  const payloads = history?.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads;
  const [parameters] = await decodeArrayFromPayloads(client.options.loadedDataConverter, payloads);
  return parameters ?? {};
}

function searchAttributesOf({ flowName, tags, memo }: StartFlowRunOptions): SearchAttributePair[] {
  const keyword = (name: keyof typeof SEARCH_ATTRIBUTES, value: string): SearchAttributePair => ({
    key: defineSearchAttributeKey(name, 'KEYWORD'),
    value,
  });
  return [
    keyword('SluiceFlow', flowName),
    keyword('SluiceState', memo.initial_state?.name ?? 'Pending'),
    ...(memo.deployment_id === null ? [] : [keyword('SluiceDeployment', memo.deployment_id)]),
    ...(tags.length === 0 ? [] : [{ key: defineSearchAttributeKey('SluiceTags', 'KEYWORD_LIST'), value: [...tags] }]),
  ];
}

/** Temporal keeps 400 bytes of a summary. */
function summaryOf(flowName: string, runName: string): string {
  const text = `${flowName} / ${runName}`;
  return Buffer.byteLength(text) <= 400 ? text : text.slice(0, 100);
}

function orAlreadyStarted(error: unknown): undefined {
  if (error instanceof WorkflowExecutionAlreadyStartedError) return undefined;
  throw error;
}

function nameParameters(error: unknown, { parameters }: StartFlowRunOptions): unknown {
  if (!(error instanceof SluiceError) || error.code !== 'payload-too-large') return error;
  const bytes = Buffer.byteLength(JSON.stringify(parameters));
  const message = `The parameters are ${bytes} bytes, more than Temporal carries (2097152).`;
  return new SluiceError('payload-too-large', message, { fields: [{ path: 'parameters', message }], cause: error });
}
