// Runs of deployments from flow code: started through the platform, shown in the parent's record as a child, and
// remembered like a task, so that a pass that runs again neither starts the run twice nor waits for it twice.
import { CancellationScope, isCancellation, proxyActivities } from '@temporalio/workflow';
import type { DeploymentRunStarted, FlowRunEnd, PlatformActivities } from '../contract/platform.js';
import { parseDurationMs, type DurationInput } from '../domain/durations.js';
import { deriveId } from '../domain/ids.js';
import { hashJson } from '../domain/json-hash.js';
import type { StateCreate } from '../domain/states.js';
import { enterLinkState, type ChildLink } from './child-link.js';
import { currentExecution, currentRun } from './current-run.js';
import { never, type Execution } from './execution.js';
import type { FlowRun } from './flow-run.js';
import { acceptProbe, ensureRunning } from './pause-resolution.js';
import { callPlatform } from './platform-call.js';

const { sluiceAwaitFlowRun } = proxyActivities<PlatformActivities>({
  startToCloseTimeout: '365 days',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '30 seconds' },
});

export interface RunDeploymentOptions {
  /** Over the deployment's own. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** How long to wait for the end; 0 does not wait, null waits without a limit. @default null */
  readonly timeout?: DurationInput | null;
  /** Shows the run as a child of this one. @default true */
  readonly asSubflow?: boolean;
  /** When it starts, ISO 8601 or a Date. @default now */
  readonly scheduledTime?: string | Date;
  /** A second run with the same key is the first one. @default one for each call */
  readonly idempotencyKey?: string;
  readonly tags?: readonly string[];
  /** The run's name. @default an adjective and an animal */
  readonly name?: string;
}

/** A run of a deployment: as it ended, or `running` when that was not waited for. */
export type DeploymentRun = { readonly id: string; readonly name: string } & (
  { readonly status: 'running' } | FlowRunEnd
);

/**
 * Starts a run of a deployment and waits for its end. That it failed is told by its status and not thrown. The run goes
 * on by itself if this one is cancelled.
 *
 * @param deployment - `flow/name`, or the id
 * @throws SluiceError `not-found`, `parameters-invalid` with the paths of the fields (no run exists then)
 */
export async function runDeployment(deployment: string, options: RunDeploymentOptions = {}): Promise<DeploymentRun> {
  const run = currentRun('runDeployment');
  const execution = currentExecution(run);
  const { timeout = null } = options;
  const timeoutMs = timeout === null ? null : parseDurationMs(timeout, 'timeout');
  const call = new DeploymentCall(run, execution, deployment, options);
  if (execution.remembers && call.remembered) return call.remembered;
  if (execution.abandoned || execution.draining) return never();
  acceptProbe(run);
  ensureRunning(run);
  const started = await call.start();
  if (execution.abandoned) return never();
  try {
    const end = await awaitEnd(started.flow_run_id, timeoutMs);
    return execution.abandoned ? await never() : call.finish(started, end);
  } catch (error) {
    if (execution.abandoned) return never();
    if (isCancellation(error)) call.show({ type: 'CANCELLED' });
    throw error;
  }
}

class DeploymentCall {
  private readonly key: string;
  private readonly startKey: string;
  private readonly argumentsHash: string;
  private link: ChildLink | null;

  constructor(
    private readonly run: FlowRun,
    private readonly execution: Execution,
    private readonly deployment: string,
    private readonly options: RunDeploymentOptions,
  ) {
    const taskKey = `deployment:${deployment}`;
    const place = execution.nextTaskCall(taskKey);
    this.key = `${taskKey}-${place}`;
    this.startKey = `${this.key}-started`;
    this.argumentsHash = hashJson([options.parameters ?? {}, options.tags ?? [], options.idempotencyKey ?? null]);
    const taskRunId = deriveId(run.id, 'task-run', taskKey, place);
    const shown = { taskRunId, taskKey, name: deployment, place, tags: options.tags ?? [], childId: null };
    this.link = options.asSubflow === false ? null : shown;
  }

