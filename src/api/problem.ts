// Errors as RFC 9457 problem documents, the one shape for every caller but the reference's clients. Apart so that the
// OpenAPI document, the error handler and the client's author look at one definition.
import { z } from 'zod';
import { ERROR_TABLE, SluiceError, isSluiceError, type ErrorCode } from '../domain/errors.js';

export const PROBLEM_CONTENT_TYPE = 'application/problem+json';

export const problemSchema = z.object({
  /** Where this kind of problem is explained, on this server. */
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  /** What happened this time. */
  detail: z.string(),
  /** Stable; tell problems apart by it. */
  code: z.enum(Object.keys(ERROR_TABLE) as [ErrorCode, ...ErrorCode[]]),
  /** The fields that are wrong; `path` is dotted and empty for the whole document. */
  errors: z.array(z.object({ path: z.string(), message: z.string() })),
  /** Further facts, for example who won a race. */
  details: z.record(z.string(), z.unknown()),
  /** The path that was called. */
  instance: z.string(),
  request_id: z.string(),
});
export type Problem = z.infer<typeof problemSchema>;

/** The problem document of an error, for the request it happened in. */
export function toProblem(error: SluiceError, request: { readonly path: string; readonly requestId: string }): Problem {
  const { status, title } = ERROR_TABLE[error.code];
  return {
    type: `/docs#${error.code}`,
    title,
    status,
    detail: error.message,
    code: error.code,
    errors: error.fields.map(({ path, message }) => ({ path, message })),
    details: { ...error.details },
    instance: request.path,
    request_id: request.requestId,
  };
}

/**
 * Anything thrown, as an error of ours. What we did not foresee becomes `internal-error` without a word about its
 * inside: the log has it under the request id.
 */
export function toSluiceError(thrown: unknown): SluiceError {
  if (isSluiceError(thrown)) return thrown;
  if (thrown instanceof URIError) return new SluiceError('not-found', 'The address is not validly encoded.');
  const { type, status } = (thrown ?? {}) as { type?: unknown; status?: unknown };
  if (type === 'entity.too.large') {
    const { length, limit } = thrown as { length?: number; limit?: number };
    const found = length === undefined ? 'more' : `${length} bytes`;
    return new SluiceError('body-too-large', `Found ${found}, expected at most ${String(limit)} bytes.`);
  }
  if (type === 'entity.parse.failed') {
    const reason = thrown instanceof Error ? thrown.message : 'unknown';
    return new SluiceError('body-unreadable', `Expected a JSON document: ${reason}.`);
  }
  if (typeof type === 'string' && typeof status === 'number' && status >= 400 && status < 500) {
    const reason = thrown instanceof Error ? thrown.message : type;
    return new SluiceError('body-unreadable', `The body could not be read: ${reason}.`);
  }
  return new SluiceError('internal-error', 'Something went wrong on our side. The log has it under the request id.', {
    cause: thrown,
  });
}
