// One pass of the flow function: run it in a scope of its own until it returns, throws, takes too long, or the pass is
// given up because the run is to be suspended or an answer was refused.
import { CancellationScope, condition } from '@temporalio/workflow';
import { Execution, runAsExecution } from './execution.js';
import type { FlowRun } from './flow-run.js';
import type { PauseRequest } from './pause-request.js';
import { conditionWithin } from './timed-wait.js';

/** What is told that it is cancelled answers at once; a call that waits for ever does not. */
const TASKS_SETTLE_MS = 1_000;

export type FlowFunction = (parameters: never) => Promise<unknown>;

export type PassOutcome =
  | { readonly type: 'returned'; readonly value: unknown }
  | { readonly type: 'threw'; readonly error: unknown }
  | { readonly type: 'timed-out' }
  | { readonly type: 'suspend'; readonly pause: PauseRequest }
  /** The run is to continue as new, and the flow goes on in the new Temporal run or starts over with other parameters. */
  | { readonly type: 'continue'; readonly parameters: Record<string, unknown> | null }
  /** An answer that was judged in this pass was refused: the run is as suspended as before. */
  | { readonly type: 'given-up' };

/** Runs the flow function once from its first line; `parse` gives its parameters or throws `parameters-invalid`. */
export async function runPass(run: FlowRun, parse: () => unknown, fn: FlowFunction): Promise<PassOutcome> {
  const execution = new Execution(run.rollOver?.call_origin);
  run.execution = execution;
  execution.draining = run.suspension.wanted !== null;
  const scope = new CancellationScope();
  let ended: PassOutcome | undefined;
  void scope
    .run(() => runAsExecution(execution, async () => fn(parse() as never)))
    .then(
      (value) => (ended = { type: 'returned', value }),
      (error: unknown) => (ended = { type: 'threw', error }),
    );
  const over = () => {
    if (execution.abandoned) return true;
    if (execution.runningTasks > 0) return false;
    if (execution.rollingOver || execution.restartWith) return true;
    return ended !== undefined || (run.suspension.wanted !== null && execution.draining);
  };
  const inTime = await run.shielded.run(() => waitWhileRunning(run, over));
  if (execution.abandoned) return { type: 'given-up' };
  if (!inTime) {
    execution.abandoned = true;
    scope.cancel();
    // Its tasks have been told, and their last states belong to the record that the run closes with.
    const settled = () => execution.runningTasks === 0;
    if (!settled()) await run.shielded.run(() => conditionWithin(settled, TASKS_SETTLE_MS, 'its tasks are cancelled'));
    return { type: 'timed-out' };
  }
  if (ended) return ended;
  if (execution.rollingOver || execution.restartWith) {
    execution.abandoned = true;
    return { type: 'continue', parameters: execution.restartWith };
  }
  execution.abandoned = true;
  return { type: 'suspend', pause: run.suspension.wanted as PauseRequest };
}

/** Waits for the pass to end; false when the flow's timeout came first. Time spent paused does not count. */
async function waitWhileRunning(run: FlowRun, over: () => boolean): Promise<boolean> {
  const { timeoutMs } = run.definition;
  if (timeoutMs === null) {
    await condition(over);
    return true;
  }
  const paused = () => run.pauses.open !== null;
  for (let leftMs = timeoutMs; !over();) {
    if (paused()) {
      await condition(() => over() || !paused());
      continue;
    }
    const startedAt = Date.now();
    if (leftMs <= 0 || !(await conditionWithin(() => over() || paused(), leftMs, 'the flow times out'))) return over();
    leftMs -= Date.now() - startedAt;
  }
  return true;
}
