// What Temporal's client throws, as our own errors. Apart because every call needs the same reading: our code inside a
// failure comes first, then what the gRPC status says, and only a server that cannot be reached is called unavailable.
import { isGrpcServiceError, WorkflowUpdateRPCTimeoutOrCancelledError } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import { errorOf } from '../contract/failures.js';
import { SluiceError } from '../domain/errors.js';

/** gRPC status codes that a call of ours can end with; the numbers are the protocol's. */
const GRPC = {
  CANCELLED: 1,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  UNAVAILABLE: 14,
} as const;

/** Tells whether no workflow of this id is open: there is none, or it is closed. */
export function isWorkflowNotFound(error: unknown): boolean {
  return error instanceof WorkflowNotFoundError || grpcStatus(error)?.code === GRPC.NOT_FOUND;
}

/** Tells whether a call that a worker must answer got no answer: no worker polls, or it took too long. */
export function isUnanswered(error: unknown): boolean {
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return true;
  const code = grpcStatus(error)?.code;
  // A deadline that runs out between two attempts ends the call as cancelled; nothing of ours cancels one.
  return code === GRPC.DEADLINE_EXCEEDED || code === GRPC.CANCELLED || code === GRPC.FAILED_PRECONDITION;
}

/**
 * Tells whether an update was lost with its workflow task, which is done again: something came in while the run was about to
 * close in the task that took the update. Nothing of it is in the history, and it may be sent again under its id.
 */
export function isLostWithTask(error: unknown): boolean {
  const status = grpcStatus(error);
  return status?.code === GRPC.FAILED_PRECONDITION && /unexpected workflow task failure/.test(status.details);
}

/** Tells by the server's words whether a message or a value in it is larger than it takes. */
export function isTooLarge(details: string): boolean {
  return /(blob|message|size).*(exceed|larger)/i.test(details);
}

/**
 * Tells by a status whether nothing answers at the server's address. A server that is there may say UNAVAILABLE too, of a
 * worker that it asked; only the client library's own words mean that there was no connection.
 */
export function isUnreachable({ code, details }: { readonly code: number; readonly details: string }): boolean {
  return code === GRPC.UNAVAILABLE && /^(No connection established|Name resolution failed)/.test(details);
}

/** Anything a Temporal call threw, as an error of ours. */
export function sluiceErrorOf(error: unknown): SluiceError {
  const own = errorOf(error);
  if (own) return own;
  const status = grpcStatus(error);
  if (!status) {
    const message = error instanceof Error ? error.message : String(error);
    return new SluiceError('internal-error', `A call to Temporal failed: ${message}`, { cause: error });
  }
  if (isTooLarge(status.details)) {
    const message = `The value is larger than Temporal carries: ${status.details}`;
    return new SluiceError('payload-too-large', message, { cause: error });
  }
  if (/limit for signal events/.test(status.details)) {
    const message = `The run takes no more signals until it has received some: ${status.details}`;
    return new SluiceError('run-inputs-full', message, { cause: error });
  }
  if (status.code === GRPC.INVALID_ARGUMENT) {
    return new SluiceError('request-invalid', `Temporal refused the request: ${status.details}`, { cause: error });
  }
  if (status.code === GRPC.RESOURCE_EXHAUSTED) {
    return new SluiceError('too-many-requests', `Temporal takes no more for now: ${status.details}`, { cause: error });
  }
  return new SluiceError('temporal-unavailable', undefined, { details: { reason: status.details }, cause: error });
}

/** The gRPC error inside what was thrown, through the client's wrappers. */
function grpcStatus(error: unknown): { code: number; details: string } | undefined {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (isGrpcServiceError(current)) return { code: current.code, details: current.details };
  }
  return undefined;
}
