// Talking with a run from outside flows: sending it inputs, and receiving what it sends back, each kind by a receiver of
// its own, as in flow code.
import { parseDurationMs, type DurationInput } from '../domain/durations.js';
import { isSluiceError, SluiceError } from '../domain/errors.js';
import type { FlowRun } from '../domain/flow-runs.js';
import { isUuid } from '../domain/ids.js';
import {
  chooseKeyPrefix,
  CLIENT_SENDER,
  FLOW_RUN_SENDER,
  wrapPlain,
  type InputKind,
  type NamedInput,
} from '../domain/inputs.js';
import { idOf, type FlowRunReference } from './flow-like.js';
import { InputReceiver, type ReceivedInput } from './input-receiver.js';
import { Mailbox } from './mailbox.js';
import { randomId } from './random-id.js';
import type { Transport } from './transport.js';

export interface SendInputOptions<Value = unknown> {
  /** The named run input the value is of. @default a plain value, of the kind its structure says */
  readonly type?: NamedInput<Value>;
  /** Sends under this prefix instead; letters, digits, `-` and `_`. */
  readonly keyPrefix?: string;
}

export interface ReceiveInputOptions {
  /** Longest wait for each input: seconds or text; `null` waits without a limit. @default 3600 */
  readonly timeout?: DurationInput | null;
  /** Gives `{ value, metadata, respond }` instead of the bare value. @default false */
  readonly withMetadata?: boolean;
  /** Keys of inputs to pass over. */
  readonly excludeKeys?: readonly string[];
  /** Receives what was sent under this prefix, taken literally, whatever its kind. */
  readonly keyPrefix?: string;
  /** Ends waiting, with the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface ConversationsClient {
  /**
   * Sends a value to a run, which receives it now or when it comes to ask for it, and can respond to this client.
   *
   * @throws `flow-run-not-found`, `flow-run-finished`, `run-inputs-full` when the run holds as many unread inputs as it
   *   may, `definition-invalid` for a prefix with other characters
   */
  sendInput<Value>(run: FlowRunReference, value: Value, options?: SendInputOptions<Value>): Promise<void>;
  /**
   * What the run sends to this client, of one kind: a named run input, or any zod type, told apart by its structure. Each
   * input is given once, to the first receiver that asks for it; those nobody asks for wait, also before the first call.
   * Throws while receiving as `next()` does.
   */
  receiveInput<Value>(
    run: FlowRunReference,
    type: InputKind<Value>,
    options: ReceiveInputOptions & { readonly withMetadata: true },
  ): InputReceiver<ReceivedInput<Value>>;
  receiveInput<Value>(
    run: FlowRunReference,
    type: InputKind<Value>,
    options?: ReceiveInputOptions,
  ): InputReceiver<Value>;
  /**
   * Opens this client's mailbox and gives its address, which flow code can send to: `sendInput(address, value)`. Sending
   * and receiving open it by themselves. It is kept until 24 hours after its last use.
   */
  openMailbox(): Promise<string>;
}

const DEFAULT_TIMEOUT_SECONDS = 3600;

/** The calls that talk with runs. @param clientId - whose mailbox the runs answer into */
export function createConversationsClient(transport: Transport, clientId: string): ConversationsClient {
  const mailbox = new Mailbox(transport, clientId);
  const address = `${CLIENT_SENDER}${clientId}`;

  async function sendInput<Value>(
    run: FlowRunReference,
    value: Value,
    { type, keyPrefix }: SendInputOptions<Value> = {},
  ): Promise<void> {
    const key = `${chooseKeyPrefix(value, type, keyPrefix)}-${randomId()}`;
    const body = { key, value: JSON.stringify(type ? value : wrapPlain(value ?? null)), sender: address };
    const path = `/flow_runs/${encodeURIComponent(idOf(run))}/input`;
    try {
      await transport.send({ method: 'POST', path, body, repeatable: true });
    } catch (error) {
      // The key is ours alone, so an earlier attempt whose answer was lost has put it there.
      if (!isSluiceError(error, 'run-input-exists')) throw error;
    }
  }

  function receiveInput(run: FlowRunReference, type: InputKind, options: ReceiveInputOptions = {}) {
    const { timeout = DEFAULT_TIMEOUT_SECONDS } = options;
    return new InputReceiver<unknown>({
      ...options,
      mailbox,
      address,
      type,
      timeoutMs: timeout === null ? null : parseDurationMs(timeout, 'timeout'),
      readRun: async (signal) => {
        const path = `/flow_runs/${encodeURIComponent(idOf(run))}`;
        return (await transport.send<FlowRun>({ method: 'GET', path, signal })).document;
      },
      runId: isUuid(idOf(run)) ? idOf(run) : null,
      respond: (sender, value) => {
        if (sender.startsWith(FLOW_RUN_SENDER)) return sendInput(sender.slice(FLOW_RUN_SENDER.length), value);
        throw new SluiceError('definition-invalid', `Cannot respond to ${sender}: it is no flow run.`);
      },
    });
  }

  return {
    sendInput,
    receiveInput: receiveInput as ConversationsClient['receiveInput'],
    async openMailbox() {
      await transport.send({ method: 'PUT', path: `/mailboxes/${clientId}`, repeatable: true });
      return address;
    },
  };
}
