// The flow run as it lives in the sandbox: who it is, the state it is in, its pauses, what its tasks gave, and the
// recorder. One a workflow execution. What happens to it (attempts, pauses, tasks) is in files of their own.
import { CancellationScope, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { Carry, RememberedTask } from '../contract/carry.js';
import { FLOW_RUN_MEMO, type FlowRunMemo, type SEARCH_ATTRIBUTES } from '../contract/messages.js';
import { SluiceError } from '../domain/errors.js';
import type { FlowRunPolicy } from '../domain/flow-runs.js';
import { deriveId, flowRunIdOf } from '../domain/ids.js';
import { EMPTY_PAUSE_LEDGER, keepAnswered, type PauseLedger } from '../domain/pause-ledger.js';
import { generateRunName } from '../domain/run-names.js';
import type { FlowRunHead } from '../domain/run-records.js';
import { createState, isTerminal, type State, type StateCreate } from '../domain/states.js';
import { Deliveries } from './deliveries.js';
import { Execution, runAsExecution } from './execution.js';
import type { FlowDefinition } from './flow-definition.js';
import { Inbox } from './inbox.js';
import type { PauseRequest } from './pause-request.js';
import { Recorder } from './recorder.js';
import { hooksFor, passStateHandlers, runStateHooks, type StateSubject } from './state-handlers.js';
import { Suspension } from './suspension.js';

export class FlowRun {
  readonly id: string;
  readonly flowName: string;
  readonly tags: readonly string[];
  readonly deploymentId: string | null;
  readonly parentTaskRunId: string | null;
  readonly created: string;
  /** Where the engine's own waits go on although the run is being cancelled. One for all: a scope costs promises. */
  readonly shielded = new CancellationScope({ cancellable: false });
  readonly recorder: Recorder;
  /** Started by a plain Temporal client, which told us nothing about the run. */
  readonly startedElsewhere: boolean;
  readonly rememberedTasks: Map<string, RememberedTask>;
  /** Ids of subflow runs that were started and have not ended, by their call's key. */
  readonly startedSubflows: Map<string, string>;
  readonly inbox: Inbox;
  readonly deliveries: Deliveries;
  /** Where every pass begins since the run rolled over: what was before is done, and its results are forgotten. */
  readonly rollOver: Carry['roll_over'];
  name: string;
  state: State | null;
  runCount: number;
  policy: FlowRunPolicy;
  pauses: PauseLedger;
  execution: Execution;
  readonly handlerExecution: Execution;
  /** The open pause with the form that flow code holds; null while suspended or not paused. */
  livePause: PauseRequest | null = null;
  readonly suspension = new Suspension();
  /** What the suspension's timeout gives instead of failing the run. */
  onSuspensionTimeout: Carry['on_timeout'];
  /** Resolves when handlers and hooks of the states entered so far are done. */
  handlersSettled: Promise<void> = Promise.resolve();
  private lastTimestampUs = 0;

  constructor(
    readonly definition: FlowDefinition,
    readonly parameters: Record<string, unknown>,
    readonly carry: Carry | undefined,
  ) {
    const info = workflowInfo();
    const memo = info.memo?.[FLOW_RUN_MEMO] as FlowRunMemo | undefined;
    this.startedElsewhere = memo === undefined;
    this.id = carry?.flow_run_id ?? flowRunIdOf(info.workflowId, info.firstExecutionRunId);
    this.flowName = definition.name ?? info.workflowType;
    this.name = carry?.name ?? memo?.name ?? generateRunName(Math.random);
    this.tags = carry?.tags ?? memo?.tags ?? [];
    this.deploymentId = carry?.deployment_id ?? memo?.deployment_id ?? null;
    this.parentTaskRunId = carry?.parent_task_run_id ?? memo?.parent_task_run_id ?? null;
    this.created = carry?.created ?? info.startTime.toISOString();
    this.state = carry?.state ?? memo?.initial_state ?? null;
    this.runCount = carry?.run_count ?? 0;
    this.policy = carry?.policy ?? initialPolicy(definition);
    this.pauses = !carry
      ? EMPTY_PAUSE_LEDGER
      : isTerminal(carry.state.type)
        ? keepAnswered(carry.pauses)
        : carry.pauses;
    this.rememberedTasks = new Map(Object.entries(carry?.tasks ?? {}));
    this.startedSubflows = new Map(Object.entries(carry?.subflows ?? {}));
    this.inbox = new Inbox(carry?.inbox);
    this.deliveries = new Deliveries(carry?.deliveries);
    this.rollOver = carry?.roll_over ?? null;
    this.recorder = new Recorder(this, carry?.sequence ?? 0);
    this.execution = new Execution();
    this.handlerExecution = new Execution(undefined, carry?.sequence ?? 0);
    this.onSuspensionTimeout = carry?.on_timeout ?? null;
  }

  /**
   * Proposes a state: the flow's handlers may replace it, then it takes effect and its hooks run. Used where flow code
   * waits for the outcome; what comes from outside (pause, resume, cancel) enters its state at once by enterState().
   */
  async proposeState(proposed: StateCreate): Promise<State> {
    const { stateHandlers } = this.definition;
    if (stateHandlers.length === 0) return this.enterState(proposed);
    await this.handlersSettled;
    return this.enterState(await this.askHandlers(this.state, proposed), false);
  }

  /**
   * Enters a state: it becomes the current one and is recorded. Hooks follow in the background, as do handlers unless
   * they were asked before; `handlersSettled` waits for them.
   */
  enterState(proposed: StateCreate, tellHandlers = true): State {
    const before = this.state;
    const state = this.makeState(proposed);
    this.state = state;
    const { stateHandlers } = this.definition;
    const hooks = hooksFor('flow', this.definition.hooks, state.type);
    if (hooks.length > 0 || (tellHandlers && stateHandlers.length > 0)) {
      this.handlersSettled = this.handlersSettled.then(async () => {
        if (tellHandlers) await this.askHandlers(before, state);
        const facts = { id: this.id, name: this.name, runCount: this.runCount };
        await this.asHandler(() => runStateHooks(hooks, this.subject, facts, state));
      });
    }
    this.recorder.push({
      type: 'flow-run-state',
      state,
      run_count: this.runCount,
      empirical_policy: this.policy,
    });
    return state;
  }

  /** Whether somebody has a say in the states of this run; else enterState does, without a promise. */
  get asksHandlers(): boolean {
    return this.definition.stateHandlers.length > 0;
  }

  private askHandlers(before: State | null, proposed: StateCreate): Promise<StateCreate> {
    const { stateHandlers } = this.definition;
    const complete = (candidate: StateCreate) => this.makeState(candidate);
    return this.asHandler(() => passStateHandlers(stateHandlers, this.subject, before, proposed, complete));
  }

  /** Runs handlers and hooks apart from the pass, and to their end although the run is being cancelled. */
  asHandler<T>(fn: () => Promise<T>): Promise<T> {
    return this.shielded.run(() => runAsExecution(this.handlerExecution, fn));
  }

  private get subject(): StateSubject {
    return { kind: 'flow', name: this.flowName, tags: this.tags };
  }

  private makeState(proposed: StateCreate): State {
    const id = deriveId(this.id, 'state', this.recorder.sequence);
    const details = { ...proposed.state_details, flow_run_id: this.id };
    return createState({ ...proposed, state_details: details }, id, this.nextTimestamp());
  }

  /** Now, in microseconds and never twice the same, so that states of one activation keep their order. */
  nextTimestamp(): string {
    const nowUs = Date.now() * 1000;
    this.lastTimestampUs = Math.max(nowUs, this.lastTimestampUs + 1);
    const ms = Math.floor(this.lastTimestampUs / 1000);
    const us = String(this.lastTimestampUs % 1000).padStart(3, '0');
    return `${new Date(ms).toISOString().slice(0, -1)}${us}Z`;
  }

  /** Shows the state to whoever lists workflows on Temporal. */
  showState(pausedAt: Date | null): void {
    const name = this.state?.name ?? 'Pending';
    upsertSearchAttributes({
      [attribute('SluiceFlow')]: [this.flowName],
      [attribute('SluiceState')]: [name],
      ...(pausedAt ? { [attribute('SluicePausedAt')]: [pausedAt] } : {}),
    });
  }

  head(): FlowRunHead {
    const info = workflowInfo();
    return {
      id: this.id,
      name: this.name,
      flow_name: this.flowName,
      flow_version: this.definition.version,
      workflow_id: info.workflowId,
      task_queue: info.taskQueue,
      parameters: this.parameters,
      tags: [...this.tags],
      deployment_id: this.deploymentId,
      parent_task_run_id: this.parentTaskRunId,
      empirical_policy: this.policy,
      created: this.created,
    };
  }

  /** Shows the state the run ends in. */
  showFinalState(): void {
    upsertSearchAttributes({ [attribute('SluiceState')]: [this.state?.name ?? 'Crashed'] });
  }

  /** Everything the next Temporal run of this flow run needs to know. */
  toCarry(): Carry {
    if (!this.state) throw new SluiceError('internal-error', 'A run without a state cannot be carried on.');
    return {
      flow_run_id: this.id,
      name: this.name,
      tags: this.tags,
      deployment_id: this.deploymentId,
      parent_task_run_id: this.parentTaskRunId,
      created: this.created,
      run_count: this.runCount,
      sequence: this.recorder.sequence,
      state: this.state,
      policy: this.policy,
      pauses: this.pauses,
      tasks: Object.fromEntries(this.rememberedTasks),
      subflows: Object.fromEntries(this.startedSubflows),
      inbox: this.inbox.toCarry(),
      deliveries: this.deliveries.toCarry(),
      roll_over: this.rollOver,
      on_timeout: this.onSuspensionTimeout,
    };
  }
}

function attribute(name: keyof typeof SEARCH_ATTRIBUTES): string {
  return name;
}

function initialPolicy(definition: FlowDefinition): FlowRunPolicy {
  return {
    max_retries: 0,
    retry_delay_seconds: 0,
    retries: definition.retries,
    retry_delay: definition.retryDelayMs / 1000,
    pause_keys: [],
    resuming: false,
    retry_type: null,
  };
}
