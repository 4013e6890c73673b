// A flow called inside a flow: a child workflow with a run record of its own, linked to its parent by a task run that
// mirrors it. Waiting for a child holds no suspension up: the child goes on, and the parent's next pass finds it again.
import {
  CancellationScope,
  ChildWorkflowFailure,
  getExternalWorkflowHandle,
  isCancellation,
  ParentClosePolicy,
  proxyActivities,
  startChild,
  workflowInfo,
} from '@temporalio/workflow';
import { errorOf } from '../contract/failures.js';
import { FLOW_RUN_MEMO, type FlowRunMemo } from '../contract/messages.js';
import type { PlatformActivities } from '../contract/platform.js';
import { deriveId } from '../domain/ids.js';
import { generateRunName } from '../domain/run-names.js';
import type { State, StateCreate } from '../domain/states.js';
import { enterLinkState, makeLinkState, type ChildLink } from './child-link.js';
import { never } from './execution.js';
import { currentExecution } from './current-run.js';
import type { FlowRun } from './flow-run.js';
import { acceptProbe, ensureRunning } from './pause-resolution.js';
import { TaskRunError } from './task-options.js';

const { sluiceAwaitFlowRun } = proxyActivities<PlatformActivities>({
  startToCloseTimeout: '365 days',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '30 seconds' },
});

/** How a child is called. */
export interface SubflowCall {
  readonly flowName: string;
  readonly workflowType: string;
  readonly parameters: Record<string, unknown>;
  readonly tags: readonly string[];
  readonly name: string | undefined;
}

export interface SubflowResult {
  readonly state: State;
  readonly value?: unknown;
  readonly error?: TaskRunError;
}

/** Runs a child to its end. Throws only a cancellation of the parent. */
export async function runSubflow(run: FlowRun, call: SubflowCall): Promise<SubflowResult> {
  const execution = currentExecution(run);
  const place = execution.nextTaskCall(`flow:${call.flowName}`);
  const link = new SubflowLink(run, call, place);
  const remembered = run.rememberedTasks.get(link.key);
  if (execution.remembers && remembered)
    return { state: link.makeState({ type: 'COMPLETED', data: remembered.result }), value: remembered.result };
  if (execution.abandoned || execution.draining) return never();
  acceptProbe(run);
  ensureRunning(run);
  try {
    const value = await link.reachResult();
    if (execution.abandoned) return await never();
    run.startedSubflows.delete(link.key);
    if (execution.remembers) run.rememberedTasks.set(link.key, { arguments_hash: '', result: value });
    return { state: { ...link.enterState({ type: 'COMPLETED' }), data: value ?? null }, value };
  } catch (error) {
    if (execution.abandoned) return await never();
    if (isCancellation(error) && CancellationScope.current().consideredCancelled) {
      link.enterState({ type: 'CANCELLED' });
      throw error;
    }
    run.startedSubflows.delete(link.key);
    return link.fail(error);
  }
}

/** Asks the children that are still under way to end with the run, whichever of its Temporal runs started them. */
export async function cancelStartedSubflows(run: FlowRun): Promise<void> {
  const asked = [...run.startedSubflows.values()].map((id) => getExternalWorkflowHandle(id).cancel());
  // One that has ended meanwhile cannot be found.
  await Promise.allSettled(asked);
}

class SubflowLink {
  readonly key: string;
  private readonly taskRunId: string;
  private childId: string;

  constructor(
    private readonly run: FlowRun,
    private readonly call: SubflowCall,
    private readonly place: string,
  ) {
    this.key = `flow:${call.flowName}-${place}`;
    this.taskRunId = deriveId(run.id, 'task-run', `flow:${call.flowName}`, place);
    this.childId = run.startedSubflows.get(this.key) ?? deriveId(run.id, 'subflow', this.key, run.recorder.sequence);
  }

  async reachResult(): Promise<unknown> {
    if (this.run.startedSubflows.has(this.key)) return this.rejoin();
    this.enterState({ type: 'PENDING' });
    const memo: FlowRunMemo = {
      name: this.call.name ?? generateRunName(Math.random),
      tags: this.call.tags,
      deployment_id: null,
      parent_task_run_id: this.taskRunId,
      initial_state: null,
    };
    const child = await this.whileStarting(() =>
      startChild(this.call.workflowType, {
        workflowId: this.childId,
        args: [this.call.parameters],
        taskQueue: workflowInfo().taskQueue,
        memo: { [FLOW_RUN_MEMO]: memo },
        staticSummary: `${this.call.flowName} / ${memo.name}`,
        // Temporal would act on it at a suspension too; the run cancels what it leaves behind itself.
        parentClosePolicy: ParentClosePolicy.ABANDON,
      }),
    );
    this.run.startedSubflows.set(this.key, this.childId);
    this.enterState({ type: 'RUNNING' });
    return child.result();
  }

  /** A suspension waits for the moment between asking for a child and knowing that it runs. */
  private async whileStarting<T>(start: () => Promise<T>): Promise<T> {
    const execution = currentExecution(this.run);
    execution.runningTasks += 1;
    try {
      return await start();
    } finally {
      execution.runningTasks -= 1;
    }
  }

  /** The child of an earlier pass: it belongs to a Temporal run that is over, so its end comes by way of the platform. */
  private async rejoin(): Promise<unknown> {
    const end = await sluiceAwaitFlowRun(this.childId);
    if (end.status === 'completed') return end.result;
    throw new ChildEnded(end.status, end.message);
  }

  fail(error: unknown): SubflowResult {
    const cause = error instanceof ChildWorkflowFailure ? error.cause : error;
    const cancelled = isCancellation(error) || (error instanceof ChildEnded && error.status === 'cancelled');
    const message = errorOf(cause)?.message ?? (cause instanceof Error ? cause.message : String(cause));
    const name = errorOf(cause)?.code === 'flow-timeout' ? 'TimedOut' : null;
    const state = this.enterState(cancelled ? { type: 'CANCELLED', message } : { type: 'FAILED', name, message });
    return { state, error: new TaskRunError(this.call.flowName, state, 'SubflowError', message, cause) };
  }

  makeState(proposed: StateCreate): State {
    return makeLinkState(this.run, this.asLink(), proposed);
  }

  enterState(proposed: StateCreate): State {
    return enterLinkState(this.run, this.asLink(), proposed);
  }

  private asLink(): ChildLink {
    const { flowName, tags } = this.call;
    const { taskRunId, place, childId } = this;
    return { taskRunId, taskKey: `flow:${flowName}`, name: flowName, place, tags, childId };
  }
}

class ChildEnded extends Error {
  constructor(
    readonly status: string,
    message: string,
  ) {
    super(message);
  }
}
