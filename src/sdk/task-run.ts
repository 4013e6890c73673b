// One call of a task, from its place in the flow to its final state: remembered results, attempts and retries as states
// people can see. The engine decides retries; a worker that was lost costs none.
import { ActivityFailure, ApplicationFailure, isCancellation, log, sleep, TimeoutFailure } from '@temporalio/workflow';
import { stateSignalOf } from '../contract/state-signals.js';
import { hashJson } from '../domain/json-hash.js';
import { deriveId } from '../domain/ids.js';
import { createState, isTerminal, type State, type StateCreate } from '../domain/states.js';
import { never, type Execution } from './execution.js';
import type { FlowRun } from './flow-run.js';
import { acceptProbe, ensureRunning } from './pause-resolution.js';
import { hooksFor, passStateHandlers, runStateHooks, type StateSubject } from './state-handlers.js';
import { callTaskActivity, describeFailure, isLostWorker, lastProgress, type AttemptEnd } from './task-activity.js';
import { taskRunHead } from './task-run-head.js';
import { TaskSharing } from './task-sharing.js';
import { retryDelaySeconds, TaskRunError, type ResolvedTaskOptions } from './task-options.js';

export type TaskResult =
  | { readonly state: State; readonly value: unknown; readonly error?: undefined }
  | { readonly state: State; readonly error: TaskRunError; readonly value?: undefined };

/** Whether a call is ready to go: resolves with its arguments, or with the failed upstream state that keeps it back. */
export type Upstream = { readonly args: unknown[] } | { readonly notReady: string };

/** A task call in its place: key and count are taken when the call is made, not when it comes to run. */
export class TaskRun {
  readonly id: string;
  readonly key: string;
  private runCount = 0;
  private state: State | null = null;
  private sharing: TaskSharing | undefined;

  constructor(
    private readonly run: FlowRun,
    private readonly execution: Execution,
    readonly taskName: string,
    private readonly options: ResolvedTaskOptions,
  ) {
    const call = execution.nextTaskCall(taskName);
    this.key = `${taskName}-${call}`;
    this.id = deriveId(run.id, 'task-run', taskName, call);
  }

  get holdsSlots(): boolean {
    return this.sharing?.holdsSlots ?? false;
  }

  get currentState(): State | null {
    return this.state;
  }

  // Here and below nothing is awaited that need not be: a stack trace is taken for every promise of a run.
  /** Runs the call to its final state. Throws only a cancellation. An abandoned pass never comes back. */
  async perform(upstream: Upstream | Promise<Upstream>): Promise<TaskResult> {
    if (this.execution.draining || this.execution.abandoned) return never();
    // Counted from the call on: a task that was submitted before a suspension finishes before it.
    this.execution.runningTasks += 1;
    try {
      const ready = upstream instanceof Promise ? await upstream : upstream;
      if (this.execution.abandoned) return await never();
      if ('notReady' in ready) return this.holdBack(ready.notReady);
      const argumentsHash = hashJson(ready.args);
      return this.recall(argumentsHash) ?? (await this.performFirst(ready.args, argumentsHash));
    } finally {
      this.execution.runningTasks -= 1;
    }
  }

  /** What the call gave in an earlier pass, if it finished there with the same arguments. */
  private recall(argumentsHash: string): TaskResult | undefined {
    const remembered = this.execution.remembers ? this.run.rememberedTasks.get(this.key) : undefined;
    if (remembered?.arguments_hash !== argumentsHash) return undefined;
    const state = this.makeState({ type: 'COMPLETED', data: remembered.result });
    this.state = state;
    return { state, value: remembered.result };
  }

  private async performFirst(args: unknown[], argumentsHash: string): Promise<TaskResult> {
    acceptProbe(this.run);
    ensureRunning(this.run);
    if (!this.execution.takeSlot()) await this.execution.waitForSlot();
    try {
      const result = await this.attempts(args);
      if (this.execution.abandoned) return await never();
      if (result.error === undefined && this.isRemembered()) {
        this.run.rememberedTasks.set(this.key, { arguments_hash: argumentsHash, result: result.value });
      }
      return result;
    } finally {
      this.execution.freeSlot();
      if (this.sharing) await this.sharing.leave();
    }
  }

