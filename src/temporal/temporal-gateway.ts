// The calls that services make on Temporal, as one value: the door between use cases and the server. Each rejects with an
// error of ours; `temporal-unavailable` means that the server could not be reached.
import {
  INBOX_QUERY,
  PAUSE_QUERY,
  RESUME,
  SLOT_FREE_SIGNAL,
  STATE_QUERY,
  SUSPEND_SIGNAL,
  type InboxAnswer,
  type PauseAnswer,
  type RunStateAnswer,
  type SuspendRequest,
} from '../contract/messages.js';
import type { ResumeRequest } from '../domain/pauses.js';
import { createAutomationCalls, type AutomationCalls } from './automations.js';
import { CALL_DEADLINE_MS, type TemporalConnection } from './connection.js';
import {
  listClosedFlowRuns,
  readExecution,
  readOutcome,
  type ClosedFlowRun,
  type FlowRunExecution,
  type FlowRunOutcome,
} from './flow-run-execution.js';
import { cancelFlowRun, queryFlowRun, signalFlowRun, terminateFlowRun } from './flow-run-messages.js';
import { createResumeFlowRun, type ResumeFlowRun } from './flow-run-resume.js';
import { retryFlowRun, startFlowRun, type StartedFlowRun, type StartFlowRunOptions } from './flow-run-start.js';
import { createSignalInput, type SignalInput } from './input-signals.js';
import { createScheduleCalls, type ScheduleCalls } from './schedules.js';

export interface TemporalGateway extends AutomationCalls, ScheduleCalls {
  startFlowRun(options: StartFlowRunOptions): Promise<StartedFlowRun>;
  /** From where it failed, under the same workflow id. */
  retryFlowRun(workflowId: string): Promise<StartedFlowRun>;
  readonly resumeFlowRun: ResumeFlowRun;
  /** Durable: a run whose worker is away takes it when one comes back. */
  signalResume(workflowId: string, request: ResumeRequest): Promise<void>;
  signalSuspend(workflowId: string, request: SuspendRequest): Promise<void>;
  readonly signalInput: SignalInput;
  /** Tells a run that a task run of its may take the slot it waits for. */
  signalSlotFree(workflowId: string, taskRunId: string): Promise<void>;
  cancelFlowRun(workflowId: string): Promise<void>;
  terminateFlowRun(workflowId: string, reason: string): Promise<void>;
  queryState(workflowId: string): Promise<RunStateAnswer>;
  /** Null: the run is not paused. */
  queryPause(workflowId: string): Promise<PauseAnswer>;
  /** How much the run has not read; throws `wait-timeout` when no worker answers. */
  queryInbox(workflowId: string): Promise<InboxAnswer>;
  /** Undefined: no such workflow. */
  describeFlowRun(workflowId: string): Promise<FlowRunExecution | undefined>;
  /** Null while the run is open. */
  readOutcome(workflowId: string): Promise<FlowRunOutcome | null>;
  listClosedFlowRuns(since: Date): AsyncGenerator<ClosedFlowRun>;
  /** Resolves when the server answers. */
  ping(): Promise<void>;
}

const PING_DEADLINE_MS = 2_000;

/** The calls over an open connection. */
export function createTemporalGateway(temporal: TemporalConnection, systemTaskQueue?: string): TemporalGateway {
  return {
    ...createAutomationCalls(temporal, systemTaskQueue),
    ...createScheduleCalls(temporal, systemTaskQueue),
    startFlowRun: (options) => startFlowRun(temporal, options),
    retryFlowRun: (workflowId) => retryFlowRun(temporal, workflowId),
    resumeFlowRun: createResumeFlowRun(temporal),
    signalResume: (workflowId, request) => signalFlowRun(temporal, workflowId, RESUME, request),
    signalSuspend: (workflowId, request) => signalFlowRun(temporal, workflowId, SUSPEND_SIGNAL, request),
    signalInput: createSignalInput(temporal),
    signalSlotFree: (workflowId, task_run_id) => signalFlowRun(temporal, workflowId, SLOT_FREE_SIGNAL, { task_run_id }),
    cancelFlowRun: (workflowId) => cancelFlowRun(temporal, workflowId),
    terminateFlowRun: (workflowId, reason) => terminateFlowRun(temporal, workflowId, reason),
    queryState: (workflowId) => queryFlowRun(temporal, workflowId, STATE_QUERY, CALL_DEADLINE_MS),
    queryPause: (workflowId) => queryFlowRun(temporal, workflowId, PAUSE_QUERY, CALL_DEADLINE_MS),
    queryInbox: (workflowId) => queryFlowRun(temporal, workflowId, INBOX_QUERY, CALL_DEADLINE_MS),
    describeFlowRun: (workflowId) => readExecution(temporal, workflowId),
    readOutcome: (workflowId) => readOutcome(temporal, workflowId),
    listClosedFlowRuns: (since) => listClosedFlowRuns(temporal, since),
    ping: async () => {
      await temporal.call(PING_DEADLINE_MS, () => temporal.client.connection.workflowService.getSystemInfo({}));
    },
  };
}