  get remembered(): DeploymentRun | undefined {
    return this.recall(this.key) as DeploymentRun | undefined;
  }

  /** Starts the run, or finds the one an earlier pass started. A suspension waits until the run is known. */
  async start(): Promise<DeploymentRunStarted> {
    const earlier = this.execution.remembers
      ? (this.recall(this.startKey) as DeploymentRunStarted | undefined)
      : undefined;
    if (earlier) return this.pointAt(earlier);
    this.execution.runningTasks += 1;
    try {
      this.show({ type: 'PENDING' });
      // The platform knows a parent by its record.
      if (this.link) await this.run.recorder.drain();
      const started = await callPlatform('sluiceRunDeployment', this.request());
      if (this.execution.remembers) this.remember(this.startKey, started);
      this.pointAt(started);
      this.show({ type: 'RUNNING' });
      return started;
    } catch (error) {
      if (isCancellation(error)) this.show({ type: 'CANCELLED' });
      else this.show({ type: 'FAILED', message: error instanceof Error ? error.message : String(error) });
      throw error;
    } finally {
      this.execution.runningTasks -= 1;
    }
  }

  finish({ flow_run_id: id, name }: DeploymentRunStarted, end: FlowRunEnd | null): DeploymentRun {
    const result: DeploymentRun = { id, name, ...(end ?? { status: 'running' }) };
    if (result.status === 'completed' || result.status === 'running') {
      const message = result.status === 'running' ? 'Started; its end was not waited for.' : null;
      this.show({ type: 'COMPLETED', message });
      if (this.execution.remembers) this.remember(this.key, result);
      return result;
    }
    // As a task that failed, it is done anew by a pass that comes here again.
    this.run.rememberedTasks.delete(this.startKey);
    const type = result.status === 'cancelled' ? 'CANCELLED' : result.status === 'crashed' ? 'CRASHED' : 'FAILED';
    this.show({ type, message: result.message });
    return result;
  }

  /** Records a state of the link, unless the run is to stand for itself. */
  show(proposed: StateCreate): void {
    if (this.link) enterLinkState(this.run, this.link, proposed);
  }

  private request() {
    const { parameters = {}, tags = [], name = null, idempotencyKey, scheduledTime } = this.options;
    const at = scheduledTime instanceof Date ? scheduledTime.toISOString() : scheduledTime;
    const own = deriveId(this.run.id, 'deployment-run', this.key, this.run.recorder.sequence);
    return {
      deployment: this.deployment,
      parameters,
      tags,
      name,
      idempotency_key: idempotencyKey ?? own,
      scheduled_time: at ?? null,
      parent_task_run_id: this.link?.taskRunId ?? null,
    };
  }

  private pointAt(started: DeploymentRunStarted): DeploymentRunStarted {
    if (this.link) this.link = { ...this.link, childId: started.flow_run_id };
    return started;
  }

  private recall(key: string): unknown {
    const known = this.run.rememberedTasks.get(key);
    return known?.arguments_hash === this.argumentsHash ? known.result : undefined;
  }

  private remember(key: string, result: unknown): void {
    this.run.rememberedTasks.set(key, { arguments_hash: this.argumentsHash, result });
  }
}

/** How the run ended; null when that was not waited for long enough. */
async function awaitEnd(flowRunId: string, timeoutMs: number | null): Promise<FlowRunEnd | null> {
  if (timeoutMs === 0) return null;
  if (timeoutMs === null) return sluiceAwaitFlowRun(flowRunId);
  const scope = CancellationScope.current();
  try {
    return await CancellationScope.withTimeout(timeoutMs, () => sluiceAwaitFlowRun(flowRunId));
  } catch (error) {
    if (isCancellation(error) && !scope.consideredCancelled) return null;
    throw error;
  }
}