  private isRemembered(): boolean {
    return this.execution.remembers && (this.options.persistResult ?? this.run.definition.persistResult);
  }

  private async attempts(args: unknown[]): Promise<TaskResult> {
    const asks = this.options.stateHandlers.length > 0;
    const pending: StateCreate = { type: 'PENDING' };
    let state = asks ? await this.proposeState(pending, args) : this.enterState(pending, args);
    if (isTerminal(state.type)) return this.resultOf(state);
    this.sharing = TaskSharing.of(this.run, this, this.options, args);
    for (;;) {
      const hit = this.sharing && (await this.sharing.begin((entered) => void this.enterState(entered, args)));
      this.runCount += 1;
      const running: StateCreate = { type: 'RUNNING', name: this.runCount > 1 ? 'Retrying' : 'Running' };
      state = asks ? await this.proposeState(running, args) : this.enterState(running, args);
      if (isTerminal(state.type)) return this.resultOf(state);
      const ended = hit ? { state: hit, cause: undefined } : await this.attemptShared(args);
      const fails = ended.state.type === 'FAILED' && this.runCount <= this.options.retries;
      const wanted = fails && (!this.options.retryConditionFn || (await this.asksForRetry(ended)));
      const proposed = wanted ? this.retryState(ended) : ended.state;
      if (proposed === 'retry-now') continue;
      state = asks ? await this.proposeState(proposed, args) : this.enterState(proposed, args);
      if (state.type === 'FAILED' && ended.state.type !== 'FAILED' && this.runCount <= this.options.retries) {
        // A handler failed the attempt: it is tried again as after any other failure.
        const retry = this.retryState({ state, cause: undefined });
        if (retry === 'retry-now') continue;
        state = await this.proposeState(retry, args);
      }
      if (isTerminal(state.type)) return this.resultOf(state, ended.cause);
      if (this.execution.abandoned) return never();
      await this.waitUntilDue(state);
    }
  }

  private attemptShared(args: unknown[]): Promise<AttemptEnd> {
    return this.sharing ? this.sharing.around(() => this.attempt(args)) : this.attempt(args);
  }

  /** One attempt; a worker that was lost costs none, and what the task's last heartbeat said is given to the next. */
  private async attempt(args: unknown[], progress?: unknown): Promise<AttemptEnd> {
    try {
      const data = await callTaskActivity(this.run, this, this.options, args, progress);
      return { state: { type: 'COMPLETED', data }, cause: undefined };
    } catch (error) {
      if (isCancellation(error)) {
        await this.proposeState({ type: 'CANCELLED' }, args);
        throw error;
      }
      if (!isLostWorker(error)) return describeFailure(error, this.options.timeoutMs);
      await this.sharing?.claimAgain();
      return this.attempt(args, lastProgress(error) ?? progress);
    }
  }

  /** Whether the task's condition is for another attempt; one that throws is against it. */
  private async asksForRetry({ state, cause }: AttemptEnd): Promise<boolean> {
    try {
      return (await this.options.retryConditionFn?.(this.errorOf(this.makeState(state), cause), this.runCount)) ?? true;
    } catch (error) {
      if (isCancellation(error)) throw error;
      log.error(`The retry condition of task '${this.taskName}' failed`, { error: String(error) });
      return false;
    }
  }

  /** AwaitingRetry until the retry is due; without a delay there is nothing to wait for, as in the reference. */
  private retryState({ state: { message, data } }: AttemptEnd): StateCreate | 'retry-now' {
    const delaySeconds = retryDelaySeconds(this.options, this.runCount, Math.random());
    if (delaySeconds <= 0) return 'retry-now';
    const scheduledTime = new Date(Date.now() + delaySeconds * 1000).toISOString();
    return {
      type: 'SCHEDULED',
      name: 'AwaitingRetry',
      message,
      data,
      state_details: { scheduled_time: scheduledTime },
    };
  }

