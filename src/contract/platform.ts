// The platform as a worker sees it. A worker beside the server calls the services directly; one elsewhere reaches the
// same interface over HTTP with an API key. Activities are written against this and nothing else.
import type { BlockAddress, LoadedBlock, SaveBlock } from '../domain/blocks/block-documents.js';
import type { CachedResult } from '../domain/cached-results.js';
import type { SlotAnswer, SlotRequest } from '../domain/concurrency-limits.js';
import type { Event } from '../domain/events/event.js';
import type { RunInputMessage } from '../domain/inputs.js';
import type { LogCreate } from '../domain/logs.js';
import type { NotifyRequest } from '../domain/notifications.js';
import type { RunRecordBatch } from '../domain/run-records.js';
import type { WorkerRegistration } from '../domain/flows.js';
import type { SetVariable, VariableReading } from '../domain/variables.js';

export interface Platform {
  /** Writes a run's records, in order; a batch sent twice changes nothing. Durable when it resolves. */
  recordRun(batch: RunRecordBatch): Promise<void>;
  /** Writes log lines of tasks; a line sent twice (same id) changes nothing. */
  writeLogs(logs: readonly LogCreate[]): Promise<void>;
  /** Tells which flows a task queue serves. Replaces what the same task queue said before about the same flows. */
  registerWorker(registration: WorkerRegistration): Promise<void>;
  /** How the flow run ended; null while it has not. Throws `flow-run-not-found` when there is no such run. */
  readFlowRunEnd(flowRunId: string): Promise<FlowRunEnd | null>;
  /**
   * Delivers an input; one sent twice (same key) arrives once. Throws `flow-run-not-found`, `flow-run-finished`, or
   * `run-inputs-full` when the receiver holds as many unread inputs as it may.
   */
  sendInput(delivery: InputDelivery): Promise<void>;
  /** A block's data with its secrets in clear, for a task. Throws `not-found`. */
  loadBlock(address: BlockAddress): Promise<LoadedBlock>;
  /** Throws `conflict` when the name is taken by another value and `overwrite` is false, `not-found` without the type. */
  saveBlock(request: SaveBlock): Promise<void>;
  /** Null: there is no such variable. */
  readVariable(name: string): Promise<VariableReading | null>;
  /** Throws `conflict` when the variable has another value and `overwrite` is false. */
  setVariable(request: SetVariable): Promise<void>;
  /** The result kept under a key; null when there is none or it has expired. */
  readCachedResult(key: string): Promise<CachedResult | null>;
  /** Keeps a result for other runs, over the one its key has. */
  writeCachedResult(result: CachedResult): Promise<void>;
  /** Asks for a slot of every limit on the tags, all or none; asked again, a request keeps its place in line. */
  claimSlots(request: SlotRequest): Promise<SlotAnswer>;
  /** Holds a task run's slots longer; false when it has none (any more). */
  renewSlots(taskRunId: string): Promise<boolean>;
  /** Gives back what a task run holds or waits for, and tells who is next. */
  releaseSlots(taskRunId: string): Promise<void>;
  /** Takes in events that a task emits; one sent twice (same id) changes nothing. Durable when it resolves. */
  emitEvents(emission: EventEmission): Promise<void>;
  /** Starts a run of a deployment; asked again with the same key, gives the first. Throws `not-found`, `parameters-invalid`. */
  runDeployment(request: DeploymentRunRequest): Promise<DeploymentRunStarted>;
}

/** A run of a deployment that flow code asks for. */
export interface DeploymentRunRequest {
  /** `flow/name`, or the id. */
  readonly deployment: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly tags: readonly string[];
  readonly name: string | null;
  readonly idempotency_key: string;
  /** When it starts; null is now. */
  readonly scheduled_time: string | null;
  /** The task run that shows it in its parent. */
  readonly parent_task_run_id: string | null;
}

export interface DeploymentRunStarted {
  readonly flow_run_id: string;
  readonly name: string;
}

/** Events, and the run and task they were emitted in; null outside one. */
export interface EventEmission {
  readonly flow_run_id: string | null;
  readonly task_run_id: string | null;
  readonly events: readonly Event[];
}

/** An input for another flow run, or for a client that listens. */
export interface InputDelivery {
  /** `prefect.flow-run.{id}` or `sluice.client.{id}`. */
  readonly receiver: string;
  readonly message: RunInputMessage;
}

/** How a flow run ended. */
export type FlowRunEnd =
  | { readonly status: 'completed'; readonly result: unknown }
  | { readonly status: 'failed' | 'cancelled' | 'crashed'; readonly message: string };

/** The activities that every Sluice worker carries beside the user's own. */
export interface PlatformActivities {
  sluiceRecordRun(batch: RunRecordBatch): Promise<void>;
  sluiceSendInput(delivery: InputDelivery): Promise<void>;
  /** A block's data with references in place of its secrets: what it gives stands in Temporal's history. */
  sluiceLoadBlock(address: BlockAddress): Promise<Readonly<Record<string, unknown>>>;
  sluiceSaveBlock(request: SaveBlock): Promise<void>;
  sluiceReadVariable(name: string): Promise<VariableReading | null>;
  sluiceSetVariable(request: SetVariable): Promise<void>;
  sluiceReadCachedResult(key: string): Promise<CachedResult | null>;
  sluiceWriteCachedResult(result: CachedResult): Promise<void>;
  sluiceClaimSlots(request: SlotRequest): Promise<SlotAnswer>;
  sluiceReleaseSlots(taskRunId: string): Promise<void>;
  sluiceRunDeployment(request: DeploymentRunRequest): Promise<DeploymentRunStarted>;
  /** Does nothing: that its argument arrives shows that this worker can carry a value of the size. */
  sluiceCarry(value: unknown): Promise<void>;
  /** Sends a notification from this worker. */
  sluiceNotify(request: NotifyRequest): Promise<void>;
  /** Waits for the end of a flow run, however long it takes. */
  sluiceAwaitFlowRun(flowRunId: string): Promise<FlowRunEnd>;
}
