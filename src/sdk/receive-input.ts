// Receiving inputs in flow code. A receiver walks the inbox from its start; what does not fit its kind waits for a
// receiver of its own. Inputs are pushed by signal, so nothing is polled.
import { condition } from '@temporalio/workflow';
import { parseDurationMs, type DurationInput } from '../domain/durations.js';
import { SluiceError } from '../domain/errors.js';
import { fitsReceiver, parseInputValue } from '../domain/inputs.js';
import { never, type Execution, type ReceiverPosture } from './execution.js';
import { currentExecution, currentRun } from './current-run.js';
import type { FlowRun } from './flow-run.js';
import type { InboxEntry } from './inbox.js';
import { acceptProbe, ensureRunning } from './pause-resolution.js';
import { ValidationError, type InputType } from './run-input.js';
import { rollOverIfLong } from './roll-over.js';
import { placeOf } from './roll-over-point.js';
import { respondTo, type InputMetadata } from './send-input.js';

export interface ReceiveOptions {
  /** Longest wait for each input: seconds or text; `null` waits without a limit. @default 3600 */
  readonly timeout?: DurationInput | null;
  /** Gives `{ value, metadata, respond }` instead of the bare value. @default false */
  readonly withMetadata?: boolean;
  /** Keys of inputs to pass over, such as those seen before a suspension. */
  readonly excludeKeys?: readonly string[];
  /** Receives what was sent under this prefix, taken literally, whatever its kind. */
  readonly keyPrefix?: string;
}

export interface ReceivedInput<Value> {
  readonly value: Value;
  readonly metadata: InputMetadata;
  /** Sends a value back to whoever sent this. Throws `definition-invalid` when the sender cannot be answered. */
  respond(value: unknown): Promise<void>;
}

/** Thrown when no input came in time. */
export class TimeoutError extends SluiceError {
  override readonly name = 'TimeoutError';
  constructor() {
    super('input-timeout', 'Timed out waiting for input.');
  }
}

/** Inputs one after another; the place is kept, so a receiver made once before a loop always gives the next one. */
export interface InputReceiver<Item> extends AsyncIterable<Item> {
  /**
   * The next input.
   *
   * @throws TimeoutError when none came in time
   * @throws ValidationError when one of this kind came that does not fit the schema; it is passed over from then on
   */
  next(): Promise<Item>;
}

const DEFAULT_TIMEOUT_SECONDS = 3600;

/**
 * Receives inputs of a kind: a named run input, or any zod type, told apart by its whole structure. Each call starts at
 * the first input of its kind, also of those that came before.
 */
export function receiveInput<Value>(
  type: InputType<Value>,
  options: ReceiveOptions & { readonly withMetadata: true },
): InputReceiver<ReceivedInput<Value>>;
export function receiveInput<Value>(type: InputType<Value>, options?: ReceiveOptions): InputReceiver<Value>;
export function receiveInput(type: InputType, options: ReceiveOptions = {}): InputReceiver<unknown> {
  const run = currentRun('receiveInput');
  const timeout = options.timeout === undefined ? DEFAULT_TIMEOUT_SECONDS : options.timeout;
  const timeoutMs = timeout === null ? null : parseDurationMs(timeout, 'timeout');
  return new Receiver(run, currentExecution(run), type, options, timeoutMs);
}

class Receiver implements InputReceiver<unknown> {
  private readonly excluded: ReadonlySet<string>;
  private readonly posture: ReceiverPosture;
  /** Waits that come to nothing at once, since they did before the run rolled over. */
  private readonly timeoutsAgain: number[];
  /** Inputs up to here were read or are not for this receiver, so that each is looked at once. */
  private lookedTo = 0;

