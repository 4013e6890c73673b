// What the server says went wrong, as our error again: the same code, sentence, fields and facts that were thrown on
// the other side. Apart because a proxy or another server may answer anything, and that too must become a clear error.
import { isErrorCode, SluiceError, type ErrorCode, type FieldError } from '../domain/errors.js';

const CODE_BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'body-unreadable',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  409: 'conflict',
  413: 'body-too-large',
  422: 'request-invalid',
  429: 'too-many-requests',
  502: 'platform-unavailable',
  503: 'platform-unavailable',
  504: 'platform-unavailable',
};

/** A request, for messages. */
export interface RequestLine {
  readonly method: string;
  readonly url: string;
}

/**
 * The error an answer that is not a success stands for.
 *
 * @param text - the answer's body
 */
export function errorOfAnswer(status: number, text: string, request: RequestLine): SluiceError {
  const problem = readObject(text);
  const code = isErrorCode(problem['code']) ? problem['code'] : (CODE_BY_STATUS[status] ?? 'internal-error');
  const sentence = firstText(problem['detail'], problem['exception_message'], problem['message'], problem['title']);
  const requestId = problem['request_id'];
  return new SluiceError(code, sentence ?? `${request.method} ${request.url} answered ${status}.`, {
    fields: readFields(problem['errors']),
    details: {
      ...(isObject(problem['details']) ? problem['details'] : {}),
      status,
      ...(typeof requestId === 'string' ? { request_id: requestId } : {}),
    },
  });
}

/** The error for a server that gave no answer: `platform-unavailable` with the reason and what to look at. */
export function errorOfSilence(thrown: unknown, apiUrl: string): SluiceError {
  return new SluiceError(
    'platform-unavailable',
    `The Sluice API at ${apiUrl} cannot be reached: ${reasonOf(thrown)}.`,
    {
      details: { api_url: apiUrl },
      cause: thrown,
    },
  );
}

/** The system's code of a failed connection (`ECONNREFUSED`, …), where the platform tells it. */
export function connectionCodeOf(thrown: unknown): string | undefined {
  for (let current: unknown = thrown; current instanceof Object; current = (current as { cause?: unknown }).cause) {
    const { code } = current as { code?: unknown };
    if (typeof code === 'string') return code;
  }
  return undefined;
}

function reasonOf(thrown: unknown): string {
  const code = connectionCodeOf(thrown);
  if (code === 'ECONNREFUSED') return 'the connection was refused (is the server running?)';
  if (code === 'ENOTFOUND') return 'the host name is unknown';
  if (thrown instanceof Error && thrown.name === 'TimeoutError') return 'no answer came in time';
  if (code !== undefined) return `the connection failed (${code})`;
  return thrown instanceof Error ? thrown.message : String(thrown);
}

function readFields(errors: unknown): FieldError[] {
  if (!Array.isArray(errors)) return [];
  return errors.filter(isObject).map(({ path, message }) => ({ path: textOf(path), message: textOf(message) }));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function readObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function firstText(...candidates: readonly unknown[]): string | undefined {
  return candidates.find((candidate): candidate is string => typeof candidate === 'string' && candidate !== '');
}
