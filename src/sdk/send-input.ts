// Sending inputs from flow code to other runs, and answering whoever sent one. A send is remembered like a task: a pass
// that runs again does not send the same input twice.
import { SluiceError } from '../domain/errors.js';
import { chooseKeyPrefix, CLIENT_SENDER, clientIdOf, FLOW_RUN_SENDER, wrapPlain } from '../domain/inputs.js';
import { deriveId, isUuid } from '../domain/ids.js';
import { hashJson } from '../domain/json-hash.js';
import { assertCarried, isOverLimit } from './carried-values.js';
import { never } from './execution.js';
import { currentExecution, currentRun } from './current-run.js';
import { acceptProbe, ensureRunning } from './pause-resolution.js';
import { callPlatform } from './platform-call.js';
import type { RunInput } from './run-input.js';

export interface InputMetadata {
  readonly key: string;
  readonly sender: string | null;
  /** The flow run that received it. */
  readonly receiver: string;
}

export interface SendOptions<Value = unknown> {
  /** The named run input the value is of. @default a plain value, of the kind its structure says */
  readonly type?: RunInput<Value>;
  /** Sends under this prefix instead; letters, digits, `-` and `_`. */
  readonly keyPrefix?: string;
}

/**
 * Sends a value to a flow run, which receives it now or when it comes to ask for it; or to a client that listens, by the
 * address that inputs of its give as their sender (`sluice.client.{id}`).
 *
 * @throws SluiceError `flow-run-not-found`, `flow-run-finished`, or `run-inputs-full` when the receiver holds as many
 *   unread inputs as it may; `mailbox-not-found`, `mailbox-full` for a client; `payload-too-large`; `definition-invalid`
 *   for a prefix with other characters
 */
export async function sendInput<Value>(
  flowRunId: string,
  value: Value,
  options: SendOptions<Value> = {},
): Promise<void> {
  if (clientIdOf(flowRunId) !== undefined) return deliver(flowRunId, value, options);
  if (!isUuid(flowRunId)) {
    throw new SluiceError('flow-run-not-found', `Expected the id of a flow run, got ${JSON.stringify(flowRunId)}.`);
  }
  await deliver(`${FLOW_RUN_SENDER}${flowRunId}`, value, options);
}

/** Sends a value back to the sender of a received input. */
export async function respondTo(metadata: InputMetadata, value: unknown): Promise<void> {
  const { sender } = metadata;
  if (!sender?.startsWith(FLOW_RUN_SENDER) && !sender?.startsWith(CLIENT_SENDER)) {
    throw new SluiceError(
      'definition-invalid',
      'Cannot respond to an input that was not sent by a flow run or a listening client.',
    );
  }
  await deliver(sender, value, {}, metadata.key);
}

async function deliver(receiver: string, value: unknown, options: SendOptions, inAnswerTo = ''): Promise<void> {
  const run = currentRun('sendInput');
  const execution = currentExecution(run);
  if (execution.abandoned) return never();
  const prefix = chooseKeyPrefix(value, options.type, options.keyPrefix);
  const call = execution.nextTaskCall('@send');
  const key = `@send-${call}`;
  const argumentsHash = hashJson([receiver, value, prefix, inAnswerTo]);
  if (execution.remembers && run.rememberedTasks.get(key)?.arguments_hash === argumentsHash) return;
  acceptProbe(run);
  ensureRunning(run);
  if (execution.draining) return never();
  execution.runningTasks += 1;
  try {
    if (isOverLimit(value)) await assertCarried('The input', value);
    await callPlatform('sluiceSendInput', {
      receiver,
      message: {
        key: `${prefix}-${deriveId(run.id, 'send', call, argumentsHash)}`,
        value: options.type ? value : wrapPlain(value),
        sender: `${FLOW_RUN_SENDER}${run.id}`,
      },
    });
    if (execution.remembers) run.rememberedTasks.set(key, { arguments_hash: argumentsHash, result: null });
  } finally {
    execution.runningTasks -= 1;
  }
}
