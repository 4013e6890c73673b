// Errors that name the state a run or task shall end in: thrown by flow code, task code and state handlers alike. They
// carry data, so that handlers can react to what happened and not only that it did. In contract, since task code throws
// them on one side of Temporal and the engine reads them on the other.
import { ApplicationFailure } from '@temporalio/common';
import { stateCreateSchema, type StateCreate } from '../domain/states.js';

const STATE_SIGNAL = 'sluice-state-signal';

interface StateSignalDetail {
  readonly state: StateCreate;
}

export interface StateSignalOptions {
  /** Plain JSON that the state carries. */
  readonly result?: unknown;
}

/** Thrown to end a task or flow in a state of one's choice. */
class StateSignal extends ApplicationFailure {
  constructor(proposed: StateCreate) {
    const detail: StateSignalDetail = { state: proposed };
    super(proposed.message ?? proposed.name ?? proposed.type, STATE_SIGNAL, true, [detail]);
  }
}

/** Ends in Failed; `result` is the state's data. A failed task is retried as after any other error. */
export class Fail extends StateSignal {
  constructor(message: string, options: StateSignalOptions = {}) {
    super({ type: 'FAILED', message, data: options.result });
  }
}

/** Ends in Completed at once; `result` is what the task or flow returns. */
export class Succeed extends StateSignal {
  constructor(message?: string, options: StateSignalOptions = {}) {
    super({ type: 'COMPLETED', message: message ?? null, data: options.result });
  }
}

/** Ends in Completed under the name Skipped. */
export class Skip extends StateSignal {
  constructor(message?: string, options: StateSignalOptions = {}) {
    super({ type: 'COMPLETED', name: 'Skipped', message: message ?? null, data: options.result });
  }
}

/** What ends a flow in a state of any kind when it is thrown. */
export function signalOf(state: StateCreate): Error {
  return new StateSignal(state);
}

/** The state a thrown value asks for, looking through Temporal's wrappers; undefined when it is no signal. */
export function stateSignalOf(thrown: unknown): StateCreate | undefined {
  for (let current: unknown = thrown; current instanceof Object; current = (current as { cause?: unknown }).cause) {
    const { type, details } = current as Partial<Pick<ApplicationFailure, 'type' | 'details'>>;
    if (type !== STATE_SIGNAL || !Array.isArray(details)) continue;
    const parsed = stateCreateSchema.safeParse((details[0] as StateSignalDetail | undefined)?.state);
    if (parsed.success) return parsed.data;
  }
  return undefined;
}
