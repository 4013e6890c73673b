// A receiver of a client: what one run sends, of one kind, one after another. It keeps its place by taking inputs out of
// the client's mailbox, and notices when its run is gone or has ended, so that nobody waits for what cannot come.
import { SluiceError } from '../domain/errors.js';
import type { FlowRun } from '../domain/flow-runs.js';
import { describeFields } from '../domain/field-errors.js';
import { FLOW_RUN_SENDER, fitsReceiver, parseInputValue, type InputKind } from '../domain/inputs.js';
import { isTerminal } from '../domain/state-types.js';
import type { Mailbox, MailboxEntry } from './mailbox.js';
import { sleep } from './sleep.js';

export interface ReceivedInput<Value> {
  readonly value: Value;
  readonly metadata: {
    readonly key: string;
    /** `prefect.flow-run.{id}` */
    readonly sender: string | null;
    /** `sluice.client.{id}` */
    readonly receiver: string;
  };
  /** Sends a value back to the run. Throws as `sendInput` does. */
  respond(value: unknown): Promise<void>;
}

export interface ReceiverParts {
  readonly mailbox: Mailbox;
  readonly address: string;
  readonly type: InputKind;
  /** Null: it is read first, since the run was named by its workflow id. */
  readonly runId: string | null;
  readonly timeoutMs: number | null;
  readonly withMetadata?: boolean;
  readonly excludeKeys?: readonly string[];
  readonly keyPrefix?: string;
  readonly signal?: AbortSignal;
  readRun(signal: AbortSignal): Promise<FlowRun>;
  respond(sender: string, value: unknown): Promise<void>;
}

/** Timers count up to here; a longer wait has no limit. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const FIRST_LOOK_MS = 2_000;
const LONGEST_LOOK_MS = 10_000;

/** Inputs one after another; iterate it, or ask for the next one. */
export class InputReceiver<Item> implements AsyncIterable<Item> {
  private runId: string | null;
  private hasLooked = false;
  private readonly excluded: ReadonlySet<string>;

  /** @internal */
  constructor(private readonly parts: ReceiverParts) {
    this.runId = parts.runId;
    this.excluded = new Set(parts.excludeKeys);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    for (;;) yield await this.next();
  }

  /**
   * The next input.
   *
   * @throws `input-timeout` when none came in time; `run-input-invalid` with the fields when one of this kind came that does
   *   not fit the schema, it is passed over from then on; `flow-run-not-found`; `flow-run-finished` when the run has ended
   *   and nothing of it is left
   */
  async next(): Promise<Item> {
    const entry = await this.takeEntry();
    const parsed = parseInputValue(this.parts.type, entry.value);
    if ('fields' in parsed) {
      const message = `Validation failed: ${describeFields(parsed.fields)}`;
      throw new SluiceError('run-input-invalid', message, { fields: parsed.fields, details: { key: entry.key } });
    }
    if (this.parts.withMetadata !== true) return parsed.value as Item;
    const { parts } = this;
    const received: ReceivedInput<unknown> = {
      value: parsed.value,
      metadata: { key: entry.key, sender: entry.sender, receiver: parts.address },
      respond: (value) => parts.respond(entry.sender ?? '', value),
    };
    return received as Item;
  }

  private async takeEntry(): Promise<MailboxEntry> {
    const { mailbox, timeoutMs, signal } = this.parts;
    // Everything that ends the wait goes through one door, behind which the mailbox looks once more.
    const stop = new AbortController();
    const abort = () => stop.abort(signal?.reason);
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort);
    const expire = () => stop.abort(new SluiceError('input-timeout', 'Timed out waiting for input.'));
    const timer = timeoutMs === null || timeoutMs > LONGEST_TIMER_MS ? undefined : setTimeout(expire, timeoutMs);
    void this.watchRun(stop.signal).catch((error: unknown) => stop.abort(error));
    try {
      return await mailbox.take((entry) => this.fits(entry), stop.signal);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      stop.abort();
    }
  }

  private fits(entry: MailboxEntry): boolean {
    const { type, keyPrefix } = this.parts;
    if (this.runId === null || entry.sender !== `${FLOW_RUN_SENDER}${this.runId}`) return false;
    return !this.excluded.has(entry.key) && fitsReceiver(type, keyPrefix, entry);
  }

  /** Looks after the run while something is awaited of it; throws once nothing can come any more. */
  private async watchRun(stopped: AbortSignal): Promise<void> {
    const { parts } = this;
    for (
      let waitMs = this.hasLooked ? FIRST_LOOK_MS : 0;
      ;
      waitMs = Math.min(waitMs * 2 || FIRST_LOOK_MS, LONGEST_LOOK_MS)
    ) {
      await sleep(waitMs, stopped);
      const run = await parts.readRun(stopped);
      this.hasLooked = true;
      if (this.runId === null) {
        this.runId = run.id;
        parts.mailbox.lookAgain();
      }
      if (run.state_type === null || !isTerminal(run.state_type)) continue;
      // What it sent before its end lies with the server.
      await parts.mailbox.catchUp(stopped);
      const message = `Flow run '${run.name}' has ended (${String(run.state_name)}) and sent nothing more of this kind.`;
      throw new SluiceError('flow-run-finished', message, {
        details: { flow_run_id: run.id, state_name: run.state_name },
      });
    }
  }
}
