// One pass of the flow function from its first line. Calls of tasks and pauses are counted per pass, which is what makes
// a later pass line up with what is remembered. A pass that is abandoned (suspension) never goes on.
import { AsyncLocalStorage } from '@temporalio/workflow';

/**
 * More task calls than this wait for their turn. Temporal allows 2,000 pending activities a run, but scheduling them all
 * in one go may take longer than a workflow task has on a busy machine.
 */
const MOST_SCHEDULED_TASKS = 250;

export type CallCounts = Readonly<Record<string, number>>;

/** Counts of calls by kind where passes were cut: before the cut, and in all by then. */
interface CallCut {
  readonly prologue: CallCounts;
  readonly base: CallCounts;
}

/** Where a pass stands. Plain JSON, carried by a roll-over. */
export interface CallOrigin extends CallCut {
  /** Cuts of loops that came to their end before the one that goes on; left out where there are none. */
  readonly earlier?: readonly CallCut[];
}

/** What a receiver does and has done in this pass, as far as a roll-over has to know. Moments are counted by `tick()`. */
export interface ReceiverPosture {
  /** It waits for its next input. */
  waiting: boolean;
  /** It is in a `for await`, which a new pass enters again by itself. */
  iterated: boolean;
  readonly madeAt: number;
  /** When it was first asked; infinity before. */
  askedAt: number;
  /** When it was last answered: 0 before it is asked, infinity while it is being asked. */
  answeredAt: number;
  /** Calls made before it was first asked. */
  callsBefore: CallCounts;
  /** It was only ever asked in the body of another receiver's `for await`. */
  onlyInBodies: boolean;
  /** The sequence of the input behind which this pass found it. */
  readonly beganAfter: number;
  /** Sequences of the inputs it gave. */
  readonly given: number[];
  /** For each wait that came to nothing, the sequence of the input it had given before. */
  readonly timeouts: number[];
}

/** Where the next pass goes on, if this one continues as new between two inputs. */
export interface RollOverPoint {
  /** Calls that the next pass makes again. */
  readonly prologue: CallCounts;
  /** By the receivers' order, the sequence of the input behind which each begins. */
  readonly places: readonly (readonly [number, number])[];
  /** Waits of receivers that come to nothing again, each with the sequence of the input before. */
  readonly timeouts: readonly (readonly [number, number])[];
  /** Sequences of the inputs that the next pass reads again. */
  readonly readAgain: ReadonlySet<number>;
}

const PAUSE_CALLS = '@pause';

export class Execution {
  /** Set when the run is suspended or this pass was given up: whatever it calls waits for ever. */
  abandoned = false;
  /** Set when a suspension is wanted: no new task starts, running ones finish. */
  draining = false;
  /** Set when this pass waits for an input and the run is to continue as new before it comes. */
  rollingOver: RollOverPoint | null = null;
  /** Inputs that no pass had read before. */
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
  private readonly cuts: readonly CallCut[];
  private ticks = 0;

  /**
   * @param origin - where this pass stands: after a roll-over it goes on in the middle of a loop
   * @param handlersSince - set for the calls that state handlers make: they belong to no pass, their results are not
   *   remembered, and their counts start apart with each Temporal run (the record's sequence at its start)
   */
  constructor(
    origin: CallOrigin = { prologue: {}, base: {} },
    private readonly handlersSince?: number,
  ) {
    this.cuts = [...(origin.earlier ?? []), origin];
  }

  /** Whether results of this pass answer again in the next. */
  get remembers(): boolean {
    return this.handlersSince === undefined;
  }

  /**
   * The call's place among the calls of its kind in this run: how many came before. After a roll-over the calls before
   * the receivers that went on count as they did at first, and those after go on where the last pass stopped.
   */
  nextCall(kind: string): number {
    const count = this.calls.get(kind) ?? 0;
    this.calls.set(kind, count + 1);
    return this.placeOf(kind, count);
  }

  private placeOf(kind: string, count: number): number {
    const cut = [...this.cuts].reverse().find(({ prologue }) => count >= (prologue[kind] ?? 0));
    if (!cut) return count;
    const before = cut.prologue[kind] ?? 0;
    return count - before + (cut.base[kind] ?? before);
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

  /** Calls made so far. */
  countCalls(): CallCounts {
    return Object.fromEntries(this.calls);
  }

  /** The next moment of this pass, from 1. */
  tick(): number {
    return (this.ticks += 1);
  }

  /** Where the next pass stands if it makes the calls of the prologue again and goes on from here. */
  nextOrigin(prologue: CallCounts): CallOrigin {
    const kinds = new Set([...this.calls.keys(), ...this.cuts.flatMap(({ base }) => Object.keys(base))]);
    const base: Record<string, number> = {};
    for (const kind of kinds) base[kind] = this.placeOf(kind, this.calls.get(kind) ?? 0);
    const isBefore = (cut: CallCut) =>
      Object.entries(prologue).some(([kind, count]) => (cut.prologue[kind] ?? 0) < count);
    const earlier = this.cuts.filter((cut) => isBefore(cut) && Object.keys(cut.base).length > 0);
    return { prologue, base, ...(earlier.length > 0 ? { earlier } : {}) };
  }

  /** Keys of the calls that a new pass makes again: kind and place. */
  keysOf(prologue: CallCounts): Set<string> {
    const keys = Object.entries(prologue).flatMap(([kind, count]) =>
      Array.from({ length: count }, (_, index) => `${kind}-${this.placeOf(kind, index)}`),
    );
    return new Set(keys);
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
