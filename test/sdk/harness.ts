// Runs flows on the shared Temporal server with a worker of the test's own, and waits for what they do.
import type { WorkflowHandle } from '@temporalio/client';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorOf } from '../../src/contract/failures.js';
import {
  CLOSING_RECORDS_MEMO,
  PAUSE_QUERY,
  RESUME,
  STATE_QUERY,
  type RunStateAnswer,
} from '../../src/contract/messages.js';
import type { Platform } from '../../src/contract/platform.js';
import type { SluiceError } from '../../src/domain/errors.js';
import type { OpenPause, ResumeAnswer, ResumeRequest } from '../../src/domain/pauses.js';
import type { RunRecordBatch } from '../../src/domain/run-records.js';
import { createFlowWorker, type FlowWorkerOptions } from '../../src/worker.js';
import { connectToTestTemporal, uniqueTaskQueue, type TestTemporal } from '../temporal-server.js';

export interface FlowServer {
  readonly temporal: TestTemporal;
  readonly taskQueue: string;
  /** Starts a run as the platform does not: by a plain client. Its id is a UUID unless another one is given. */
  start(
    flow: string,
    parameters?: unknown,
    options?: { workflowId?: string; memo?: Record<string, unknown> },
  ): Promise<Run>;
  /** A run that is there already. */
  run(workflowId: string): Run;
  stop(): Promise<void>;
}

/** Starts a worker of a workflows module. */
export async function serveFlows(
  workflowsPath: string,
  platform: Platform,
  activities: Readonly<Record<string, unknown>>,
  options: Partial<FlowWorkerOptions> = {},
): Promise<FlowServer> {
  const temporal = await connectToTestTemporal();
  const taskQueue = options.taskQueue ?? uniqueTaskQueue(workflowsPath.slice(-40));
  const told = new Map<string, number>();
  const recordRun = async (batch: RunRecordBatch) => {
    await platform.recordRun(batch);
    told.set(batch.flow_run.id, batch.records.at(-1)?.sequence ?? -1);
  };
  const worker = await createFlowWorker({
    connection: temporal.nativeConnection,
    namespace: temporal.namespace,
    taskQueue,
    workflowsPath,
    activities,
    platform: { ...platform, recordRun },
    shutdownGraceMs: 100,
    ...options,
  });
  const running = worker.run();
  const run = (workflowId: string) =>
    new Run(temporal.client.workflow.getHandle(workflowId), (id) => told.get(id) ?? -1);
  return {
    temporal,
    taskQueue,
    run,
    async start(flow, parameters, { workflowId = randomUUID(), memo } = {}) {
      const args = parameters === undefined ? [] : [parameters];
      await temporal.client.workflow.start(flow, { taskQueue, workflowId, args, memo });
      return run(workflowId);
    },
    async stop() {
      worker.shutdown();
      await running;
      await temporal.close();
    },
  };
}

/** A flow run as its user sees it: follows it across suspensions, and errors are ours. */
export class Run {
  /** @param toldUpTo - the number of the last record of a run that the platform has; without it nothing is waited for */
  constructor(
    readonly handle: WorkflowHandle,
    private readonly toldUpTo: (flowRunId: string) => number = () => Number.POSITIVE_INFINITY,
  ) {}

  get id(): string {
    return this.handle.workflowId;
  }

  /** What the run closes with, once the platform has its last records. */
  async result(): Promise<unknown> {
    try {
      return (await this.handle.result()) as unknown;
    } finally {
      const { memo } = await this.handle.describe();
      const closing = memo?.[CLOSING_RECORDS_MEMO] as RunRecordBatch | undefined;
      const last = closing?.records.at(-1)?.sequence ?? -1;
      if (closing) await until('the last records', () => this.toldUpTo(closing.flow_run.id) >= last);
    }
  }

  /** Waits for the end of a run that fails, and gives its error. */
  async failure(): Promise<SluiceError> {
    return failureOf(this.result());
  }

  /** The histories of the run's Temporal runs, one after another. */
  async histories(): Promise<History[]> {
    const { client } = this.handle;
    const { raw } = await this.handle.describe();
    const histories: History[] = [];
    for (let runId = raw.workflowExecutionInfo?.firstRunId; runId;) {
      const history = await client.getHandle(this.id, runId).fetchHistory();
      histories.push(history);
      runId = history.events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
    }
    return histories;
  }

  state(): Promise<RunStateAnswer> {
    return this.handle.query(STATE_QUERY);
  }

  pause(): Promise<OpenPause | null> {
    return this.handle.query(PAUSE_QUERY);
  }

  /** Waits until the run is in a pause (with the given key or of the given kind). */
  paused(wanted: Partial<OpenPause> = {}): Promise<OpenPause> {
    return until(`the run to pause ${JSON.stringify(wanted)}`, async () => {
      const pause = await this.pause();
      const fits = pause && Object.entries(wanted).every(([key, value]) => pause[key as keyof OpenPause] === value);
      return fits ? pause : null;
    });
  }

  /** Waits until the run has let everything go and is nothing but a short history. */
  async suspended(): Promise<OpenPause> {
    const first = await this.paused({ kind: 'suspended' });
    await until('the run to continue as new', async () => (await this.handle.describe()).historyLength < 12);
    return first;
  }

  resume(request: ResumeRequest = {}): Promise<ResumeAnswer> {
    return this.handle.executeUpdate<ResumeAnswer, [ResumeRequest]>(RESUME, { args: [request] });
  }

  /** Waits for a resume that is refused, and gives the error. */
  refusal(request: ResumeRequest = {}): Promise<SluiceError> {
    return failureOf(this.resume(request));
  }
}

/** The error of ours that a promise fails with. */
export async function failureOf(promise: Promise<unknown>): Promise<SluiceError> {
  let value: unknown;
  try {
    value = await promise;
  } catch (error) {
    const own = errorOf(error);
    if (own) return own;
    throw error;
  }
  throw new Error(`Expected a failure, got ${JSON.stringify(value)}.`);
}

const LIMIT_MS = 30_000;

/** Waits until a condition gives something; says what was waited for when it never does. */
export async function until<T>(what: string, condition: () => T | Promise<T>): Promise<NonNullable<Exclude<T, false>>> {
  const deadlineAt = Date.now() + LIMIT_MS;
  let last: unknown;
  for (;;) {
    try {
      const value = await condition();
      if (value) return value as NonNullable<Exclude<T, false>>;
      last = value;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadlineAt) throw new Error(`Waited ${LIMIT_MS} ms for ${what}; last: ${String(last)}`);
    await sleep(15);
  }
}
