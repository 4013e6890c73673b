// What a task run has to do with the runs of others: results it may take from them or leave for them, and its turn under
// the limits on its tags. Apart from task-run.ts, so that a task that shares nothing pays nothing for it.
import { isCancellation, workflowInfo } from '@temporalio/workflow';
import type { StateCreate } from '../domain/states.js';
import type { FlowRun } from './flow-run.js';
import type { AttemptEnd } from './task-activity.js';
import { TaskCache } from './task-cache.js';
import type { ResolvedTaskOptions } from './task-options.js';
import { TaskSlots } from './task-slots.js';

interface Subject {
  readonly id: string;
  readonly taskName: string;
}

export class TaskSharing {
  private constructor(
    private readonly cache: TaskCache | undefined,
    private readonly slots: TaskSlots | undefined,
  ) {}

  /** Undefined for a task that shares nothing: without cache and without tags. */
  static of(run: FlowRun, task: Subject, options: ResolvedTaskOptions, args: unknown[]): TaskSharing | undefined {
    const cache = openCache(run, task, options, args);
    const tags = [...options.tags];
    const request = { task_run_id: task.id, flow_run_id: run.id, workflow_id: workflowInfo().workflowId, tags };
    const slots = tags.length > 0 ? new TaskSlots(run, request) : undefined;
    return cache || slots ? new TaskSharing(cache, slots) : undefined;
  }

  get cacheKey(): string | null {
    return this.cache?.key ?? null;
  }

  /** Whether the worker must keep slots while it runs the task. */
  get holdsSlots(): boolean {
    return this.slots?.held ?? false;
  }

  /**
   * Before an attempt: gives the state of a cached result, or waits for the task's turn.
   *
   * @param enter - records a state: of the wait, or of its end by cancellation
   */
  async begin(enter: (state: StateCreate) => void): Promise<StateCreate | undefined> {
    try {
      const hit = await this.cache?.read();
      if (hit) return hit;
      await this.slots?.claim(() => enter({ type: 'PENDING', name: 'AwaitingConcurrencySlot' }));
      return undefined;
    } catch (error) {
      await this.slots?.release();
      if (isCancellation(error)) enter({ type: 'CANCELLED' });
      throw error;
    }
  }

  /** Makes an attempt, leaves its result for others and gives the slots back, however it ends. */
  async around(attempt: () => Promise<AttemptEnd>): Promise<AttemptEnd> {
    try {
      const ended = await attempt();
      // What a task ended by a signal of its own (Skip, Succeed) is meant for this run.
      if (!this.cache || ended.cause !== undefined || ended.state.type !== 'COMPLETED') return ended;
      return { ...ended, state: { ...ended.state, state_details: await this.cache.write(ended.state.data) } };
    } finally {
      await this.slots?.release();
    }
  }

  /** Gives back what is still held: a state handler may end a task run before its attempt. */
  async leave(): Promise<void> {
    await this.slots?.release();
  }

  /** After a worker was lost: its slots may have gone to others meanwhile. */
  async claimAgain(): Promise<void> {
    await this.slots?.claim();
  }
}

function openCache(
  run: FlowRun,
  task: Subject,
  { cache, persistResult }: ResolvedTaskOptions,
  args: unknown[],
): TaskCache | undefined {
  if (!cache || !(persistResult ?? run.definition.persistResult)) return undefined;
  const context = {
    flowRunId: run.id,
    flowName: run.flowName,
    taskRunId: task.id,
    taskName: task.taskName,
    taskVersion: cache.version,
    parameters: run.parameters,
  };
  return TaskCache.open(cache, context, args);
}
