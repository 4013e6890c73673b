// State handlers and hooks. A handler is asked at every state change, in list order, before the state takes effect: it
// may look, replace the state, or, by throwing, fail the run. Hooks (onFailure and the others) only look, afterwards.
import { isCancellation, log } from '@temporalio/workflow';
import { stateSignalOf } from '../contract/state-signals.js';
import type { State, StateCreate, StateType } from '../domain/states.js';

type Awaitable<T> = T | Promise<T>;

/** What a handler is attached to. */
export interface StateSubject {
  readonly kind: 'flow' | 'task';
  readonly name: string;
  readonly tags: readonly string[];
}

/** The run whose state changes. */
export interface StateRun {
  readonly id: string;
  readonly name: string;
  readonly runCount: number;
}

/**
 * Called at each state change with the state before (null at first) and the one proposed. What it returns replaces the
 * proposed state; nothing keeps it.
 */
export type StateHandler = (
  subject: StateSubject,
  oldState: State | null,
  newState: State,
) => Awaitable<State | StateCreate | void | undefined>;

/** Called after a state took effect. What it returns or throws changes nothing; an error is logged. */
export type StateHook = (subject: StateSubject, run: StateRun, state: State) => Awaitable<unknown>;

export interface StateHooks {
  readonly onRunning?: readonly StateHook[];
  readonly onCompletion?: readonly StateHook[];
  readonly onFailure?: readonly StateHook[];
  readonly onCancellation?: readonly StateHook[];
  readonly onCrashed?: readonly StateHook[];
}

/** A handler from two functions: `fn(subject, newState)` is called when `check(newState)` holds. */
export function callbackFactory(
  fn: (subject: StateSubject, state: State) => Awaitable<unknown>,
  check: (state: State) => boolean,
): StateHandler {
  return async (subject, _oldState, newState) => {
    if (check(newState)) await fn(subject, newState);
    return newState;
  };
}

/**
 * Passes a proposed state through the handlers. A handler that throws fails the run, with a message that says so; one
 * that throws a state signal sets that state. Only cancellation passes through.
 *
 * @param complete - makes a whole state of a proposed one, for the next handler to look at
 */
export async function passStateHandlers(
  handlers: readonly StateHandler[],
  subject: StateSubject,
  oldState: State | null,
  proposed: StateCreate,
  complete: (proposed: StateCreate) => State,
): Promise<StateCreate> {
  let current = proposed;
  for (const handler of handlers) {
    try {
      const answer = await handler(subject, oldState, complete(current));
      if (answer) current = toProposal(answer);
    } catch (error) {
      if (isCancellation(error)) throw error;
      current = stateSignalOf(error) ?? {
        type: 'FAILED',
        message: `Exception raised while calling state handlers: ${describe(error)}`,
      };
      return current;
    }
  }
  return current;
}

/** Runs the hooks that a state calls for, in order. */
export async function runStateHooks(
  hooks: readonly StateHook[],
  subject: StateSubject,
  run: StateRun,
  state: State,
): Promise<void> {
  for (const hook of hooks) {
    const name = hook.name === '' ? 'hook' : hook.name;
    try {
      await hook(subject, run, state);
    } catch (error) {
      if (isCancellation(error)) throw error;
      log.error(`An error was encountered while running hook '${name}'`, { error: describe(error) });
    }
  }
}

/** The hooks of a task or flow for a state type. A flow is told of its cancellation at its beginning, a task at its end. */
export function hooksFor(kind: StateSubject['kind'], hooks: StateHooks, type: StateType): readonly StateHook[] {
  switch (type) {
    case 'RUNNING':
      return hooks.onRunning ?? [];
    case 'COMPLETED':
      return hooks.onCompletion ?? [];
    case 'FAILED':
      return hooks.onFailure ?? [];
    case 'CANCELLING':
      return (kind === 'flow' && hooks.onCancellation) || [];
    case 'CANCELLED':
      return (kind === 'task' && hooks.onCancellation) || [];
    case 'CRASHED':
      return hooks.onCrashed ?? [];
    case 'SCHEDULED':
    case 'PENDING':
    case 'PAUSED':
      return [];
  }
}

function toProposal(state: State | StateCreate): StateCreate {
  const { type, name, message, data, state_details } = state;
  return { type, name, message, data, state_details };
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
