// Our errors across Temporal: an ApplicationFailure's `type` carries the code and its first detail the fields and facts,
// so that an error thrown in a workflow, update handler or activity is the same error on the other side.
import { ApplicationFailure } from '@temporalio/common';
import { isErrorCode, isSluiceError, SluiceError, type ErrorCode, type FieldError } from '../domain/errors.js';

interface FailureDetail {
  readonly fields: readonly FieldError[];
  readonly details: Readonly<Record<string, unknown>>;
}

/** An error of ours as a failure that Temporal does not retry: only ApplicationFailure may leave a handler. */
export function failureOf(error: SluiceError): ApplicationFailure {
  const detail: FailureDetail = { fields: error.fields, details: error.details };
  return ApplicationFailure.create({
    message: error.message,
    type: error.code,
    nonRetryable: true,
    details: [detail],
    cause: error.cause instanceof Error ? error.cause : undefined,
  });
}

/** The error of ours inside a failure, looking through Temporal's wrappers; undefined when there is none. */
export function errorOf(failure: unknown): SluiceError | undefined {
  for (let current: unknown = failure; current instanceof Object; current = (current as { cause?: unknown }).cause) {
    if (isSluiceError(current)) return current;
    const { type, details, message } = current as { type?: unknown; details?: unknown; message?: unknown };
    if (!isErrorCode(type)) continue;
    const detail = readDetail(details);
    return new SluiceError(type, typeof message === 'string' ? message : undefined, { ...detail, cause: current });
  }
  return undefined;
}

/** Any thrown value as a failure of the given code; an error of ours keeps its own. */
export function failureOfUnknown(thrown: unknown, code: ErrorCode, message: string): ApplicationFailure {
  const own = errorOf(thrown);
  if (own) return failureOf(own);
  const cause = thrown instanceof Error ? thrown : new Error(String(thrown));
  return failureOf(new SluiceError(code, message, { cause }));
}

function readDetail(details: unknown): Partial<FailureDetail> {
  const first: unknown = Array.isArray(details) ? details[0] : undefined;
  if (typeof first !== 'object' || first === null) return {};
  const { fields, details: facts } = first as Partial<FailureDetail>;
  return { ...(Array.isArray(fields) ? { fields } : {}), ...(facts ? { details: facts } : {}) };
}
