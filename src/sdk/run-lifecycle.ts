// The life of a flow run: passes of the flow function, one after another, until one of them ends the run. Between passes
// the run waits: suspended, for a resume; after a failure, for its retry. Every way out goes through run-ending.ts.
import {
  CancelledFailure,
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  sleep,
  allHandlersFinished,
} from '@temporalio/workflow';
import { isSluiceError, SluiceError } from '../domain/errors.js';
import { stateSignalOf } from '../contract/state-signals.js';
import { EMPTY_PAUSE_LEDGER, openPause } from '../domain/pause-ledger.js';
import type { OpenPause } from '../domain/pauses.js';
import { isTerminal } from '../domain/states.js';
import type { FlowRun } from './flow-run.js';
import { refuseToStartOver, refuseUncarriedEnd } from './carried-end.js';
import { describeEnd, endRun, type RunEnd } from './run-ending.js';
import { describePause, publishPause } from './pause-publication.js';
import type { PauseRequest } from './pause-request.js';
import { acceptProbe, resolveOpenPause } from './pause-resolution.js';
import { runPass, type FlowFunction, type PassOutcome } from './flow-pass.js';

/** Lives the run to its end; the result is the flow function's, and a failed or cancelled run throws. */
export async function liveFlowRun(run: FlowRun, parse: () => unknown, fn: FlowFunction): Promise<unknown> {
  const cancelling = watchCancellation(run);
  return endRun(run, await reachEnd(run, parse, fn), cancelling);
}

async function reachEnd(run: FlowRun, parse: () => unknown, fn: FlowFunction): Promise<RunEnd> {
  try {
    const end = await runPasses(run, parse, fn);
    return (await refuseUncarriedEnd(run, end)) ?? end;
  } catch (error) {
    if (!isCancellation(error) || !CancellationScope.current().consideredCancelled) throw error;
    return { type: 'cancelled', error };
  }
}

async function runPasses(run: FlowRun, parse: () => unknown, fn: FlowFunction): Promise<RunEnd> {
  const refused = await enterFirstState(run);
  if (refused) return refused;
  for (;;) {
    if (run.pauses.open?.kind === 'suspended' && (await waitSuspended(run)) === 'timed-out') {
      return { type: 'failed', error: new SluiceError('pause-timeout', 'The flow was paused and never resumed.') };
    }
    const outcome = await runPass(run, parse, fn);
    switch (outcome.type) {
      case 'suspend':
        await continueSuspended(run, outcome.pause);
        continue;
      case 'continue': {
        const stopped = await continueRun(run, outcome.parameters);
        if (stopped) return stopped;
        // A suspension was asked for meanwhile, and goes first.
        if (run.suspension.wanted) await continueSuspended(run, run.suspension.wanted);
        continue;
      }
      case 'given-up':
        continue;
      case 'returned':
        acceptProbe(run);
        return outcome;
      case 'timed-out':
      case 'threw': {
        acceptProbe(run);
        const end = endOfAttempt(outcome);
        if (!mayRetry(run, end)) return end;
        const stopped = await retry(run, end);
        if (stopped) return stopped;
      }
    }
  }
}

function endOfAttempt(outcome: Extract<PassOutcome, { type: 'threw' | 'timed-out' }>): RunEnd {
  return outcome.type === 'threw' ? { type: 'failed', error: outcome.error } : outcome;
}

/**
 * Pending is the platform's to record when it started the run; a run started by somebody else records its own. Gives
 * the run's end when a state handler would not have it run.
 */
async function enterFirstState(run: FlowRun): Promise<RunEnd | null> {
  // Suspended, or resumed on the way into the suspension: the states are on record already.
  if (run.carry && ['PAUSED', 'RUNNING'].includes(run.carry.state.type)) return null;
  if (run.carry)
    await run.proposeState({ type: 'SCHEDULED', name: 'AwaitingRetry', message: 'Retried from where it failed.' });
  if (run.state?.type !== 'PENDING') {
    if (run.asksHandlers) await run.proposeState({ type: 'PENDING' });
    else run.enterState({ type: 'PENDING' });
  }
  const end = await enterRunning(run);
  if (run.carry || run.startedElsewhere) run.showState(null);
  return end;
}

/** The next attempt begins, unless a state handler puts an end to the run. */
async function enterRunning(run: FlowRun): Promise<RunEnd | null> {
  run.runCount += 1;
  const running = { type: 'RUNNING' } as const;
  const state = run.asksHandlers ? await run.proposeState(running) : run.enterState(running);
  if (!isTerminal(state.type)) return null;
  if (state.type === 'COMPLETED') return { type: 'returned', value: state.data };
  return { type: 'failed', error: new SluiceError('flow-failed', state.message ?? state.name) };
}

async function waitSuspended(run: FlowRun): Promise<'go-on' | 'timed-out'> {
  const woken = () => run.pauses.open === null || run.suspension.openProbe !== null;
  const timeoutAt = run.pauses.open?.timeout_at ?? null;
  const inTime =
    timeoutAt === null ||
    (await condition(woken, Math.max(Date.parse(timeoutAt) - Date.now(), 1), { summary: 'the suspension times out' }));
  if (timeoutAt === null) await condition(woken);
  if (inTime || woken()) return 'go-on';
  const onTimeout = run.onSuspensionTimeout;
  if (onTimeout) {
    resolveOpenPause(run, { outcome: 'defaulted', answer: onTimeout.value });
    return 'go-on';
  }
  resolveOpenPause(run, { outcome: 'timed-out' });
  return 'timed-out';
}

