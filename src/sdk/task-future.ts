// What submit() gives: a task call under way. Apart so that arguments can be recognised as futures without knowing how
// tasks run.
import type { State } from '../domain/states.js';

interface Outcome {
  readonly state: State;
  readonly value?: unknown;
  readonly error?: Error | undefined;
}

export class TaskFuture<Result> {
  private readonly outcome: Promise<Outcome>;

  constructor(
    readonly taskRunId: string,
    private readonly readState: () => State | null,
    outcome: Promise<Outcome>,
    private readonly givesState: boolean,
  ) {
    this.outcome = outcome;
    // Nobody may ask for the result: a failure nobody looks at must not fail the workflow task.
    outcome.catch(() => undefined);
  }

  /** The state the task run is in now; null before its turn has come. */
  get state(): State | null {
    return this.readState();
  }

  /** Waits for the final state; does not throw when the task fails. */
  async wait(): Promise<State> {
    return (await this.outcome).state;
  }

  /**
   * Waits for the result.
   *
   * @throws TaskRunError when the task failed
   */
  async result(): Promise<Result> {
    const { state, value, error } = await this.outcome;
    if (this.givesState) return state as Result;
    if (error) throw error;
    return value as Result;
  }
}

export function isTaskFuture(value: unknown): value is TaskFuture<unknown> {
  return value instanceof TaskFuture;
}