  private async waitUntilDue(state: State): Promise<void> {
    const dueInMs = Date.parse(state.state_details.scheduled_time ?? state.timestamp) - Date.now();
    if (dueInMs > 0) await sleep(dueInMs, { summary: `until ${this.key} is retried` });
    if (this.execution.abandoned) return never();
  }

  private resultOf(state: State, cause?: unknown): TaskResult {
    if (state.type === 'COMPLETED') return { state, value: state.data };
    return { state, error: this.errorOf(state, cause) };
  }

  private errorOf(state: State, cause: unknown): TaskRunError {
    const failure = cause instanceof ActivityFailure ? cause.cause : cause;
    const timedOut = failure instanceof TimeoutFailure;
    const name = timedOut ? 'TimeoutError' : (failure instanceof ApplicationFailure && failure.type) || 'Error';
    const signal = stateSignalOf(failure) !== undefined;
    const text = timedOut || !(failure instanceof Error) ? (state.message ?? state.name) : failure.message;
    return new TaskRunError(this.taskName, state, signal ? 'Fail' : name, text, failure);
  }

  private holdBack(upstreamId: string): TaskResult {
    const message = `Upstream task run '${upstreamId}' did not reach a 'COMPLETED' state.`;
    const state = this.enterState({ type: 'PENDING', name: 'NotReady', message }, []);
    return { state, error: new TaskRunError(this.taskName, state, 'UpstreamTaskError', message, undefined) };
  }

  /** Proposes a state to the task's handlers and enters what they made of it. Without handlers enterState does. */
  private async proposeState(proposed: StateCreate, args: unknown[]): Promise<State> {
    const { stateHandlers } = this.options;
    if (stateHandlers.length === 0) return this.enterState(proposed, args);
    const complete = (candidate: StateCreate) => this.makeState(candidate);
    const ask = () => passStateHandlers(stateHandlers, this.subject, this.state, proposed, complete);
    return this.enterState(await this.run.asHandler(ask), args);
  }

  private enterState(proposed: StateCreate, args: unknown[]): State {
    const state = this.makeState(proposed);
    this.state = state;
    // Only what a pass that took too long leaves behind is still told: its tasks were cancelled.
    if (this.execution.abandoned && state.type !== 'CANCELLED') return state;
    const hooks = hooksFor('task', this.options.hooks, state.type);
    if (hooks.length > 0) {
      const facts = { id: this.id, name: this.name(args), runCount: this.runCount };
      const run = () => runStateHooks(hooks, this.subject, facts, state);
      this.run.handlersSettled = this.run.handlersSettled.then(() => this.run.asHandler(run));
    }
    this.run.recorder.push({
      type: 'task-run-state',
      task_run: taskRunHead(this, this.run.tags, this.options, this.name(args), this.sharing?.cacheKey ?? null),
      // What a task gave is remembered by the run and not written to the record; what a failure carries is.
      state: state.type === 'COMPLETED' ? { ...state, data: null } : state,
      run_count: this.runCount,
      flow_run_run_count: this.run.runCount,
    });
    return state;
  }

  private makeState(proposed: StateCreate): State {
    const id = deriveId(this.id, 'state', this.run.recorder.sequence);
    const details = { ...proposed.state_details, flow_run_id: this.run.id, task_run_id: this.id };
    return createState({ ...proposed, state_details: details }, id, this.run.nextTimestamp());
  }

  private get subject(): StateSubject {
    return { kind: 'task', name: this.taskName, tags: this.options.tags };
  }

  /** The task run's name for people. */
  name(args: unknown[]): string {
    const { taskRunName } = this.options;
    if (taskRunName === undefined) return this.key;
    return typeof taskRunName === 'string' ? taskRunName : taskRunName(...(args as never[]));
  }
}