/**
 * Lets everything go: the run continues as new and holds nothing but what it carries. Between the last check and the
 * continue-as-new nothing is awaited, so no message can slip in and be lost. Returns if the run is resumed before.
 */
async function continueSuspended(run: FlowRun, request: PauseRequest): Promise<void> {
  // Suspended from outside while it waits in a pause: the same pause, with its form, goes on as a suspension.
  const pause: OpenPause = run.pauses.open ? { ...run.pauses.open, kind: 'suspended' } : describePause(run, request);
  run.onSuspensionTimeout = (run.livePause ?? request).onTimeout;
  run.livePause = null;
  run.suspension.wanted = null;
  run.pauses = openPause({ ...run.pauses, open: null }, pause);
  publishPause(run, pause);
  for (;;) {
    await run.handlersSettled;
    await run.recorder.drain();
    refuseWhenCancelled();
    if (isWoken(run)) return;
    if (run.recorder.idle && allHandlersFinished()) return continueAsNew(run.parameters, run.toCarry());
    await condition(() => isWoken(run) || allHandlersFinished());
  }
}

/**
 * Continues as new in the middle of a conversation: the flow runs again up to its first receive, where its receivers go
 * on behind the last input they gave. With parameters, it starts over with those and keeps only its unread inputs.
 * Returns if the run is to be suspended instead: what the next Temporal run is not told would be forgotten; and with the
 * run's end when what it is to start over with cannot be carried.
 */
async function continueRun(run: FlowRun, parameters: Record<string, unknown> | null): Promise<RunEnd | null> {
  const { execution } = run;
  const refused = parameters && (await refuseToStartOver(run, parameters));
  if (refused) return refused;
  do {
    await run.handlersSettled;
    await run.recorder.drain();
    await condition(allHandlersFinished);
  } while (!run.recorder.idle);
  refuseWhenCancelled();
  if (run.suspension.wanted) return null;
  if (parameters || !execution.rollingOver) {
    const inbox = run.inbox.toUnreadCarry();
    const afresh = { ...run.toCarry(), inbox, tasks: {}, pauses: EMPTY_PAUSE_LEDGER, roll_over: null };
    return continueAsNew(parameters ?? run.parameters, afresh);
  }
  const { prologue, places, timeouts, readAgain } = execution.rollingOver;
  run.inbox.leaveBehind(readAgain);
  const carry = run.toCarry();
  // Only what was called before the receivers that go on is called again.
  const again = execution.keysOf(prologue);
  return continueAsNew(run.parameters, {
    ...carry,
    tasks: Object.fromEntries(Object.entries(carry.tasks).filter(([key]) => again.has(key))),
    roll_over: { receiver_places: places, timed_out: timeouts, call_origin: execution.nextOrigin(prologue) },
  });
}

/** A cancellation that came in while the run was about to continue as new must not be left behind. */
function refuseWhenCancelled(): void {
  if (CancellationScope.current().consideredCancelled) throw new CancelledFailure('The flow run was cancelled.');
}

function isWoken(run: FlowRun): boolean {
  return run.pauses.open === null || run.suspension.openProbe !== null;
}

function mayRetry(run: FlowRun, end: RunEnd): boolean {
  const error = end.type === 'failed' ? end.error : undefined;
  if (isCancellation(error) && CancellationScope.current().consideredCancelled) return false;
  // A state that the flow chose itself, other than Failed, is its end.
  if ((stateSignalOf(error)?.type ?? 'FAILED') !== 'FAILED') return false;
  // Nobody came in time, or the parameters do not fit: trying again would end the same way.
  if (isSluiceError(error, 'pause-timeout') || isSluiceError(error, 'parameters-invalid')) return false;
  return run.runCount <= run.definition.retries;
}

/** Waits out the delay and begins the next attempt. Gives the run's end when a state handler would not have it. */
async function retry(run: FlowRun, end: RunEnd): Promise<RunEnd | null> {
  const { retryDelayMs } = run.definition;
  const scheduledTime = new Date(Date.now() + retryDelayMs).toISOString();
  await run.proposeState({
    type: 'SCHEDULED',
    name: 'AwaitingRetry',
    message: describeEnd(run, end),
    state_details: { scheduled_time: scheduledTime },
  });
  run.recorder.hurry();
  if (retryDelayMs > 0) await sleep(retryDelayMs, { summary: 'until the flow is retried' });
  return enterRunning(run);
}

/** Records Cancelling when a cancellation comes in; flow code learns of it by its scope. */
function watchCancellation(run: FlowRun): { requested: boolean } {
  const watch = { requested: false };
  CancellationScope.current().cancelRequested.catch(() => {
    watch.requested = true;
    if (run.state && !['CANCELLED', 'COMPLETED', 'FAILED', 'CRASHED'].includes(run.state.type)) {
      run.enterState({ type: 'CANCELLING' });
    }
  });
  return watch;
}
