// The end of a run: its last state, its handlers finished, what is left of its record put into its history, and then the
// workflow closes with the result or with a failure that carries a code.
import { allHandlersFinished, CancelledFailure, condition, isCancellation } from '@temporalio/workflow';
import { failureOf, failureOfUnknown } from '../contract/failures.js';
import { closeWithRecords } from './record-news.js';
import { stateSignalOf } from '../contract/state-signals.js';
import { isSluiceError, SluiceError } from '../domain/errors.js';
import { describeFields } from '../domain/field-errors.js';
import { formatSeconds, type State, type StateCreate } from '../domain/states.js';
import type { FlowRun } from './flow-run.js';
import { unpublishPause } from './pause-publication.js';
import { resolveOpenPause } from './pause-resolution.js';
import { SettledReturn } from './returned-states.js';
import { cancelStartedSubflows } from './subflow.js';
import { hasUnacceptedWork } from './unaccepted-work.js';

export type RunEnd =
  | { readonly type: 'returned'; readonly value: unknown }
  | { readonly type: 'failed'; readonly error: unknown }
  | { readonly type: 'timed-out' }
  | { readonly type: 'cancelled'; readonly error: unknown };

/** Closes the run. Returns the flow's result; throws what the workflow closes with otherwise. */
export async function endRun(run: FlowRun, end: RunEnd, cancelling: { readonly requested: boolean }): Promise<unknown> {
  const final: RunEnd =
    cancelling.requested && (end.type === 'returned' || isCancellation(end.type === 'failed' ? end.error : undefined))
      ? {
          type: 'cancelled',
          error: end.type === 'failed' ? end.error : new CancelledFailure('The flow run was cancelled.'),
        }
      : end;
  if (run.pauses.open) {
    // Whoever answers from now on is told that the run ended first.
    resolveOpenPause(run, { outcome: 'cancelled' });
    unpublishPause(run);
  }
  const proposed = finalState(run, final);
  const state = run.asksHandlers ? await run.proposeState(proposed) : run.enterState(proposed);
  run.showFinalState();
  await run.shielded.run(async () => {
    if (run.startedSubflows.size > 0) await cancelStartedSubflows(run);
    do {
      await run.handlersSettled;
      if (hasUnacceptedWork()) await run.recorder.drain();
      await run.recorder.settle();
      if (!allHandlersFinished()) await condition(allHandlersFinished);
    } while (!run.recorder.settled);
  });
  closeWithRecords(run);
  return close(run, final, state);
}

/** Returns or throws what the final state says, which a state handler may have changed. */
function close(run: FlowRun, end: RunEnd, state: State): unknown {
  if (state.type === 'COMPLETED') return end.type === 'returned' && state.data === null ? valueOf(end) : state.data;
  if (end.type === 'cancelled') throw end.error;
  if (state.type === 'CANCELLED') throw new CancelledFailure(state.message ?? 'The flow run was cancelled.');
  if (end.type === 'timed-out') throw failureOf(new SluiceError('flow-timeout', timeoutMessage(run)));
  const message = state.message ?? 'The flow failed.';
  throw failureOfUnknown(end.type === 'failed' ? end.error : new Error(message), 'flow-failed', message);
}

/** A thrown value as the reference words it in a state: `Flow run encountered an exception: TypeError: why`. */
export function describeError(error: unknown): string {
  if (isSluiceError(error, 'pause-timeout')) return error.message;
  if (isSluiceError(error, 'parameters-invalid')) {
    return `Validation of flow parameters failed with error: ${describeFields(error.fields)}`;
  }
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return `Flow run encountered an exception: ${text}`;
}

/** Why an attempt did not end well, in the words of its state. */
export function describeEnd(run: FlowRun, end: RunEnd): string | null {
  return finalState(run, end).message ?? null;
}

function finalState(run: FlowRun, end: RunEnd): StateCreate {
  switch (end.type) {
    case 'returned':
      return end.value instanceof SettledReturn ? end.value.state : { type: 'COMPLETED' };
    case 'failed':
      return (
        stateSignalOf(end.error) ?? {
          type: 'FAILED',
          message: describeError(end.error),
          state_details: { retriable: false },
        }
      );
    case 'timed-out':
      return { type: 'FAILED', name: 'TimedOut', message: timeoutMessage(run) };
    case 'cancelled':
      return { type: 'CANCELLED' };
  }
}

/** What the flow gave, without what it was settled as. */
export function valueOf({ value }: Extract<RunEnd, { type: 'returned' }>): unknown {
  return value instanceof SettledReturn ? value.value : value;
}

function timeoutMessage(run: FlowRun): string {
  return `Flow run exceeded timeout of ${formatSeconds((run.definition.timeoutMs ?? 0) / 1000)} second(s)`;
}
