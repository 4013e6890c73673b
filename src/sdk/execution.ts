// One pass of the flow function from its first line. Calls of tasks and pauses are counted per pass, which is what makes
// a later pass line up with what is remembered. A pass that is abandoned (suspension) never goes on.
import { AsyncLocalStorage } from '@temporalio/workflow';

/**
 * More task calls than this wait for their turn. Temporal allows 2,000 pending activities a run, but scheduling them all
 * in one go may take longer than a workflow task has on a busy machine.
 */
const MOST_SCHEDULED_TASKS = 250;

/** Counts of calls by kind: before the first receive, and in all. Plain JSON, carried by a roll-over. */
export interface CallOrigin {
  readonly prologue: Readonly<Record<string, number>>;
  readonly base: Readonly<Record<string, number>>;
}

/** What a receiver is doing, as far as a roll-over has to know. */
export interface ReceiverPosture {
  /** It waits for its next input. */
  waiting: boolean;
  /** It is in a `for await`, which a new pass enters again by itself. */
  iterated: boolean;
}

const PAUSE_CALLS = '@pause';

export class Execution {
  /** Set when the run is suspended or this pass was given up: whatever it calls waits for ever. */
  abandoned = false;
  /** Set when a suspension is wanted: no new task starts, running ones finish. */
  draining = false;
  /** Set when this pass waits for an input and the run is to continue as new before it comes. */
  rollingOver = false;
  inputsRead = 0;
  /** Every receiver this pass has made. */
  readonly receivers: ReceiverPosture[] = [];
  /** Set when flow code asked to start over with other parameters. */
  restartWith: Record<string, unknown> | null = null;
  /** Calls under way, from submit to final state. */
  runningTasks = 0;
  private usedSlots = 0;
  private readonly waitingForSlot: (() => void)[] = [];
  private readonly calls = new Map<string, number>();
  private prologue: Readonly<Record<string, number>> | undefined;

  /**
   * @param origin - where this pass stands: after a roll-over it goes on in the middle of a loop
   * @param handlersSince - set for the calls that state handlers make: they belong to no pass, their results are not
   *   remembered, and their counts start apart with each Temporal run (the record's sequence at its start)
   */
  constructor(
    private readonly origin: CallOrigin = { prologue: {}, base: {} },
    private readonly handlersSince?: number,
  ) {}

  /** Whether results of this pass answer again in the next. */
  get remembers(): boolean {
    return this.handlersSince === undefined;
  }

  /**
   * The call's place among the calls of its kind in this run: how many came before. After a roll-over the calls before
   * the first receive count as they did at first, and those after it go on where the last pass stopped.
   */
  nextCall(kind: string): number {
    const count = this.calls.get(kind) ?? 0;
    this.calls.set(kind, count + 1);
    const before = this.origin.prologue[kind] ?? 0;
    return count < before ? count : count - before + (this.origin.base[kind] ?? before);
  }

  /** The place of a task call, as text. */
  nextTaskCall(taskKey: string): string {
    const place = this.nextCall(taskKey);
    return this.handlersSince === undefined ? String(place) : `handler-${this.handlersSince}-${place}`;
  }

  /** The key of the next pause: the explicit one, else the count of pauses so far. The count always advances. */
  nextPauseKey(explicit: string | undefined): string {
    const place = this.nextCall(PAUSE_CALLS) + 1;
    return explicit ?? String(place);
  }

  /** Fixes what came before the first receive: that is what a roll-over runs again. */
  endPrologue(): void {
    this.prologue ??= Object.fromEntries(this.calls);
  }

  /** Where the next pass stands if it goes on from here. */
  nextOrigin(): CallOrigin {
    const prologue = this.prologue ?? {};
    const base: Record<string, number> = {};
    for (const [kind, count] of this.calls) {
      const before = this.origin.prologue[kind] ?? 0;
      const startedAt = this.origin.base[kind] ?? before;
      base[kind] = count - before + startedAt;
    }
    return { prologue, base };
  }

  /** Takes a place among the scheduled tasks; false when none is free. */
  takeSlot(): boolean {
    if (this.usedSlots >= MOST_SCHEDULED_TASKS) return false;
    this.usedSlots += 1;
    return true;
  }

  /** Waits in line for a place and takes it. */
  waitForSlot(): Promise<void> {
    return new Promise((resolve) => this.waitingForSlot.push(resolve));
  }

  /** Gives a place back: it goes to whoever is first in line. */
  freeSlot(): void {
    const next = this.waitingForSlot.shift();
    if (next) next();
    else this.usedSlots -= 1;
  }
}

/** Where the code of an abandoned pass ends: a promise that nothing resolves. */
export function never<T>(): Promise<T> {
  return new Promise<T>(() => undefined);
}

const executions = new AsyncLocalStorage<Execution>();

/** Runs flow code as the given execution, so that what it calls knows which execution it belongs to. */
export function runAsExecution<T>(execution: Execution, fn: () => T): T {
  return executions.run(execution, fn);
}

/** The execution the calling code was started as; undefined outside flow code. */
export function findExecution(): Execution | undefined {
  return executions.getStore();
}
