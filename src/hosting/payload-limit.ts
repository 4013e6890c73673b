// Values that nothing carries: over Temporal's limit on a worker without a payload store. The task they belong to fails
// and says which task it was and how large the value is, where Temporal would say so to nobody.
import { failureOf } from '../contract/failures.js';
import { describeUncarried, LARGEST_PAYLOAD_BYTES, refusedSize } from '../contract/payload-store.js';
import { stateSignalOf } from '../contract/state-signals.js';
import { SluiceError } from '../domain/errors.js';

/** Throws (not retried) when an argument was too large to arrive. */
export function assertArgumentsArrived(taskName: string, args: readonly unknown[]): void {
  args.forEach((argument, index) => {
    const size = refusedSize(argument);
    if (size !== undefined) throw refusal(`Argument ${index + 1} of task '${taskName}'`, size, taskName);
  });
}

/** Throws (not retried) when a result is too large to be sent. */
export function assertResultFits(taskName: string, result: unknown): void {
  const size = sizeOf(result);
  if (size > LARGEST_PAYLOAD_BYTES) throw refusal(`The result of task '${taskName}'`, size, taskName);
}

/** What a task failed with; in its place why that cannot be told, when the state it asks for is too large to be sent. */
export function failureThatFits(taskName: string, error: unknown): unknown {
  const size = sizeOf(stateSignalOf(error)?.data);
  // The state is sent once more, in the run's record, where something is around it.
  if (size <= LARGEST_PAYLOAD_BYTES - AROUND_STATE_BYTES) return error;
  return refusal(`What the failure of task '${taskName}' carries`, size, taskName);
}

const AROUND_STATE_BYTES = 64 * 1024;

function sizeOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? '');
}

function refusal(what: string, size: number, task: string): Error {
  return failureOf(new SluiceError('payload-too-large', describeUncarried(what, size), { details: { task, size } }));
}