  constructor(
    private readonly run: FlowRun,
    private readonly execution: Execution,
    private readonly type: InputType,
    private readonly options: ReceiveOptions,
    private readonly timeoutMs: number | null,
  ) {
    this.excluded = new Set(options.excludeKeys);
    // The next pass makes the same receivers in the same order, so that each is known by its place among them.
    const index = execution.receivers.length;
    const { receiver_places: places = [], timed_out: timedOut = [] } = run.rollOver ?? {};
    this.timeoutsAgain = timedOut.filter(([of]) => of === index).map(([, after]) => after);
    this.posture = {
      waiting: false,
      iterated: false,
      madeAt: execution.tick(),
      askedAt: Number.POSITIVE_INFINITY,
      answeredAt: 0,
      callsBefore: {},
      onlyInBodies: true,
      beganAfter: places.find(([of]) => of === index)?.[1] ?? 0,
      given: [],
      timeouts: [],
    };
    execution.receivers.push(this.posture);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<unknown, void, undefined> {
    this.posture.iterated = true;
    try {
      for (;;) yield await this.receive();
    } finally {
      this.posture.iterated = false;
    }
  }

  async next(): Promise<unknown> {
    this.posture.iterated = false;
    return this.receive();
  }

  private async receive(): Promise<unknown> {
    const { run, execution, posture } = this;
    this.noteAsked();
    acceptProbe(run);
    ensureRunning(run);
    if (this.timeoutsAgain[0] === placeOf(posture)) {
      this.timeoutsAgain.shift();
      throw this.timedOut();
    }
    // A pass after a suspension first reads again what was read before, and what it then calls is remembered. A roll-over
    // in the midst of that would forget it, so a receiver that still catches up does not count as one that waits.
    const catchesUp = this.find()?.read === true;
    posture.waiting = !catchesUp;
    await rollOverIfLong(run, execution, catchesUp);
    const entry = this.find() ?? (await this.waitForEntry());
    // Nothing is taken that nobody would go on with.
    if (execution.abandoned || execution.rollingOver) return never();
    posture.waiting = false;
    posture.answeredAt = execution.tick();
    posture.given.push(entry.sequence);
    run.inbox.markRead(entry.sequence);
    if (!entry.read) execution.inputsRead += 1;
    const value = this.parse(entry);
    if (this.options.withMetadata !== true) return value;
    const metadata: InputMetadata = { key: entry.key, sender: entry.sender, receiver: run.id };
    return { value, metadata, respond: (answer: unknown) => respondTo(metadata, answer) };
  }

  private async waitForEntry(): Promise<InboxEntry> {
    const { execution } = this;
    const arrived = () => execution.abandoned || this.find() !== undefined;
    for (;;) {
      if (this.timeoutMs === null) await condition(arrived);
      else if (!(await condition(arrived, Math.max(this.timeoutMs, 1), { summary: 'wait for an input' }))) {
        throw this.timedOut();
      }
      // What has just come may have been taken away again.
      const entry = this.find();
      if (entry) return entry;
      if (execution.abandoned) return never();
    }
  }

  private noteAsked(): void {
    const { execution, posture } = this;
    if (posture.askedAt === Number.POSITIVE_INFINITY) {
      posture.askedAt = execution.tick();
      posture.callsBefore = execution.countCalls();
    }
    posture.answeredAt = Number.POSITIVE_INFINITY;
    posture.onlyInBodies &&= execution.receivers.some((other) => other !== posture && other.iterated && !other.waiting);
  }

  private timedOut(): TimeoutError {
    const { execution, posture } = this;
    posture.waiting = false;
    posture.answeredAt = execution.tick();
    posture.timeouts.push(placeOf(posture));
    return new TimeoutError();
  }

  private find(): InboxEntry | undefined {
    const { run, type, options } = this;
    const after = Math.max(placeOf(this.posture), this.lookedTo);
    const entry = run.inbox.find(
      after,
      (candidate) => !this.excluded.has(candidate.key) && fitsReceiver(type, options.keyPrefix, candidate),
    );
    this.lookedTo = entry ? entry.sequence - 1 : run.inbox.lastSequence;
    return entry;
  }

  private parse(entry: InboxEntry): unknown {
    const parsed = parseInputValue(this.type, entry.value);
    if ('fields' in parsed) throw new ValidationError(parsed.fields);
    return parsed.value;
  }
}
