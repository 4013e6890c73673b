// Errors in the envelopes that the reference's clients read: `detail`, `exception_message` and, for a request that does
// not fit, `exception_detail`. Apart because nobody else is answered so.
import { ERROR_TABLE, type ErrorCode, type SluiceError } from '../domain/errors.js';
import type { FieldIssue } from './field-issues.js';
import { RequestInvalidError } from './request-invalid.js';

export interface ReferenceAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Which of the reference's two envelopes a route's not-found has. */
export type NotFoundForm = 'detail' | 'exception-message';

/** What the reference says in a fixed sentence of its other envelope. */
const FIXED_SENTENCES: Partial<Record<ErrorCode, string>> = {
  unauthenticated: 'Unauthorized',
  'internal-error': 'Internal Server Error',
  'store-unavailable': 'Service Unavailable',
  'temporal-unavailable': 'Service Unavailable',
  'platform-unavailable': 'Service Unavailable',
};

/** The answer the reference's clients get for an error. */
export function toReferenceAnswer(error: SluiceError, notFoundForm: NotFoundForm = 'detail'): ReferenceAnswer {
  const { status } = ERROR_TABLE[error.code];
  if (error instanceof RequestInvalidError) return invalidRequest(error);
  const sentence = FIXED_SENTENCES[error.code];
  if (sentence !== undefined) return { status, body: { exception_message: sentence } };
  const envelope = status === 404 && notFoundForm === 'exception-message' ? 'exception_message' : 'detail';
  return { status, body: { [envelope]: error.message } };
}

function invalidRequest(error: RequestInvalidError): ReferenceAnswer {
  const limit = error.issues.find(({ part, path }) => part === 'body' && path.length === 1 && path[0] === 'limit');
  if (limit && isOutOfRange(limit.input)) return { status: 422, body: { detail: limitSentence(limit.input) } };
  return {
    status: 422,
    body: {
      exception_message: 'Invalid request received.',
      exception_detail: error.issues.map(layOut),
      request_body: error.body ?? null,
    },
  };
}

/** Beyond what any list takes; some take fewer, and say so field by field. */
function isOutOfRange(limit: unknown): limit is number {
  return typeof limit === 'number' && (limit < 0 || limit > 200);
}

function limitSentence(found: number): string {
  const bound = found < 0 ? 'greater than or equal to 0' : 'less than or equal to 200';
  return `Invalid limit: must be ${bound}.`;
}

function layOut(issue: FieldIssue): Record<string, unknown> {
  return {
    type: issue.kind,
    loc: [issue.part, ...issue.path],
    msg: issue.message,
    input: issue.input === undefined ? null : issue.input,
  };
}
