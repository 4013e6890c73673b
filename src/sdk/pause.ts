// Pause and suspend as flow code calls them. A pause waits where it stands; a suspension gives this pass of the flow up
// and the run itself waits (run-lifecycle.ts). Both end in pause-resolution.ts, each exactly once.
import { CancellationScope, condition } from '@temporalio/workflow';
import { SluiceError } from '../domain/errors.js';
import { openPause, type ResolvedPause } from '../domain/pause-ledger.js';
import type { PauseKind } from '../domain/pauses.js';
import { never, type Execution } from './execution.js';
import { currentExecution, currentRun } from './current-run.js';
import type { FlowRun } from './flow-run.js';
import { describePause, publishPause } from './pause-publication.js';
import { resolvePauseRequest, type BarePauseOptions, type PauseOptions, type PauseRequest } from './pause-request.js';
import { ensureRunning, judgeProbe, resolveOpenPause } from './pause-resolution.js';
import { ValidationError, type InputType } from './run-input.js';

type WithInput<Value> = PauseOptions<Value> & { readonly waitForInput: InputType<Value> };
interface Reschedule {
  /** Suspend instead of pausing: another name for suspendFlowRun. @default false */
  readonly reschedule?: boolean;
}

/**
 * Pauses the flow run until it is resumed. Flow code waits here; running tasks go on.
 *
 * @returns the answer, parsed by `waitForInput`; nothing when no input was asked for
 * @throws SluiceError `pause-timeout` when nobody resumes in time (uncaught, it fails the run without a retry)
 * @throws ValidationError with `customValidation: 'after-resume'`, when a refinement refuses the answer
 */
export function pauseFlowRun<Value>(options: WithInput<Value> & Reschedule): Promise<Value>;
export function pauseFlowRun(options?: BarePauseOptions & Reschedule): Promise<void>;
export function pauseFlowRun(options: PauseOptions & Reschedule = {}): Promise<unknown> {
  return stop(options.reschedule === true ? 'suspended' : 'paused', options, 'pauseFlowRun');
}

/**
 * Suspends the flow run: this pass of the flow function is given up, nothing is held, and on resume the function runs
 * again from its first line, where finished tasks and answered pauses return what they returned before.
 *
 * @returns in the pass after the resume: the answer, parsed by `waitForInput`
 * @throws SluiceError `subflow-not-independent` in a subflow; errors of pauseFlowRun otherwise
 */
export function suspendFlowRun<Value>(options: WithInput<Value>): Promise<Value>;
export function suspendFlowRun(options?: BarePauseOptions): Promise<void>;
export function suspendFlowRun(options: PauseOptions = {}): Promise<unknown> {
  return stop('suspended', options, 'suspendFlowRun');
}

async function stop(kind: PauseKind, options: PauseOptions, what: string): Promise<unknown> {
  const run = currentRun(what);
  const execution = currentExecution(run);
  const request = resolvePauseRequest(execution.nextPauseKey(options.key), kind, options);
  if (execution.abandoned) return never();
  if (kind === 'suspended' && run.parentTaskRunId !== null) throw new SluiceError('subflow-not-independent');
  if (!isResolved(run, request)) judgeProbe(run, execution, request);
  if (execution.abandoned) return never();
  if (!isResolved(run, request)) {
    ensureRunning(run);
    if (kind === 'suspended') {
      run.suspension.wanted ??= request;
      execution.draining = true;
      return never();
    }
    await pauseHere(run, execution, request);
  }
  return answerOf(run, request);
}

async function pauseHere(run: FlowRun, execution: Execution, request: PauseRequest): Promise<void> {
  // One pause at a time: a second one, from code that runs beside the first, waits for its turn.
  if (run.pauses.open !== null) await condition(() => run.pauses.open === null || execution.abandoned);
  if (execution.abandoned || execution.draining) return never();
  const pause = describePause(run, request);
  run.pauses = openPause(run.pauses, pause);
  run.livePause = request;
  publishPause(run, pause);
  const settled = () => isResolved(run, request) || execution.abandoned;
  try {
    if (request.timeoutMs === null) await condition(settled);
    else await condition(settled, Math.max(request.timeoutMs, 1), { summary: `pause ${request.key} times out` });
  } catch (error) {
    if (CancellationScope.current().consideredCancelled && !settled()) resolveOpenPause(run, { outcome: 'cancelled' });
    throw error;
  }
  if (execution.abandoned) return never();
  if (isResolved(run, request)) return;
  if (request.onTimeout) resolveOpenPause(run, { outcome: 'defaulted', answer: request.onTimeout.value });
  else resolveOpenPause(run, { outcome: 'timed-out' });
}

function answerOf(run: FlowRun, request: PauseRequest): unknown {
  const resolved = run.pauses.resolved[request.key] as ResolvedPause;
  if (resolved.outcome === 'timed-out') {
    const message = 'The flow was paused and never resumed.';
    throw new SluiceError('pause-timeout', message, { details: { pause_key: request.key } });
  }
  if (resolved.outcome === 'defaulted') return resolved.answer;
  if (!request.form) return undefined;
  const parsed = request.form.parse(resolved.answer);
  if ('fields' in parsed) throw new ValidationError(parsed.fields);
  return parsed.value;
}

function isResolved(run: FlowRun, request: PauseRequest): boolean {
  return Object.hasOwn(run.pauses.resolved, request.key);
}
