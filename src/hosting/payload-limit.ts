// Values that nothing carries: over Temporal's limit on a worker without a payload store. The task they belong to fails
// and says which task it was and how large the value is, where Temporal would say so to nobody.
import { failureOf } from '../contract/failures.js';
import { formatBytes, LARGEST_PAYLOAD_BYTES, refusedSize } from '../contract/payload-store.js';
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
  const size = Buffer.byteLength(JSON.stringify(result) ?? '');
  if (size > LARGEST_PAYLOAD_BYTES) throw refusal(`The result of task '${taskName}'`, size, taskName);
}

function refusal(what: string, size: number, task: string): Error {
  const limit = formatBytes(LARGEST_PAYLOAD_BYTES);
  const message =
    `${what} is ${formatBytes(size)}; without a payload store at most ${limit} can be carried. ` +
    'Configure one for the worker, or keep the value elsewhere and pass where it is.';
  return failureOf(new SluiceError('payload-too-large', message, { details: { task, size } }));
}
