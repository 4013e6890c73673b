// What a flow's end follows from when it returns states or futures instead of data: the states of its tasks decide, in
// the words of the reference. Apart from run-ending.ts, since it is the flow function's last act and may wait for tasks.
import { signalOf, stateSignalOf } from '../contract/state-signals.js';
import { isTerminal, STATE_TYPES, type State, type StateCreate } from '../domain/states.js';
import { isTaskFuture, type TaskFuture } from './task-future.js';

/** A flow's return whose state is more than Completed. */
export class SettledReturn {
  constructor(
    readonly state: StateCreate,
    readonly value: unknown,
  ) {}
}

type Decisive = TaskFuture<unknown> | State | Error;

/**
 * What a flow function's return comes to: data as it is, futures inside it replaced by their results; a SettledReturn for
 * states and futures that all completed, its value their results.
 *
 * @throws a state signal when one of them did not complete, or the signal that was returned
 */
export async function settleReturn(returned: unknown): Promise<unknown> {
  if (returned instanceof Error && stateSignalOf(returned)) throw returned;
  if (isDecisive(returned)) return settleAll([returned], ([only]) => only);
  const list = Array.isArray(returned) || returned instanceof Set ? [...(returned as Iterable<unknown>)] : [];
  if (list.length > 0 && list.every(isDecisive)) return settleAll(list, (values) => values);
  return holdsFuture(returned) ? replaceFutures(returned) : returned;
}

async function settleAll(
  members: readonly Decisive[],
  valueOf: (values: readonly unknown[]) => unknown,
): Promise<SettledReturn> {
  const states = await Promise.all(
    members.map(async (member) => (isTaskFuture(member) ? member.wait() : stateOf(member))),
  );
  const state = aggregateStates(states);
  if (state.type !== 'COMPLETED') throw signalOf(state);
  return new SettledReturn(state, valueOf(states.map(({ data }) => data ?? null)));
}

/** The state that follows from others. */
export function aggregateStates(states: readonly Pick<StateCreate, 'type'>[]): StateCreate {
  const count = (holds: (type: StateCreate['type']) => boolean) => states.filter(({ type }) => holds(type)).length;
  const of = (number: number) => `${number}/${states.length} states`;
  if (count((type) => type === 'COMPLETED') === states.length) {
    return { type: 'COMPLETED', message: 'All states completed.' };
  }
  const cancelled = count((type) => type === 'CANCELLED');
  if (cancelled > 0) return { type: 'CANCELLED', message: `${of(cancelled)} cancelled.` };
  const failed = count((type) => type === 'FAILED' || type === 'CRASHED');
  if (failed > 0) return { type: 'FAILED', message: `${of(failed)} failed.` };
  return { type: 'FAILED', message: `${of(count((type) => !isTerminal(type)))} are not final.` };
}

function isDecisive(value: unknown): value is Decisive {
  return isTaskFuture(value) || isState(value) || (value instanceof Error && stateSignalOf(value) !== undefined);
}

function stateOf(member: State | Error): Pick<StateCreate, 'type' | 'data'> {
  return member instanceof Error ? (stateSignalOf(member) as StateCreate) : member;
}

/** Whether a value is a state of a run, as `returnState` gives it. */
function isState(value: unknown): value is State {
  if (typeof value !== 'object' || value === null) return false;
  const { id, type, timestamp, state_details: details } = value as Partial<State>;
  return typeof id === 'string' && typeof timestamp === 'string' && STATE_TYPES.includes(type as never) && !!details;
}

function holdsFuture(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return isTaskFuture(value) || (isPlain(value) && Object.values(value).some(holdsFuture));
}

async function replaceFutures(value: unknown): Promise<unknown> {
  if (isTaskFuture(value)) return replaceFutures(await value.result());
  if (!holdsFuture(value)) return value;
  if (Array.isArray(value)) return Promise.all(value.map(replaceFutures));
  const entries = Object.entries(value as object).map(async ([key, entry]) => [key, await replaceFutures(entry)]);
  return Object.fromEntries((await Promise.all(entries)) as [string, unknown][]);
}

function isPlain(value: object): boolean {
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}
